#include "pki/certificate.hpp"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <set>

#include "crypto/digest.hpp"
#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/certificate_form.hpp"
#include "pki/der.hpp"
#include "pki/name.hpp"

namespace gw::pki {
namespace {

struct role_oid {
    std::string_view oid, name;
};
// facts/kz-pki.md section 3, from https://root.gov.kz/oid/.
constexpr std::array role_oids = {
    role_oid{"1.2.398.3.3.4.1.1", "individual"},       role_oid{"1.2.398.3.3.4.1.2", "legal_entity"},
    role_oid{"1.2.398.3.3.4.1.2.1", "first_head"},     role_oid{"1.2.398.3.3.4.1.2.2", "right_to_sign"},
    role_oid{"1.2.398.3.3.4.1.2.3", "sign_financial"}, role_oid{"1.2.398.3.3.4.1.2.4", "human_resources"},
    role_oid{"1.2.398.3.3.4.1.2.5", "employee"},       role_oid{"1.2.398.3.3.4.1.2.6", "information_system"},
};

bool starts_with_arc(std::string_view oid, std::string_view arc) {
    return oid.starts_with(arc) && (oid.size() == arc.size() || oid[arc.size()] == '.');
}

// Empty for a purpose that is no role of Kazakhstan's.
std::string role_of(const std::string& oid) {
    for (const role_oid& known : role_oids)
        if (known.oid == oid) return std::string(known.name);
    if (starts_with_arc(oid, "1.2.398.3.3.4.1.2.6"))
        return "information_system";  // .6.N names a particular system
    return starts_with_arc(oid, "1.2.398") ? oid : "";
}

octets to_octets(const ASN1_STRING* value) {
    if (!value) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
            static_cast<std::size_t>(ASN1_STRING_length(value))};
}

octets name_der(const X509_NAME* name) {
    const unsigned char* der = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(name, &der, &size) != 1) return {};
    return {reinterpret_cast<const char*>(der), size};
}

std::optional<timestamp> to_timestamp(const ASN1_TIME* value) {
    const int type = ASN1_STRING_type(value);
    const auto tag = type == V_ASN1_UTCTIME ? der::utc_time : der::generalized_time;
    if (type != V_ASN1_UTCTIME && type != V_ASN1_GENERALIZEDTIME) return std::nullopt;
    return der::to_time(tag, to_octets(value));
}

std::string hex_of(const ASN1_INTEGER* serial) {
    const std::unique_ptr<BIGNUM, crypto::freed_by<BN_free>> number(ASN1_INTEGER_to_BN(serial, nullptr));
    if (!number) return "";
    if (BN_is_zero(number.get())) return "0";
    octets magnitude(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(magnitude.data()));
    std::string hex = to_hex(magnitude);
    if (hex.front() == '0') hex.erase(0, 1);
    return BN_is_negative(number.get()) ? "-" + hex : hex;
}

octets content_octets_of(const ASN1_INTEGER* serial) {
    unsigned char* out = nullptr;
    const int size = i2d_ASN1_INTEGER(serial, &out);
    if (size <= 0) return {};
    const octets whole(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    const auto element = der::only(whole, der::integer);
    return element ? octets(element->content) : octets();
}

bool is_twelve_digits(std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == text.npos;
}

// The number behind `prefix` in the attributes of that type, or the bare number. Two different ones are none:
// a name that says two things about its holder must not be believed in either.
std::string number_in(const name_parts& subject, std::string_view type, std::string_view prefix) {
    std::set<std::string> found;
    for (const relative_name& part : subject) {
        for (const name_attribute& attribute : part) {
            if (attribute.type != type) continue;
            std::string_view value = attribute.value;
            if (value.starts_with(prefix)) value.remove_prefix(prefix.size());
            if (is_twelve_digits(value)) found.emplace(value);
        }
    }
    return found.size() == 1 ? *found.begin() : "";
}

// Parameters that are absent and those that are NULL are the same (facts/openssl-provider.md 4.1).
bool same_algorithm(const X509_ALGOR* left, const X509_ALGOR* right) {
    if (X509_ALGOR_cmp(left, right) == 0) return true;
    const ASN1_OBJECT *left_oid = nullptr, *right_oid = nullptr;
    int left_type = V_ASN1_UNDEF, right_type = V_ASN1_UNDEF;
    X509_ALGOR_get0(&left_oid, &left_type, nullptr, left);
    X509_ALGOR_get0(&right_oid, &right_type, nullptr, right);
    const auto is_none = [](int type) { return type == V_ASN1_UNDEF || type == V_ASN1_NULL; };
    return OBJ_cmp(left_oid, right_oid) == 0 && is_none(left_type) && is_none(right_type);
}

// RFC 5280 4.2: "A certificate MUST NOT include more than one instance of a particular extension."
bool has_duplicate_extensions(const X509* x509) {
    std::set<std::string> seen;
    for (int i = 0; i < X509_get_ext_count(x509); ++i)
        if (!seen.insert(dotted(X509_EXTENSION_get_object(X509_get_ext(x509, i)))).second) return true;
    return false;
}

}  // namespace

// Fills a certificate step by step; each step answers what is wrong, or nothing.
class certificate_decoder {
public:
    result<certificate_ptr> decode(octets_view data) {
        crypto::load_kz_provider();
        const crypto::error_scope scope;
        if (!der::is_well_formed(data)) return malformed("not one DER element");
        const unsigned char* at = as_unsigned(data);
        made_->x509_.reset(d2i_X509(nullptr, &at, static_cast<long>(data.size())));
        if (!made_->x509_) return malformed(crypto::error_scope::reason());
        made_->der_ = octets(data);
        made_->sha256_ = crypto::sha256(data);
        if (auto wrong = check_version()) return *wrong;
        if (auto wrong = fault_of_form(x509())) return malformed(std::move(*wrong));
        if (has_duplicate_extensions(x509()))
            return error(errc::certificate_extension_repeated, "an extension is repeated");
        if (!read_validity())
            return error(errc::certificate_dates_wrong, "a date is not as RFC 5280 4.1.2.5 says");
        read_names();
        if (auto wrong = fault_of_extensions(x509()))
            return error(errc::certificate_extension_malformed, std::move(*wrong));
        if (!read_extensions() || !read_distribution_points() || !read_name_constraints())
            return error(errc::certificate_extension_malformed, "an extension cannot be decoded");
        read_key();
        return certificate_ptr(std::move(made_));
    }

private:
    static error malformed(std::string why) { return {errc::certificate_malformed, std::move(why)}; }
    X509* x509() const { return made_->x509_.get(); }

    // RFC 5280 4.1.2.1 and 4.1.2.9: versions 1 to 3, and extensions in version 3 alone; 4.1.1.2: the
    // algorithm stands twice and is the same.
    std::optional<error> check_version() const {
        const long version = X509_get_version(x509());
        if (version < X509_VERSION_1 || version > X509_VERSION_3)
            return error(errc::certificate_version_wrong, "version " + std::to_string(version + 1));
        if (version < X509_VERSION_3 && X509_get_ext_count(x509()) > 0)
            return error(errc::certificate_version_wrong,
                         "extensions in version " + std::to_string(version + 1));
        const X509_ALGOR* outer = nullptr;
        X509_get0_signature(nullptr, &outer, x509());
        if (!same_algorithm(outer, X509_get0_tbs_sigalg(x509())))
            return error(errc::certificate_algorithm_mismatch, "the algorithm stands twice and differs");
        return std::nullopt;
    }

    bool read_distribution_points() {
        const int at = X509_get_ext_by_NID(x509(), NID_crl_distribution_points, -1);
        if (at < 0) return true;
        const octets value = to_octets(X509_EXTENSION_get_data(X509_get_ext(x509(), at)));
        auto points = to_distribution_points(value, made_->issuer_der_);
        if (points) made_->crl_distribution_points_ = std::move(*points);
        return points.has_value();
    }

    bool read_name_constraints() {
        const int at = X509_get_ext_by_NID(x509(), NID_name_constraints, -1);
        if (at < 0) return true;
        made_->name_constraints_ =
            to_name_constraints(to_octets(X509_EXTENSION_get_data(X509_get_ext(x509(), at))));
        return made_->name_constraints_.has_value();
    }

    bool read_validity() {
        const auto from = to_timestamp(X509_get0_notBefore(x509()));
        const auto to = to_timestamp(X509_get0_notAfter(x509()));
        if (!from || !to) return false;
        made_->not_before_ = *from;
        made_->not_after_ = *to;
        return true;
    }

    bool read_extensions() {
        // Makes OpenSSL decode and remember the standard extensions now, on one thread; later readers only
        // look.
        X509_check_purpose(x509(), -1, 0);
        const std::uint32_t flags = X509_get_extension_flags(x509());
        if ((flags & EXFLAG_INVALID) != 0) return false;
        made_->is_ca_ = (flags & EXFLAG_BCONS) != 0 && (flags & EXFLAG_CA) != 0;
        if ((flags & EXFLAG_KUSAGE) != 0) made_->key_usage_ = X509_get_key_usage(x509());
        made_->subject_key_id_ = to_octets(X509_get0_subject_key_id(x509()));
        made_->authority_key_id_ = to_octets(X509_get0_authority_key_id(x509()));
        return read_extended_key_usage();
    }

    bool read_extended_key_usage() {
        int critical = 0;
        const std::unique_ptr<EXTENDED_KEY_USAGE, crypto::freed_by<EXTENDED_KEY_USAGE_free>> usages(
            static_cast<EXTENDED_KEY_USAGE*>(
                X509_get_ext_d2i(x509(), NID_ext_key_usage, &critical, nullptr)));
        if (!usages) return critical == -1;  // not there
        for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
            std::string oid = dotted(sk_ASN1_OBJECT_value(usages.get(), i));
            if (std::string role = role_of(oid); !role.empty() && !made_->has_role(role))
                made_->roles_.push_back(std::move(role));
            made_->extended_key_usage_.push_back(std::move(oid));
        }
        return true;
    }

    void read_names() {
        const X509_NAME* subject = X509_get_subject_name(x509());
        const X509_NAME* issuer = X509_get_issuer_name(x509());
        made_->subject_ = to_text(subject);
        made_->issuer_ = to_text(issuer);
        made_->subject_der_ = name_der(subject);
        made_->issuer_der_ = name_der(issuer);
        const ASN1_INTEGER* serial = X509_get0_serialNumber(x509());
        made_->serial_ = hex_of(serial);
        made_->serial_octets_ = content_octets_of(serial);
        const name_parts parts = to_parts(subject);
        made_->iin_ = number_in(parts, "2.5.4.5", "IIN");
        made_->bin_ = number_in(parts, "2.5.4.11", "BIN");
    }

    void read_key() {
        made_->public_key_ = X509_get0_pubkey(x509());
        made_->key_algorithm_ = key_algorithm_name(X509_get_X509_PUBKEY(x509()));
        const ASN1_OBJECT* signature = nullptr;
        X509_ALGOR_get0(&signature, nullptr, nullptr, X509_get0_tbs_sigalg(x509()));
        made_->signature_algorithm_ = signature_algorithm_name(signature);
        const octets info = public_key_info();
        made_->key_sha256_ = crypto::sha256(info);
        if (made_->public_key_) return;
        made_->key_fault_ = crypto::fault_of_public_key(info);
        if (made_->key_fault_) return;
        // The algorithms of other countries' GOST have names in OpenSSL, and no arithmetic.
        made_->key_fault_ = error(made_->is_gost() ? errc::certificate_algorithm_unsupported
                                                   : errc::certificate_algorithm_forbidden,
                                  "its key is of an unknown algorithm: " + made_->key_algorithm_);
    }

    octets public_key_info() const {
        unsigned char* out = nullptr;
        const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509()), &out);
        if (size <= 0) return {};
        octets info(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
        OPENSSL_free(out);
        return info;
    }

    std::shared_ptr<certificate> made_{new certificate()};
};

result<certificate_ptr> certificate::from_der(octets_view data) {
    return certificate_decoder().decode(data);
}

bool key_ids_differ(const certificate& subject, const certificate& issuer) noexcept {
    return !subject.authority_key_id().empty() && !issuer.subject_key_id().empty() &&
           subject.authority_key_id() != issuer.subject_key_id();
}

bool signed_by(const certificate& subject, const certificate& issuer) {
    const crypto::error_scope scope;
    return issuer.public_key() && X509_verify(subject.x509(), issuer.public_key()) == 1;
}

bool is_role(const std::string& text) {
    return is_dotted_oid(text) || std::any_of(role_oids.begin(), role_oids.end(),
                                              [&text](const role_oid& one) { return one.name == text; });
}

bool certificate::has_role(std::string_view role) const noexcept {
    return std::find(roles_.begin(), roles_.end(), role) != roles_.end();
}

namespace {

std::string key_usage_text(std::uint32_t usage) {
    if (usage == UINT32_MAX) return "any";
    constexpr std::array<std::pair<std::uint32_t, std::string_view>, 9> names = {{
        {X509v3_KU_DIGITAL_SIGNATURE, "digitalSignature"},
        {X509v3_KU_NON_REPUDIATION, "nonRepudiation"},
        {X509v3_KU_KEY_ENCIPHERMENT, "keyEncipherment"},
        {X509v3_KU_DATA_ENCIPHERMENT, "dataEncipherment"},
        {X509v3_KU_KEY_AGREEMENT, "keyAgreement"},
        {X509v3_KU_KEY_CERT_SIGN, "keyCertSign"},
        {X509v3_KU_CRL_SIGN, "cRLSign"},
        {X509v3_KU_ENCIPHER_ONLY, "encipherOnly"},
        {X509v3_KU_DECIPHER_ONLY, "decipherOnly"},
    }};
    std::string text;
    for (const auto& [bit, name] : names)
        if ((usage & bit) != 0) text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

std::string describe(const certificate& cert) {
    std::string text;
    const auto line = [&text](std::string_view name, const std::string& value) {
        if (!value.empty()) text.append(name).append(14 - name.size(), ' ').append(value).append("\n");
    };
    line("subject", cert.subject());
    line("issuer", cert.issuer());
    line("serial", cert.serial());
    line("not before", to_rfc3339(cert.not_before()));
    line("not after", to_rfc3339(cert.not_after()));
    line("IIN", cert.iin());
    line("BIN", cert.bin());
    line("roles", joined(cert.roles()));
    line("authority", cert.is_ca() ? "yes" : "no");
    line("key usage", key_usage_text(cert.key_usage()));
    line("extended", joined(cert.extended_key_usage()));
    line("key", cert.key_algorithm());
    line("signed with", cert.signature_algorithm());
    line("key id", to_hex(cert.subject_key_id()));
    line("issuer key id", to_hex(cert.authority_key_id()));
    line("SHA-256", to_hex(cert.sha256()));
    return text;
}

namespace {

struct labelled {
    std::string label;
    octets der;
};

// The certificates of a PEM text. Nothing when a block does not decode or none is there.
std::optional<std::vector<labelled>> certificate_blocks(octets_view text) {
    const crypto::error_scope scope;
    const crypto::bio_ptr in = crypto::read_from(text);
    std::vector<labelled> all;
    char *label = nullptr, *header = nullptr;
    unsigned char* block = nullptr;
    long size = 0;
    while (in && PEM_read_bio(in.get(), &label, &header, &block, &size) == 1) {
        const std::string_view name = label;
        if (name == "CERTIFICATE" || name == "X509 CERTIFICATE" || name.starts_with("CA CERTIFICATE"))
            all.push_back(
                {label, octets(reinterpret_cast<const char*>(block), static_cast<std::size_t>(size))});
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(block);
    }
    // The reader ends with "no start line" at the end of the text; anything else is a block that does not
    // decode.
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE || all.empty()) return std::nullopt;
    std::stable_partition(all.begin(), all.end(),
                          [](const labelled& one) { return !one.label.starts_with("CA "); });
    return all;
}

result<std::vector<certificate_ptr>> decode_all(const std::vector<labelled>& blocks) {
    std::vector<certificate_ptr> all;
    for (const labelled& block : blocks) {
        auto one = certificate::from_der(block.der);
        if (!one) return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

result<std::vector<labelled>> blocks_of(octets_view data) {
    if (data.find("-----BEGIN ") == data.npos) return std::vector<labelled>{{"CERTIFICATE", octets(data)}};
    auto blocks = certificate_blocks(data);
    if (!blocks)
        return error(errc::certificate_malformed, "no certificate, or a PEM block that does not decode");
    return std::move(*blocks);
}

}  // namespace

result<std::vector<certificate_ptr>> read_certificates(octets_view data) {
    const auto blocks = blocks_of(data);
    if (!blocks) return blocks.error();
    return decode_all(*blocks);
}

result<std::vector<certificate_ptr>> read_authorities(octets_view data) {
    auto blocks = blocks_of(data);
    if (!blocks) return blocks.error();
    if (blocks->back().label.starts_with("CA "))
        std::erase_if(*blocks, [](const labelled& one) { return !one.label.starts_with("CA "); });
    return decode_all(*blocks);
}

}  // namespace gw::pki
