#!/usr/bin/env bash
# Writes a complete configuration of the gateway for the test hierarchy: three portals, six back offices (all the pretend
# one), everything on 127.0.0.1. For demonstrations and tests, never for production.
#
# GATEWAY_SIGNER names another key of the hierarchy to sign with, such as gateway/sign-gost2015.
#
#   sandbox/make-config.sh FOLDER CERTS GATEWAY_BINARY BACK_OFFICE_URL [PORTALS_PORT ADMIN_PORT PULL_PORT]
set -euo pipefail
folder=$1 certs=$(realpath "$2") gateway=$3 office_url=$4
signer=${GATEWAY_SIGNER:-gateway/sign-p256}
portals_port=${5:-0} admin_port=${6:-0} pull_port=${7:-0}
root=$(realpath "$(dirname "$0")/..")
mkdir -p "$folder"
umask 077
[ -f "$folder/office.secret" ] || openssl rand -hex 32 > "$folder/office.secret"
[ -f "$folder/pull.token" ] || openssl rand -hex 32 > "$folder/pull.token"
token_hash=$(tr -d '\n' < "$folder/pull.token" | sha256sum | cut -d' ' -f1)
# Hashing is slow on purpose: where GATEWAY_PASSWORD_HASHES names a folder, it is done once.
hash_of() {
    local kept=${GATEWAY_PASSWORD_HASHES:+$GATEWAY_PASSWORD_HASHES/$1} made
    if [ -n "$kept" ] && [ -s "$kept" ]; then cat "$kept"; return; fi
    made=$(printf '%s\n' "$1-password" | "$gateway" config hash-password)
    if [ -n "$kept" ]; then mkdir -p "${kept%/*}"; echo "$made" > "$kept.$$"; mv "$kept.$$" "$kept"; fi
    echo "$made"
}

# The transport certificates of a portal, quoted: sign.crt, and those of GOST when the hierarchy has them.
signers_of() {
    local file list=()
    for file in "$certs/portals/$1"/sign*.crt; do list+=("\"$file\""); done
    local IFS=,
    echo "${list[*]}"
}

# Every public service under every portal: whether the portal offers it is for the act to say.
services=(foreign-labour-permit labour-immigrant-permit unemployed-certificate unemployed-registration employment-referrals
    oralman-status semey-victims)

portal() { # name
    local name=$1 service id
    cat <<TOML

[[portal]]
name = "$name"
path = "/shep/$name"
certificates = [$(signers_of "$name")]
sender = [{ id = "$name", password_hash = "$(hash_of "$name")" }]
service = [
TOML
    for service in "${services[@]}"; do
        id=${service^^}
        printf '  { id = "%s", public_service = "%s" },\n' "${id//-/_}" "$service"
    done
    echo "]"
}

target() {
    cat <<TOML

[[target]]
name = "$1"
url = "$office_url/cases"
ca = "$certs/anchors/root.pem"
hmac_secret_file = "office.secret"
TOML
}

{
    cat <<TOML
# Made by sandbox/make-config.sh for the test hierarchy. NOT FOR PRODUCTION.
[server]
address = "127.0.0.1"
port = $portals_port
tls_certificate = "$certs/gateway/tls.crt"
tls_key = "$certs/gateway/tls.key"

[admin]
address = "127.0.0.1"
port = $admin_port

[backoffice]
address = "127.0.0.1"
port = $pull_port
tls_certificate = "$certs/gateway/tls.crt"
tls_key = "$certs/gateway/tls.key"

[[backoffice.token]]
name = "zhitikara-officer"
provider = "zhitikara"
sha256 = "$token_hash"
signer_bin = "960340090014"

[[backoffice.webhook]]
name = "zhitikara-events"
provider = "zhitikara"
url = "$office_url/events"
ca = "$certs/anchors/root.pem"
hmac_secret_file = "office.secret"

[signing]
key = "$certs/$signer.key"
certificate = "$certs/$signer.crt"

[trust]
anchors = ["$certs/anchors"]
certificates = ["$certs/certs", $(signers_of egov), $(signers_of elicense), $(signers_of migration)]
crls = ["${GATEWAY_CRLS:-$certs/crls}"]
reload = "1s"

[catalogue]
path = "$root/catalogue"

[store]
path = "gateway.db"

[log]
file = "gateway.log"
TOML
    for name in egov elicense migration; do portal "$name"; done
    for office in north-kazakhstan mangystau kostanay kostanay-districts kyzylorda zhitikara; do target "akimat-$office"; done
} > "$folder/gateway.toml"
