#!/usr/bin/env bash
# Measures the gateway against itself without verification and against xmlsec, in one interleaved run.
#
#   bench/run.sh [--rounds N]   requests per second, times and processor time for 4 KB, 64 KB and 1 MB, and the ratios
#   bench/run.sh --smallest     the same for 4 KB alone
#   bench/run.sh --profile      the gateway alone with 4 KB, for a profiler
#   bench/run.sh --memory       100,000 requests and the memory of the process after them
#   bench/run.sh --swap-crls --rounds 10   what replacing a large revocation list every second does to the 99th percentile
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh release shep-gateway bench-gateway-unverified bench-gateway-naive gateway_bench
bin=${GW_BENCH_BIN:-build/release/bin}
certs=build/bench/certs
folder=build/bench/run
mkdir -p build/bench
certs-example/make.sh "$certs" --crl-entries 1000
# Nobody takes deliveries here: the office is unreachable, its circuit breaker opens, cases stay queued.
sandbox/make-config.sh "$folder" "$certs" "$bin/shep-gateway" https://127.0.0.1:1
sed -i 's/^path = "\/shep\/.*/&\nbusiness_signature = false\npassword = false/' "$folder/gateway.toml"

echo "machine: $(nproc) cores, $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), $(awk '/MemTotal/ {printf "%.0f GB", $2 / 1048576}' /proc/meminfo), load before the run $(cut -d' ' -f1 /proc/loadavg)"
echo "conditions: 64 kept TLS connections from one thread on the same cores, store on $(stat -f -c %T "$folder") synced for every batch,"
echo "  transport signature RSA-2048, gateway key P-256, revocation list of 1,000 entries, no applicant's signature, no password"
"$bin/gateway_bench" --certs "$certs" --forms schemas/portals/examples --config "$folder/gateway.toml" \
    --gateway "$bin/shep-gateway" --unverified "$bin/bench-gateway-unverified" \
    --naive "$bin/bench-gateway-naive" "$@"
