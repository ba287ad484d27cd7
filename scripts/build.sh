#!/usr/bin/env bash
# Configures a preset and builds the named targets (all without names).
#
#   scripts/build.sh PRESET [TARGET ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
mkdir -p build
cmake --preset "$preset" > "build/configure-$preset.log" || { cat "build/configure-$preset.log"; exit 1; }
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" -- "$@"
else
    cmake --build --preset "$preset"
fi
