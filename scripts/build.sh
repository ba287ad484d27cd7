#!/usr/bin/env bash
# Configures a preset and builds the named targets (all without names).
#
#   scripts/build.sh PRESET [TARGET ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
cmake --preset "$preset" > "/tmp/shep-gateway-configure.$$" || { cat "/tmp/shep-gateway-configure.$$"; exit 1; }
rm -f "/tmp/shep-gateway-configure.$$"
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" -- "$@"
else
    cmake --build --preset "$preset"
fi
