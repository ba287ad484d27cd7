#!/usr/bin/env bash
# The main job on embedded defaults: signed requests from three pretend portals are verified, stored, normalised and
# delivered to a pretend back office, bad ones are refused, and a table shows what came of each.
#
#   scripts/demo.sh          stays up and prints the addresses
#   scripts/demo.sh --once   plays the demonstration once and exits 0 only if every line came out as expected
set -euo pipefail
cd "$(dirname "$0")/.."
once=false
case "${1:-}" in
    --once) once=true ;;
    "") ;;
    *) echo "usage: scripts/demo.sh [--once]" >&2; exit 2 ;;
esac

scripts/install-deps.sh
scripts/build.sh release shep-gateway shep-sandbox kz-gost
bin=build/release/bin
certs=build/demo/certs
folder=build/demo/run
mkdir -p build/demo
KZ_GOST_MODULE=$bin/kz-gost.so certs-example/make.sh "$certs"
if $once; then rm -rf "$folder"; fi
mkdir -p "$folder"

pids=()
stop() {
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 130' INT TERM

# Starts a program and waits for its line "listening NAME URL"; its output is kept in a file.
start() { # output-file command...
    local output=$1
    shift
    : > "$output"
    "$@" >> "$output" 2>&1 &
    pids+=($!)
    for _ in $(seq 100); do
        if grep -q '^listening' "$output"; then return 0; fi
        if ! kill -0 "${pids[-1]}" 2>/dev/null; then break; fi
        sleep 0.1
    done
    echo "demo: $1 did not start:" >&2
    cat "$output" >&2
    exit 1
}
address() { sed -n "s/^listening $2 //p" "$1" | sed 's/127\.0\.0\.1/localhost/'; }

if $once; then ports=(0 0 0) office_port=0; else ports=(8443 9443 8444) office_port=9444; fi
[ -f "$folder/office.secret" ] || (umask 077; openssl rand -hex 32 > "$folder/office.secret")
start "$folder/office.out" "$bin/shep-sandbox" back-office --port "$office_port" \
    --tls-certificate "$certs/back-office/tls.crt" --tls-key "$certs/back-office/tls.key" \
    --hmac-secret-file "$folder/office.secret" --ledger "$folder/office.ledger"
office=$(address "$folder/office.out" back-office)
sandbox/make-config.sh "$folder" "$certs" "$bin/shep-gateway" "$office" "${ports[@]}"
start "$folder/gateway.out" "$bin/shep-gateway" serve --config "$folder/gateway.toml"
portals=$(address "$folder/gateway.out" portals)

play() {
    "$bin/shep-sandbox" demo --certs "$certs" --forms schemas/portals/examples --gateway "$portals" --back-office "$office"
}
if $once; then
    play
    stop
    trap - EXIT
    "$bin/shep-gateway" journal verify --config "$folder/gateway.toml"
    exit 0
fi
start "$folder/desk.out" "$bin/shep-sandbox" officer-desk --port 8090 --gateway "$(address "$folder/gateway.out" backoffice)" \
    --certs "$certs" --token-file "$folder/pull.token"
play || true
cat <<TEXT

The gateway stays up; Ctrl-C ends it.
  portals      $portals/shep/egov   (also /shep/elicense, /shep/migration; ?wsdl describes the service)
  admin        $(address "$folder/gateway.out" admin)/readyz   (also /healthz, /metrics, /admin/v1/status)
  pull API     $(address "$folder/gateway.out" backoffice)/api/v1/cases   (bearer token in $folder/pull.token)
  back office  $office/cases
  officer      $(address "$folder/desk.out" officer-desk)   (a page: an officer's day at Zhitikara)
  trust        $certs/anchors/root.pem
  log          $folder/gateway.log
  again        $bin/shep-sandbox demo --certs $certs --forms schemas/portals/examples --gateway $portals --back-office $office
TEXT
wait -n "${pids[@]}"  # should one end by itself, the rest ends with it
