#!/bin/bash
# Installs the Debian packages that the project needs and this machine lacks; touches neither network nor system when
# nothing is missing.
#
#   scripts/install-deps.sh         what building, the demonstration and running need
#   scripts/install-deps.sh test    and what the tests and the benchmarks need
set -euo pipefail

build_packages=(
    g++ cmake ninja-build pkg-config openssl
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev libxml2-dev libxmlsec1-dev libpugixml-dev
    libspdlog-dev libfmt-dev libsqlite3-dev libtomlplusplus-dev libcli11-dev prometheus-cpp-dev
)
test_packages=(
    libgtest-dev libgmock-dev libbenchmark-dev libengine-gost-openssl clang libclang-rt-14-dev clang-format
    python3-zeep python3-xmlsec python3-lxml python3-jsonschema python3-cryptography python3-requests python3-yaml
    libxml2-utils xmlsec1 curl sqlite3
)

say() { echo "install-deps: $*" >&2; }
die() { say "$@"; exit 1; }

wanted=("${build_packages[@]}")
case ${1:-} in
    '') ;;
    test) wanted+=("${test_packages[@]}") ;;
    -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument '$1'; the only one is 'test'" ;;
esac

command -v dpkg-query >/dev/null ||
    die "this is not Debian: dpkg-query is missing. Install what corresponds to: ${wanted[*]}"

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=absent
    [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]} > 0)) || exit 0

as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null ||
        die "these packages are missing, and without root or sudo they cannot be installed. Let an administrator run:
    apt-get install ${missing[*]}"
    as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@"; }

say "installing ${missing[*]}"
# An index that cannot be fetched is not the end: the packages may lie in apt's cache already.
apt update || say "apt-get update failed; trying with the package index that is there"
apt install -y --no-install-recommends "${missing[@]}" ||
    die "apt-get could not install: ${missing[*]}
    Look at apt's own message above. No network: connect once, afterwards everything works offline.
    Package not found: the project is built on Debian 12 (bookworm); see /etc/os-release and /etc/apt/sources.list*.
    Then run this again: $0 ${1:-}"
