#!/bin/bash
# Makes the test hierarchy of certificates that the demonstration, the tests and the benchmarks use.
# NOT FOR PRODUCTION: the keys lie unencrypted on the disk and everybody knows the password of the PKCS#12 files.
#
#   make.sh [make] [OUT]          make the hierarchy in OUT (certs-example/out); nothing to do when it is there and fresh
#   make.sh refresh-crls [OUT]    issue the revocation lists again
#   make.sh revoke NAME [OUT]     revoke a certificate of hierarchy.txt and issue its list again
#
#   --force            make everything anew, with new keys
#   --crl-entries N    pad the list of the issuing authority with N random serials (benchmarks)
#   --reason REASON    for revoke; keyCompromise unless given
#
# GOST certificates need the module kz-gost.so of this project: KZ_GOST_MODULE names it, else it is looked for in build/.
# Without it the hierarchy has RSA and ECDSA alone.
set -euo pipefail
export LC_ALL=C.UTF-8
# openssl reads the whole of openssl.cnf, so every variable in it has a value even where nothing uses it.
export CA_DIR=. CA_URL=. KEY_USAGE=digitalSignature EXTENDED_KEY_USAGE=serverAuth

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
now=$(date +%s)
readonly here now day=86400
readonly crl_days=30      # the demonstration keeps working for a month without a refresh
readonly refresh_days=7   # what ages within a week is issued again
readonly issuing=certs/issuing

# profile: section of openssl.cnf | key usage | extended key usage | role names of gateway/pki | purpose in index.json
readonly nca=1.2.398.3.3.4.1
declare -rA profiles=(
    [root]="root|keyCertSign, cRLSign|||authority"
    [authority]="authority_certificate|keyCertSign, cRLSign|||authority"
    [tls_server]="tls_server|digitalSignature|serverAuth||tls-server"
    [tls_client]="end_entity|digitalSignature, keyEncipherment|clientAuth, $nca.2, $nca.2.6|legal_entity information_system|tls-client"
    [information_system]="end_entity|digitalSignature, nonRepudiation|$nca.2, $nca.2.6|legal_entity information_system|signing"
    [individual]="end_entity|digitalSignature, nonRepudiation|emailProtection, $nca.1|individual|signing"
    [individual_auth]="end_entity|digitalSignature, keyEncipherment|clientAuth, $nca.1|individual|authentication"
    [first_head]="end_entity|digitalSignature, nonRepudiation|emailProtection, $nca.2, $nca.2.1|legal_entity first_head|signing"
    [right_to_sign]="end_entity|digitalSignature, nonRepudiation|emailProtection, $nca.2, $nca.2.2|legal_entity right_to_sign|signing"
    [employee]="end_entity|digitalSignature, nonRepudiation|emailProtection, $nca.2, $nca.2.5|legal_entity employee|signing"
)

die() { echo "certs-example: $*" >&2; exit 1; }
say() { echo "certs-example: $*" >&2; }
usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }
# openssl is silent when all is well and shows what it said when it is not.
quietly() { local said; said=$("$@" 2>&1) || die "$(printf 'this failed: %s\n%s' "$*" "$said")"; }

# --- GOST ----------------------------------------------------------------------------------------------------

# OpenSSL reads which modules to load from a configuration of its own. One that does not load here (of another OpenSSL,
# or built with sanitizers) is as good as none.
find_gost() {
    local module conf
    conf=$(mktemp)
    trap 'rm -f "$conf_of_gost"' EXIT
    conf_of_gost=$conf gost=no
    for module in "${KZ_GOST_MODULE:-}" "${GW_BIN:-}/kz-gost.so" "$here"/../build/{release,dev}/bin/kz-gost.so; do
        [[ -f $module ]] || continue
        cat >"$conf" <<CONF
openssl_conf = init
[init]
providers = providers
[providers]
default = standard
kz-gost = kz_gost
[standard]
activate = 1
[kz_gost]
module = $(realpath "$module")
activate = 1
CONF
        OPENSSL_CONF=$conf openssl genpkey -algorithm 1.2.398.3.10.1.1.1.1 -out /dev/null 2>/dev/null || continue
        export OPENSSL_CONF=$conf
        gost=yes
        return
    done
}
is_gost() { [[ ${key_of[$1]:-} == gost* ]]; }

# --- the table -----------------------------------------------------------------------------------------------

files=()
declare -A issuer_of key_of profile_of validity_of expected_of subject_of note_of
read_hierarchy() {
    local columns file
    while IFS= read -r line; do
        [[ $line == '' || $line == '#'* ]] && continue
        IFS='|' read -ra columns <<<"$line"
        for i in "${!columns[@]}"; do read -r "columns[i]" <<<"${columns[i]}" || true; done
        file=${columns[0]}
        if [[ ${columns[2]} == gost* && $gost == no ]]; then continue; fi
        files+=("$file")
        issuer_of[$file]=${columns[1]} key_of[$file]=${columns[2]} profile_of[$file]=${columns[3]}
        validity_of[$file]=${columns[4]} expected_of[$file]=${columns[5]} subject_of[$file]=${columns[6]}
        note_of[$file]=${columns[7]:-}
    done <"$here/hierarchy.txt"
}

is_authority() { [[ ${profile_of[$1]} == root || ${profile_of[$1]} == authority ]]; }
is_tls_server() { [[ ${profile_of[$1]} == tls_server ]]; }
is_revoked_from_the_start() {
    [[ ${expected_of[$1]} == certificate_revoked ]] || { is_authority "$1" && [[ ${expected_of[$1]} == ca_revoked ]]; }
}
# Where things lie inside the hierarchy.
ca_dir_of() { echo "ca/${1//\//-}"; }
certificate_of() { if is_authority "$1"; then echo "$1.pem"; else echo "$1.crt"; fi; }
private_key_of() { if is_authority "$1"; then echo "$(ca_dir_of "$1")/ca.key"; else echo "$1.key"; fi; }
crl_of() { if [[ $1 == foreign/* ]]; then echo "$1.crl"; else echo "crls/${1##*/}.crl"; fi; }
fingerprint_of_sources() { cat "$here"/{make.sh,openssl.cnf,hierarchy.txt} | sha256sum | cut -d' ' -f1; }

# --- keys and certificates; all of it runs inside the folder of the hierarchy --------------------------------

# RSA keys take nearly all of the time, so they are made side by side.
make_keys() {
    local file
    for file in "${files[@]}"; do
        mkdir -p "$(dirname "$file")" "$(dirname "$(private_key_of "$file")")"
        case ${key_of[$file]} in
            p256) echo "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $(private_key_of "$file")" ;;
            gost2004) echo "-algorithm 1.2.398.3.10.1.1.1.1 -out $(private_key_of "$file")" ;;
            gost2015) echo "-algorithm 1.2.398.3.10.1.1.2.2 -out $(private_key_of "$file")" ;;
            rsa:*) echo "-algorithm RSA -pkeyopt rsa_keygen_bits:${key_of[$file]#rsa:} -out $(private_key_of "$file")" ;;
            *) die "hierarchy.txt: unknown key type ${key_of[$file]} of $file" ;;
        esac
    done | xargs -P "$(nproc)" -L 1 openssl genpkey -quiet 2>keys.log || die "no keys: $(cat keys.log)"
    rm keys.log
}

openssl_req() { quietly openssl req -utf8 -config "$here/openssl.cnf" "$@"; }

openssl_ca() {  # openssl_ca AUTHORITY arguments...
    local digest=()
    if is_gost "$1"; then digest=(-md default); fi  # such a key has one digest only
    CA_DIR=$(ca_dir_of "$1") CA_URL="http://127.0.0.1/certs-example/${1//\//-}" \
        quietly openssl ca -batch -config "$here/openssl.cnf" "${digest[@]}" "${@:2}"
}

at_day() { date -u -d "@$((now + $1 * day))" +%Y%m%d%H%M%SZ; }

issue() {
    local file=$1 issuer=${issuer_of[$1]} section usage extended rest options
    IFS='|' read -r section usage extended rest <<<"${profiles[${profile_of[$file]}]}"
    if is_authority "$file"; then
        mkdir -p "$(ca_dir_of "$file")/issued"
        : >"$(ca_dir_of "$file")/index.txt"
        echo 01 >"$(ca_dir_of "$file")/crlnumber"
    fi
    options=(-notext -preserveDN -extensions "$section" -in request.pem -out "$(certificate_of "$file")"
        -startdate "$(at_day "${validity_of[$file]%..*}")" -enddate "$(at_day "${validity_of[$file]#*..}")")
    [[ ${note_of[$file]} == sha1 ]] && options+=(-md sha1)
    [[ $issuer == self ]] && { options+=(-selfsign); issuer=$file; }
    openssl_req -new -subj "${subject_of[$file]}" -key "$(private_key_of "$file")" -out request.pem
    KEY_USAGE=$usage EXTENDED_KEY_USAGE=$extended openssl_ca "$issuer" "${options[@]}"
    rm request.pem
    if is_authority "$file"; then cp "$file.pem" "$(ca_dir_of "$file")/ca.crt"; fi
    if is_tls_server "$file" || [[ ${profile_of[$file]} == tls_client ]]; then cat "$issuer.pem" >>"$file.crt"; fi
}

# The packing of НУЦ РК, 3DES and SHA-1, as users hold it; RC2 would need OpenSSL's legacy provider.
export_p12() {
    quietly openssl pkcs12 -export -inkey "$1.key" -in "$1.crt" -certfile "${issuer_of[$1]}.pem" -name "${1##*/}" \
        -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout file:applicants/password.txt -out "$1.p12"
}

revoke_certificate() { openssl_ca "${issuer_of[$1]}" -revoke "$(certificate_of "$1")" -crl_reason "$2"; }

# --- revocation lists ----------------------------------------------------------------------------------------

# A watcher never sees half a list: it is written under another name and renamed.
write_crl() {  # write_crl AUTHORITY TARGET arguments...
    mkdir -p "$(dirname "$2")"
    openssl_ca "$1" -gencrl -out "$2.tmp-pem" "${@:3}"
    quietly openssl crl -in "$2.tmp-pem" -outform DER -out "$2.tmp-der"
    chmod 644 "$2.tmp-der"
    rm "$2.tmp-pem"
    mv "$2.tmp-der" "$2"
}

write_one_crl() {
    write_crl "$1" "$(crl_of "$1")" -crldays "$crl_days"
    rm -f "$(ca_dir_of "$1")"/*.old
}
write_good_crls() {
    local file
    for file in "${files[@]}"; do
        if is_authority "$file"; then write_one_crl "$file"; fi
    done
}

# Stale; signed by somebody else; cut off; empty. Each is a stand-in for crls/issuing.crl.
write_bad_crls() {
    local key_id impostor=ca/impostor
    write_crl "$issuing" crls-bad/stale.crl -crl_lastupdate "$(at_day -60)" -crl_nextupdate "$(at_day -30)"
    # The impostor has the name and the key identifier of the issuing authority, but another key.
    key_id=$(openssl x509 -in "$issuing.pem" -noout -ext subjectKeyIdentifier | tail -1 | tr -d ' :')
    mkdir -p "$impostor/issued"
    : >"$impostor/index.txt"
    echo 01 >"$impostor/crlnumber"
    openssl_req -x509 -newkey rsa:2048 -nodes -subj "${subject_of[$issuing]}" \
        -addext "subjectKeyIdentifier=$key_id" -keyout "$impostor/ca.key" -out "$impostor/ca.crt"
    write_crl impostor crls-bad/wrong-key.crl -crldays "$crl_days"
    head -c 200 crls-bad/wrong-key.crl >crls-bad/truncated.crl
    : >crls-bad/empty.crl
}

# The serials are random; the subject tells the padding from what was really revoked.
pad_crl() {
    local index expiry date
    index=$(ca_dir_of "$issuing")/index.txt
    expiry=$(date -u -d "@$((now + 365 * day))" +%y%m%d%H%M%SZ) date=$(date -u -d "@$((now - day))" +%y%m%d%H%M%SZ)
    sed -i '/\/CN=padding$/d' "$index"
    if (($1 > 0)); then
        openssl rand -hex $(($1 * 19)) | tr -d '\n' | fold -w 38 |
            awk -v e="$expiry" -v d="$date" 'BEGIN { OFS = "\t" }
                { print "R", e, d ",superseded", "5C" toupper($0), "unknown", "/CN=padding" }' >>"$index"
    fi
    echo "$1" >ca/padding
}

crls_are_young() {
    local file next
    for file in "${files[@]}"; do
        is_authority "$file" || continue
        next=$(openssl crl -inform DER -in "$out/$(crl_of "$file")" -noout -nextupdate) || return 1
        (($(date -d "${next#*=}" +%s) > now + refresh_days * day)) || return 1
    done
}

# --- index.json ----------------------------------------------------------------------------------------------

# Both put their answer into `quoted`: a subshell for every value would take as long as the keys.
quote() { quoted=${1//\\/\\\\} quoted=\"${quoted//\"/\\\"}\"; }
quote_or_null() { if [[ $1 == '' ]]; then quoted=null; else quote "$1"; fi; }
field() { "$1" "$3"; row+="\"$2\": $quoted, "; }  # field quote|quote_or_null KEY VALUE

is_revoked() {  # is_revoked CERTIFICATE SERIAL
    [[ ${issuer_of[$1]} != self ]] && grep -q "^R.*[[:space:]]${2}[[:space:]]" "$(ca_dir_of "${issuer_of[$1]}")/index.txt"
}

index_row() {
    local file=$1 certificate serial sha256 from to roles purpose iin='' bin='' p12='' row='' quoted
    local subject=${subject_of[$1]} expected=${expected_of[$1]} as_applicant='' note=${note_of[$1]}
    certificate=$(certificate_of "$file")
    IFS='|' read -r _ _ _ roles purpose <<<"${profiles[${profile_of[$file]}]}"
    { read -r serial; read -r sha256; read -r from; read -r to; } < <(
        openssl x509 -in "$certificate" -noout -serial -fingerprint -sha256 -startdate -enddate -dateopt iso_8601)
    serial=${serial#*=} sha256=${sha256#*=} from=${from#*=} to=${to#*=} sha256=${sha256//:/}
    if [[ $expected == passed ]] && is_revoked "$file" "$serial"; then expected=certificate_revoked; fi  # by hand
    if [[ $note == applicant:* ]]; then as_applicant=${note#applicant:} note=''; fi
    if [[ $expected != passed || $as_applicant == '' ]]; then as_applicant=$expected; fi
    if [[ $subject =~ =IIN([0-9]{12}) ]]; then iin=${BASH_REMATCH[1]}; fi
    if [[ $subject =~ =BIN([0-9]{12}) ]]; then bin=${BASH_REMATCH[1]}; fi
    if [[ -e $file.p12 ]]; then p12=$file.p12; fi
    while [[ $serial == 0* ]]; do serial=${serial#0}; done
    field quote name "$file"
    field quote purpose "$purpose"
    field quote profile "${profile_of[$file]}"
    field quote file "$certificate"
    field quote key "$(private_key_of "$file")"
    field quote_or_null p12 "$p12"
    field quote issuer "${issuer_of[$file]}"
    field quote algorithm "${key_of[$file]}"
    field quote subject "$subject"
    field quote_or_null iin "$iin"
    field quote_or_null bin "$bin"
    row+="\"roles\": [${roles:+\"${roles// /\", \"}\"}], "
    field quote serial "${serial,,}"
    field quote sha256 "${sha256,,}"
    field quote not_before "${from/ /T}"
    field quote not_after "${to/ /T}"
    field quote expected "$expected"
    field quote expected_as_applicant "$as_applicant"
    field quote_or_null note "$note"
    echo "    {${row%, }}"
}

index_rows() {
    local file separator=''
    for file in "${files[@]}"; do
        printf '%s%s' "$separator" "$(index_row "$file")"
        separator=$',\n'
    done
}

write_index() {
    {
        echo '{"warning": "TEST / ТЕСТ - NOT FOR PRODUCTION",'
        echo ' "p12_password_file": "applicants/password.txt",'
        printf ' "certificates": [\n%s\n ],\n' "$(index_rows)"
        cat <<'JSON'
 "bad_crls": [
    {"file": "crls-bad/stale.crl", "replaces": "crls/issuing.crl", "expected": "revocation_stale"},
    {"file": "crls-bad/wrong-key.crl", "replaces": "crls/issuing.crl", "expected": "crl_signature_wrong"},
    {"file": "crls-bad/truncated.crl", "replaces": "crls/issuing.crl", "expected": "crl_truncated"},
    {"file": "crls-bad/empty.crl", "replaces": "crls/issuing.crl", "expected": "crl_empty"}
 ]}
JSON
    } >index.json.tmp
    chmod 644 index.json.tmp
    mv index.json.tmp index.json
}

# --- commands ------------------------------------------------------------------------------------------------

make_here() {
    local file
    make_keys
    for file in "${files[@]}"; do issue "$file"; done
    echo test-only >applicants/password.txt
    for file in "${files[@]}"; do
        if [[ $file == applicants/* ]]; then export_p12 "$file"; fi
        if is_revoked_from_the_start "$file"; then revoke_certificate "$file" keyCompromise; fi
    done
    write_bad_crls
    pad_crl "$1"
    write_good_crls
    write_index
    rm -rf ca/*/issued ca/*/*.old ca/*/*.attr
    find . -type d -exec chmod 755 {} +
    find . -type f -exec chmod 644 {} +
    find . \( -name '*.key' -o -name '*.p12' -o -name password.txt \) -exec chmod 600 {} +
    fingerprint_of_sources >.made-from
    if [[ $gost == yes ]]; then touch .has-gost; fi
}

# A half-made hierarchy is never seen: it is made beside its place and moved there.
make_anew() {
    if [[ -e $out && ! -e $out/.made-from && -n $(ls -A "$out") ]]; then
        die "$out holds something that is not a test hierarchy; give another folder"
    fi
    made=$(mktemp -d "$(dirname "$out")/.certs-new-XXXXXX")
    trap 'rm -rf "$made" "$conf_of_gost"' EXIT  # `made` is global: the trap outlives this function
    (cd "$made"; make_here "$1")
    rm -rf "$out"
    mv "$made" "$out"
    say "made ${#files[@]} certificates in $out - TEST ONLY, NOT FOR PRODUCTION"
    if [[ $gost == no ]]; then say "without GOST: build the target kz-gost and make it again"; fi
}

why_anew() {
    if [[ ! -e $out/.made-from ]]; then
        echo "there is none yet"
    elif [[ $force == yes ]]; then
        echo "--force"
    elif [[ $(<"$out/.made-from") != "$(fingerprint_of_sources)" ]]; then
        echo "certs-example has changed since it was made"
    elif [[ $gost == yes && ! -e $out/.has-gost ]]; then
        echo "GOST certificates can be made now"
    elif ! openssl x509 -in "$out/applicants/individual.crt" -noout -checkend $((refresh_days * day)) >/dev/null; then
        echo "the certificates of the applicants run out"
    fi
}


make_command() {
    local reason
    reason=$(why_anew)
    if [[ $reason != '' ]]; then
        say "making the hierarchy: $reason"
        make_anew "${crl_entries:-0}"
    elif [[ $crl_entries != '' && $crl_entries != "$(<"$out/ca/padding")" ]]; then
        (cd "$out"; pad_crl "$crl_entries"; write_one_crl "$issuing")
        say "the revocation list of the issuing authority has $crl_entries entries more than it needs"
    elif ! crls_are_young; then
        (cd "$out"; write_good_crls)
        say "issued the revocation lists again, they were about to age"
    fi
}

refresh_command() {
    [[ -e $out/.made-from ]] || die "there is no hierarchy in $out; make it with $0"
    (cd "$out"; write_good_crls)
    say "issued the revocation lists again, for $crl_days days"
}

revoke_command() {
    local name=$1 matches=() file found
    [[ -e $out/.made-from ]] || die "there is no hierarchy in $out; make it with $0"
    for file in "${files[@]}"; do
        if [[ $file == "$name" || ${file##*/} == "$name" ]]; then matches+=("$file"); fi
    done
    ((${#matches[@]} == 1)) ||
        die "'$name' names ${#matches[@]} certificates of hierarchy.txt: ${matches[*]-}; give one whole name"
    found=${matches[0]}
    is_authority "$found" && die "'$name' is an authority; only certificates of applicants and systems are revoked here"
    (cd "$out"; revoke_certificate "$found" "$reason"; write_one_crl "${issuer_of[$found]}"; write_index)
    say "revoked $found ($reason)"
}

command=make force=no crl_entries='' reason=keyCompromise arguments=()
while (($# > 0)); do
    case $1 in
        --force) force=yes ;;
        --crl-entries) crl_entries=${2:?--crl-entries needs a number}; shift ;;
        --reason) reason=${2:?--reason needs a reason of RFC 5280}; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) die "unknown option $1; see $0 --help" ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
[[ $crl_entries =~ ^[0-9]*$ ]] || die "--crl-entries takes a number, not '$crl_entries'"
case ${arguments[0]:-} in
    make | refresh-crls) command=${arguments[0]}; arguments=("${arguments[@]:1}") ;;
    revoke)
        command=revoke name=${arguments[1]:-}
        [[ $name != '' ]] || die "revoke whom? See $0 --help"
        arguments=("${arguments[@]:2}")
        ;;
esac
((${#arguments[@]} <= 1)) || die "too many arguments: ${arguments[*]}; see $0 --help"
out=${arguments[0]:-$here/out}
command -v openssl >/dev/null || die "openssl is missing; run scripts/install-deps.sh"

mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
exec {lock}<"$(dirname "$out")"
flock "$lock"  # several tests may ask for the same hierarchy at once
find_gost
read_hierarchy
case $command in
    make) make_command ;;
    refresh-crls) refresh_command ;;
    revoke) revoke_command "$name" ;;
esac
