#!/bin/bash
# Is every C++ file in the repository formatted as .clang-format says?
#
#   scripts/check-format.sh          name what is not; exit 1 when there is any
#   scripts/check-format.sh --fix    format it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=(--dry-run -Werror)
case ${1:-} in
    '') ;;
    --fix) mode=(-i) ;;
    *) echo "check-format: unknown argument '$1'; the only one is --fix" >&2; exit 2 ;;
esac
command -v clang-format >/dev/null ||
    { echo "check-format: clang-format is missing; run scripts/install-deps.sh test" >&2; exit 2; }

# Whoever checks may not own the checkout (CI in a container), which git refuses unless told.
git -c safe.directory='*' ls-files -z '*.cpp' '*.hpp' |
    while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
    xargs -0 --no-run-if-empty clang-format "${mode[@]}" ||
    { echo "check-format: not formatted as .clang-format says; mend it with scripts/check-format.sh --fix" >&2; exit 1; }
