// Signs a Body that is its own canonical form: what is written is what is digested, so nothing is parsed,
// canonicalised or copied. The result is what sign_envelope makes of the same content.
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "dsig/names.hpp"
#include "dsig/sign.hpp"

namespace gw::dsig {
namespace {

std::string declaration(std::string_view prefix, std::string_view uri) {
    return std::string(" xmlns:").append(prefix).append("=\"").append(uri).append("\"");
}

// The content has no ids of its own, so any will do.
constexpr const char* body_id = "id-body";

struct method {
    const char* uri;
    const char* digest;  // as OpenSSL names it
};

// Nothing: another key, whose signatures are not made here.
std::optional<method> method_of(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "RSA") == 1) return method{names::rsa_sha256, "SHA256"};
    if (EVP_PKEY_is_a(key, "EC") != 1) return std::nullopt;
    if (EVP_PKEY_get_bits(key) <= 256) return method{names::ecdsa_sha256, "SHA256"};
    return method{names::ecdsa_sha384, "SHA384"};
}

// XML Signature 1.1 section 6.4.3: r and s, each as long as the order of the group.
std::optional<octets> without_der(octets_view der, EVP_PKEY* key) {
    const unsigned char* at = as_unsigned(der);
    const std::unique_ptr<ECDSA_SIG, crypto::freed_by<ECDSA_SIG_free>> pair(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (!pair) return std::nullopt;
    const int size = (EVP_PKEY_get_bits(key) + 7) / 8;
    octets value(static_cast<std::size_t>(2 * size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(value.data());
    if (BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, size) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + size, size) < 0)
        return std::nullopt;
    return value;
}

std::optional<octets> sign_octets(octets_view data, EVP_PKEY* key, const char* digest) {
    const crypto::error_scope quiet;
    const std::unique_ptr<EVP_MD_CTX, crypto::freed_by<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    if (!context) throw std::bad_alloc();
    if (EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key, nullptr) != 1)
        return std::nullopt;
    octets value(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = value.size();
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(value.data()), &size,
                       as_unsigned(data), data.size()) != 1)
        return std::nullopt;
    value.resize(size);
    return EVP_PKEY_is_a(key, "EC") == 1 ? without_der(value, key) : value;
}

// The canonical form of the Body: the namespaces in use, by prefix, then the attribute.
std::string canonical_body(std::string_view content) {
    std::string out = "<SOAP-ENV:Body" + declaration("SOAP-ENV", names::soap11) +
                      declaration("wsu", names::wsu) + " wsu:Id=\"" + body_id + "\">";
    return out.append(content).append("</SOAP-ENV:Body>");
}

std::string canonical_signed_info(const method& by, const sha256_digest& digest) {
    const auto algorithm = [](const char* name, const char* uri) {
        return std::string("<ds:") + name + " Algorithm=\"" + uri + "\"></ds:" + name + ">";
    };
    return "<ds:SignedInfo" + declaration("ds", names::ds) + ">" +
           algorithm("CanonicalizationMethod", names::exclusive_c14n) + algorithm("SignatureMethod", by.uri) +
           "<ds:Reference URI=\"#" + body_id + "\"><ds:Transforms>" +
           algorithm("Transform", names::exclusive_c14n) + "</ds:Transforms>" +
           algorithm("DigestMethod", names::sha256) + "<ds:DigestValue>" + to_base64(as_octets(digest)) +
           "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
}

std::string key_identifier(const pki::certificate& cert) {
    return "<ds:KeyInfo><wsse:SecurityTokenReference><wsse:KeyIdentifier EncodingType=\"" +
           std::string(names::base64_binary) + "\" ValueType=\"" + names::x509_v3 + "\">" +
           to_base64(cert.der()) + "</wsse:KeyIdentifier></wsse:SecurityTokenReference></ds:KeyInfo>";
}

}  // namespace

bool can_seal(const signer& by, key_info_form form) {
    return form == key_info_form::key_identifier && method_of(by.key).has_value();
}

result<octets> seal_body(std::string_view content, const signer& by) {
    const auto how = method_of(by.key);
    if (!how) return error(errc::key_unusable, "only RSA and EC keys seal");
    const std::string body = canonical_body(content);
    const std::string info = canonical_signed_info(*how, crypto::sha256(body));
    const auto value = sign_octets(info, by.key, how->digest);
    if (!value) return error(errc::signing_key_unavailable, "the signature could not be made");

    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope" +
                      declaration("SOAP-ENV", names::soap11) + "><SOAP-ENV:Header><wsse:Security" +
                      declaration("wsse", names::wsse) + " SOAP-ENV:mustUnderstand=\"1\"><ds:Signature" +
                      declaration("ds", names::ds) + ">";
    out.append(info).append("<ds:SignatureValue>").append(to_base64(*value)).append("</ds:SignatureValue>");
    out.append(key_identifier(*by.certificate));
    out.append("</ds:Signature></wsse:Security></SOAP-ENV:Header>").append(body);
    return out.append("</SOAP-ENV:Envelope>\n");
}

}  // namespace gw::dsig
