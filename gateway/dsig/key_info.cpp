#include "dsig/key_info.hpp"

#include "dsig/names.hpp"
#include "dsig/structure.hpp"

namespace gw::dsig {
namespace {

constexpr std::size_t most_certificates = 8;

class resolver {
public:
    resolver(const xmlNode* security, const id_index& ids, const pki::trust& trust,
             pki::certificate_cache& cache)
        : security_(security), ids_(ids), trust_(trust), cache_(cache) {}

    result<named_signer> resolve(const xmlNode* key_info) {
        for (const xmlNode* node = first_element(key_info); node != nullptr; node = next_element(node)) {
            result<void> read =
                unusable("a KeyInfo form that is not supported: " + std::string(view(node->name)));
            if (is(node, names::wsse, "SecurityTokenReference"))
                read = read_token_reference(node);
            else if (is(node, names::ds, "X509Data"))
                read = read_x509_data(node);
            else if (is(node, names::ds, "KeyName"))
                read = {};  // a hint that decides nothing
            else if (is(node, names::ds, "KeyValue"))
                read = error(errc::key_info_ambiguous, "KeyValue");  // a second, uncertified key
            if (!read) return read.error();
        }
        return choose();
    }

private:
    static error unusable(std::string why) { return {errc::key_info_unusable, std::move(why)}; }

    result<void> read_token_reference(const xmlNode* reference) {
        const xmlNode* node = first_element(reference);
        if (node == nullptr || next_element(node) != nullptr)
            return unusable("SecurityTokenReference does not have one child");
        if (is(node, names::wsse, "KeyIdentifier")) return read_key_identifier(node);
        if (is(node, names::wsse, "Reference")) return read_binary_token(node);
        if (is(node, names::ds, "X509Data")) return read_x509_data(node);
        return unusable("SecurityTokenReference/" + std::string(view(node->name)));
    }

    result<void> read_key_identifier(const xmlNode* node) {
        const auto type = attribute(node, "ValueType").value_or("");
        const auto encoding = attribute(node, "EncodingType").value_or(names::base64_binary);
        if (encoding != names::base64_binary) return unusable("EncodingType of KeyIdentifier");
        if (type == names::x509_v3) return add_certificate(node);
        if (type == names::x509_ski) {
            const auto text = plain_text(node);
            const auto key_id = text ? from_base64(*text) : std::nullopt;
            if (!key_id) return unusable("KeyIdentifier is not base64");
            return add_claim("key identifier " + to_hex(*key_id), trust_.find_by_subject_key_id(*key_id));
        }
        return unusable("ValueType of KeyIdentifier");
    }

    result<void> read_binary_token(const xmlNode* node) {
        const auto id = fragment_of(attribute(node, "URI").value_or(""));
        const xmlNode* token = id ? ids_.find(*id) : nullptr;
        // Only a token that stands in the very Security header; not one that an attacker put elsewhere.
        if (token == nullptr || !is(token, names::wsse, "BinarySecurityToken") || token->parent != security_)
            return unusable("Reference does not lead to a BinarySecurityToken of the header");
        if (attribute(token, "ValueType").value_or("") != names::x509_v3)
            return unusable("ValueType of BinarySecurityToken");
        if (attribute(token, "EncodingType").value_or(names::base64_binary) != names::base64_binary)
            return unusable("EncodingType of BinarySecurityToken");
        return add_certificate(token);
    }

    result<void> read_x509_data(const xmlNode* data) {
        for (const xmlNode* node = first_element(data); node != nullptr; node = next_element(node)) {
            if (is(node, names::ds, "X509Certificate")) {
                if (auto added = add_certificate(node); !added) return added.error();
            } else if (is(node, names::ds, "X509IssuerSerial")) {
                if (auto added = read_issuer_serial(node); !added) return added.error();
            } else if (is(node, names::ds, "X509SKI")) {
                const auto text = plain_text(node);
                const auto key_id = text ? from_base64(*text) : std::nullopt;
                if (!key_id) return unusable("X509SKI is not base64");
                key_ids_.push_back(*key_id);
                if (auto held = trust_.find_by_subject_key_id(*key_id)) claims_.push_back(held);
                if (name_.empty()) name_ = "key identifier " + to_hex(*key_id);
            } else if (!is(node, names::ds, "X509SubjectName") && !is(node, names::ds, "X509CRL")) {
                return unusable("X509Data/" + std::string(view(node->name)));
            }
        }
        return {};
    }

    result<void> read_issuer_serial(const xmlNode* node) {
        // zeep 4 leaves the empty element of xmlsec's template beside the certificate: it names nothing.
        if (node->children == nullptr) return {};
        const auto issuers = children(node, names::ds, "X509IssuerName");
        const auto serials = children(node, names::ds, "X509SerialNumber");
        if (issuers.size() != 1 || serials.size() != 1) return unusable("X509IssuerSerial is incomplete");
        const auto issuer = plain_text(issuers[0]);
        const auto serial = plain_text(serials[0]);
        if (!issuer || !serial || serial->size() > 128) return unusable("X509IssuerSerial is incomplete");
        return add_claim("issuer " + issuer->substr(0, 300) + ", serial " + *serial,
                         trust_.find_by_issuer_serial(*issuer, *serial));
    }

    result<void> add_claim(std::string name, pki::certificate_ptr held) {
        if (name_.empty()) name_ = std::move(name);
        if (held) claims_.push_back(std::move(held));
        return {};
    }

    result<void> add_certificate(const xmlNode* node) {
        if (certificates_.size() == most_certificates) return unusable("too many certificates");
        const auto text = plain_text(node);
        const auto der = text ? from_base64(*text) : std::nullopt;
        if (!der) return error(errc::certificate_malformed, "a certificate is not base64");
        auto read = cache_.get(*der);
        if (!read) return read.error();
        for (const auto& known : certificates_)
            if (known->sha256() == read.value()->sha256()) return {};
        certificates_.push_back(std::move(read.value()));
        return {};
    }

    // One certificate, or one leaf with the authorities above it; what else is named must agree.
    result<named_signer> choose() {
        named_signer chosen;
        chosen.name = name_;
        for (const auto& one : certificates_) {
            if (certificates_.size() > 1 && one->is_ca()) {
                chosen.helpers.push_back(one);
            } else if (chosen.certificate) {
                return error(errc::key_info_ambiguous, "two signer certificates");
            } else {
                chosen.certificate = one;
            }
        }
        if (!chosen.certificate && !chosen.helpers.empty())
            return error(errc::key_info_ambiguous, "only authorities are named");
        for (const auto& held : claims_) {
            if (chosen.certificate && chosen.certificate->sha256() != held->sha256())
                return error(errc::key_info_ambiguous, "the named certificate is not the one in the message");
            chosen.certificate = held;
        }
        for (const auto& key_id : key_ids_)
            if (chosen.certificate && chosen.certificate->subject_key_id() != key_id)
                return error(errc::key_info_ambiguous, "X509SKI names another key");
        if (!chosen.certificate && chosen.name.empty()) return unusable("no certificate is named");
        return chosen;
    }

    const xmlNode* security_;
    const id_index& ids_;
    const pki::trust& trust_;
    pki::certificate_cache& cache_;
    std::vector<pki::certificate_ptr> certificates_, claims_;
    std::vector<octets> key_ids_;
    std::string name_;
};

}  // namespace

result<named_signer> resolve_key_info(const xmlNode* key_info, const xmlNode* security, const id_index& ids,
                                      const pki::trust& trust, pki::certificate_cache& cache) {
    if (key_info == nullptr) return error(errc::key_info_unusable, "KeyInfo is missing");
    return resolver(security, ids, trust, cache).resolve(key_info);
}

}  // namespace gw::dsig
