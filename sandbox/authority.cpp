#include "sandbox/authority.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "pki/certificate.hpp"
#include "sandbox/encoding.hpp"
#include "sandbox/parties.hpp"

namespace sandbox {
namespace {

constexpr gw::seconds base_life{27 * 3600};  // facts/kz-pki.md section 3: about 27 hours, the delta 7.5
constexpr gw::seconds delta_life{27000};
constexpr gw::seconds a_while_ago{2 * 3600};
constexpr int remove_from_crl = 8;

keyed_certificate open(const std::filesystem::path& folder) {
    auto key = gw::crypto::read_private_key_pem(read_text(folder / "ca.key"), "");
    if (!key) throw std::runtime_error(folder.string() + ": " + key.error().to_string());
    auto read = gw::pki::read_certificates(read_text(folder / "ca.crt"));
    if (!read) throw std::runtime_error(folder.string() + ": " + read.error().to_string());
    return {std::move(key.value()), x509_ptr(X509_dup(read.value().front()->x509()))};
}

int reason_of(const std::string& name) {
    static const std::map<std::string, int> names = {
        {"unspecified", 0}, {"keyCompromise", 1},        {"CACompromise", 2},    {"affiliationChanged", 3},
        {"superseded", 4},  {"cessationOfOperation", 5}, {"certificateHold", 6}, {"privilegeWithdrawn", 9},
    };
    const auto found = names.find(name);
    return found == names.end() ? 0 : found->second;
}

void add_extension(X509* to, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    must(made != nullptr && X509_add_ext(to, made, -1) == 1, value);
    X509_EXTENSION_free(made);
}

void add_entry(X509_CRL* list, const std::string& serial, const revocation_record& record, int reason) {
    X509_REVOKED* entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, integer_of(serial).get());
    X509_REVOKED_set_revocationDate(entry, time_of(record.at).get());
    if (reason != 0) {
        ASN1_ENUMERATED* code = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(code, reason);
        must(X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, code, 0, 0) == 1, "reason");
        ASN1_ENUMERATED_free(code);
    }
    must(X509_CRL_add0_revoked(list, entry) == 1, "entry");
}

void add_number(X509_CRL* list, int nid, long number, bool critical) {
    const auto value = integer_of(number);
    must(X509_CRL_add1_ext_i2d(list, nid, value.get(), critical ? 1 : 0, 0) == 1, "number");
}

crl_ptr start_list(X509* issuer, gw::timestamp this_update, gw::seconds life) {
    crl_ptr list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer));
    X509_CRL_set1_lastUpdate(list.get(), time_of(this_update).get());
    X509_CRL_set1_nextUpdate(list.get(), time_of(this_update + life).get());
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, list.get(), 0);
    X509_EXTENSION* key_id =
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always");
    must(key_id != nullptr && X509_CRL_add_ext(list.get(), key_id, -1) == 1, "key identifier");
    X509_EXTENSION_free(key_id);
    return list;
}

}  // namespace

authority::authority(std::string name, const std::filesystem::path& folder, gw::timestamp now)
    : name_(std::move(name)), own_(open(folder)) {
    responder_ = certify("OCSP RESPONDER", "OCSPSigning", true, now);
    stamper_ = certify("TIME STAMPS", "critical,timeStamping", false, now);
    stranger_ = new_key();
    read_register(folder / "index.txt");
    // Numbers grow over restarts too, and past those of the lists that certs-example wrote.
    base_number_ = static_cast<long>(std::chrono::floor<gw::seconds>(now).time_since_epoch().count());
    issue_base(now);
    first_base_ = revoked_;
    first_base_at_ = base_at_;
    first_base_number_ = base_number_;
}

// Lines of `openssl ca`: V or R, expiry, revocation date and reason, serial, file, subject.
void authority::read_register(const std::filesystem::path& index) {
    std::istringstream lines(read_text(index));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream in(line);
        std::string kind, expiry, revoked, serial;
        std::getline(in, kind, '\t');
        std::getline(in, expiry, '\t');
        std::getline(in, revoked, '\t');
        std::getline(in, serial, '\t');
        if (serial.empty()) continue;
        serial = canonical_serial(serial);
        issued_[serial] = true;
        if (kind != "R") continue;
        const auto comma = revoked.find(',');
        const std::string date = "20" + revoked.substr(0, 12);  // YYMMDDHHMMSSZ
        const auto at =
            gw::from_rfc3339(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2) + "T" +
                             date.substr(8, 2) + ":" + date.substr(10, 2) + ":" + date.substr(12, 2) + "Z");
        revoked_[serial] = {at.value_or(gw::timestamp()),
                            comma == revoked.npos ? 0 : reason_of(revoked.substr(comma + 1)), true};
    }
}

keyed_certificate authority::certify(const char* common_name, const char* usage, bool nocheck,
                                     gw::timestamp now) const {
    keyed_certificate made{new_key(), x509_ptr(X509_new())};
    X509* cert = made.certificate.get();
    X509* issuer = own_.certificate.get();
    X509_set_version(cert, X509_VERSION_3);
    X509_set_serialNumber(cert, integer_of(random_serial()).get());
    X509_NAME* name = X509_get_subject_name(cert);
    const auto* text = reinterpret_cast<const unsigned char*>(common_name);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(issuer));
    X509_set1_notBefore(cert, time_of(now - std::chrono::hours(24 * 30)).get());
    X509_set1_notAfter(cert, time_of(now + std::chrono::hours(24 * 90)).get());
    must(X509_set_pubkey(cert, made.key.get()) == 1, "public key");
    add_extension(cert, issuer, NID_key_usage, "critical,digitalSignature,nonRepudiation");
    add_extension(cert, issuer, NID_ext_key_usage, usage);
    add_extension(cert, issuer, NID_authority_key_identifier, "keyid:always");
    if (nocheck) add_extension(cert, issuer, NID_id_pkix_OCSP_noCheck, "ignored");
    must(X509_sign(cert, own_.key.get(), digest_for(own_.key.get())) > 0, "certify");
    return made;
}

void authority::revoke(const std::string& serial, int reason, gw::timestamp at) {
    const std::string key = canonical_serial(serial);
    removed_.erase(key);
    revoked_[key] = {at, reason, false};
    ++delta_number_;
}

void authority::restore(const std::string& serial) {
    const auto found = revoked_.find(canonical_serial(serial));
    if (found == revoked_.end()) return;
    if (found->second.in_base) removed_[found->first] = true;
    revoked_.erase(found);
    ++delta_number_;
}

void authority::issue_base(gw::timestamp now) {
    ++base_number_;
    ++delta_number_;
    base_at_ = now;
    removed_.clear();
    for (auto& [serial, record] : revoked_)
        record.in_base = true;
}

gw::octets authority::sign_list(X509_CRL* list, flaw wrong) const {
    EVP_PKEY* key = wrong == flaw::wrong_signed ? stranger_.get() : own_.key.get();
    X509_CRL_sort(list);
    must(X509_CRL_sign(list, key, digest_for(key)) > 0, "sign list");
    return to_der(list, i2d_X509_CRL);
}

gw::octets authority::full_list(gw::timestamp, flaw wrong) const {
    const bool old = wrong == flaw::rolled_back;
    const auto issued_at = wrong == flaw::stale ? base_at_ - base_life - a_while_ago
                           : old                ? first_base_at_ - a_while_ago
                                                : base_at_;
    const crl_ptr list = start_list(own_.certificate.get(), issued_at, base_life);
    add_number(list.get(), NID_crl_number, old ? first_base_number_ - 1 : base_number_, false);
    for (const auto& [serial, record] : old ? first_base_ : revoked_)
        if (old || record.in_base) add_entry(list.get(), serial, record, record.reason);
    if (!old)
        for (const auto& [serial, is_removed] : removed_)
            add_entry(list.get(), serial, {base_at_, 6, true}, 6);
    return sign_list(list.get(), wrong);
}

gw::octets authority::delta_list(gw::timestamp now, flaw wrong) const {
    const auto issued_at = wrong == flaw::stale ? now - delta_life - a_while_ago : now;
    const crl_ptr list = start_list(own_.certificate.get(), issued_at, delta_life);
    add_number(list.get(), NID_crl_number, wrong == flaw::rolled_back ? 1 : delta_number_, false);
    // A base that nobody has: the next one.
    add_number(list.get(), NID_delta_crl, wrong == flaw::without_base ? base_number_ + 1000 : base_number_,
               true);
    for (const auto& [serial, record] : revoked_)
        if (!record.in_base) add_entry(list.get(), serial, record, record.reason);
    for (const auto& [serial, is_removed] : removed_)
        add_entry(list.get(), serial, {now, remove_from_crl, false}, remove_from_crl);
    return sign_list(list.get(), wrong);
}

}  // namespace sandbox
