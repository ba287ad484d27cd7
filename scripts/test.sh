#!/usr/bin/env bash
# The tests: release with everything, address and undefined sanitizers, thread sanitizer for the concurrent modules, fuzz
# corpora, a few crash rounds.
#
#   scripts/test.sh          what every change must pass
#   scripts/test.sh --full   and the long ones: 200 crash rounds, the whole suite under every sanitizer
set -euo pipefail
cd "$(dirname "$0")/.."
full=false
case "${1:-}" in
    --full) full=true ;;
    "") ;;
    *) echo "usage: scripts/test.sh [--full]" >&2; exit 2 ;;
esac

began=$SECONDS
stages=()
minutes_since() { awk -v s=$((SECONDS - $1)) 'BEGIN { printf "%5.1f min", s / 60 }'; }
stage() { # title command...
    local title=$1 from=$SECONDS
    shift
    printf '\n== %s\n' "$title"
    "$@"
    stages+=("$(minutes_since "$from")  $title")
}

run_tests() { # preset ctest-arguments...
    local preset=$1
    shift
    ctest --preset "$preset" --parallel 2 "$@" 2>&1 | tee "build/$preset/ctest.log"
}

export GW_CRASH_ROUNDS=${GW_CRASH_ROUNDS:-3}
if $full; then GW_CRASH_ROUNDS=200; fi

stage "packages" scripts/install-deps.sh test
stage "build release" scripts/build.sh release
stage "build with address and undefined sanitizers" scripts/build.sh asan gw_sanitized
stage "build with the thread sanitizer" scripts/build.sh tsan gw_concurrent
stage "address and undefined sanitizers, fuzz corpora" run_tests asan -L sanitized
stage "thread sanitizer" run_tests tsan -L concurrent
if $full; then
    stage "build everything with address and undefined sanitizers" scripts/build.sh asan
    stage "everything with address and undefined sanitizers" run_tests asan
fi
stage "release, all suites, $GW_CRASH_ROUNDS crash rounds" run_tests release

printf '\nMinutes of each stage:\n'
printf '%s\n' "${stages[@]}"
printf '%s  in all\n' "$(minutes_since "$began")"
printf '\n'
sed -n '/tests passed/,$p' build/release/ctest.log
