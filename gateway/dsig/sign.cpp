// Builds a signature template and lets xmlsec fill it.
#include "dsig/sign.hpp"

#include <openssl/bn.h>
#include <xmlsec/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/templates.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "crypto/digest.hpp"
#include "dsig/algorithms.hpp"
#include "dsig/arithmetic.hpp"
#include "dsig/envelope.hpp"
#include "dsig/names.hpp"
#include "dsig/tree.hpp"
#include "xml/document.hpp"

namespace gw::dsig {
namespace {

struct methods {
    xmlSecTransformId signature, digest;
};
result<methods> methods_of(const signer& by) {
    const signing_methods found = methods_for(by.key);
    if (found.signature == nullptr) return error(errc::key_unusable, "only RSA, EC and GOST keys sign");
    return methods{found.signature->transform(), found.digest->transform()};
}

xmlNode* add(xmlNode* parent, const char* uri, const char* prefix, const char* name,
             const char* text = nullptr) {
    xmlNs* ns = xmlSearchNs(parent->doc, parent, xml_text(prefix));
    const bool known = ns != nullptr && view(ns->href) == uri;
    xmlNode* node = xmlNewChild(parent, known ? ns : nullptr, xml_text(name), nullptr);
    if (node == nullptr) throw std::bad_alloc();
    if (!known) xmlSetNs(node, xmlNewNs(node, xml_text(uri), xml_text(prefix)));
    if (text != nullptr) xmlNodeAddContent(node, xml_text(text));
    return node;
}

void set(xmlNode* node, const char* name, const std::string& value) {
    xmlNewProp(node, xml_text(name), xml_text(value.c_str()));
}

void add_certificate_data(xmlNode* parent, const pki::certificate& cert) {
    xmlNode* data = add(parent, names::ds, "ds", "X509Data");
    add(data, names::ds, "ds", "X509Certificate", to_base64(cert.der()).c_str());
}

// XML Signature section 4.5.4: the name as RFC 4514 text, the serial in decimal.
std::string issuer_text(const pki::certificate& cert) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    X509_NAME_print_ex(out.get(), X509_get_issuer_name(cert.x509()), 0,
                       XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string serial_text(const pki::certificate& cert) {
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert.x509()), nullptr), BN_free);
    char* text = BN_bn2dec(number.get());
    std::string decimal(text);
    OPENSSL_free(text);
    return decimal;
}

void add_issuer_serial(xmlNode* parent, const pki::certificate& cert) {
    xmlNode* data = add(parent, names::ds, "ds", "X509Data");
    xmlNode* pair = add(data, names::ds, "ds", "X509IssuerSerial");
    xmlNode* issuer = add(pair, names::ds, "ds", "X509IssuerName");
    xmlNodeAddContent(issuer, xml_text(issuer_text(cert).c_str()));
    add(pair, names::ds, "ds", "X509SerialNumber", serial_text(cert).c_str());
}

void add_key_info(xmlNode* signature, xmlNode* security, const pki::certificate& cert, key_info_form form) {
    xmlNode* info = add(signature, names::ds, "ds", "KeyInfo");
    if (form == key_info_form::x509_data) return add_certificate_data(info, cert);
    xmlNode* reference = add(info, names::wsse, "wsse", "SecurityTokenReference");
    if (form == key_info_form::issuer_serial) return add_issuer_serial(reference, cert);
    const std::string text = to_base64(cert.der());
    if (form == key_info_form::key_identifier) {
        xmlNode* node = add(reference, names::wsse, "wsse", "KeyIdentifier", text.c_str());
        set(node, "EncodingType", names::base64_binary);
        set(node, "ValueType", names::x509_v3);
        return;
    }
    const std::string id = "X509-" + to_hex(cert.sha256()).substr(0, 16);
    xmlNode* token = add(security, names::wsse, "wsse", "BinarySecurityToken", text.c_str());
    set(token, "EncodingType", names::base64_binary);
    set(token, "ValueType", names::x509_v3);
    xmlNs* wsu = xmlNewNs(token, xml_text(names::wsu), xml_text("wsu"));
    xmlNewNsProp(token, wsu, xml_text("Id"), xml_text(id.c_str()));
    xmlNode* pointer = add(reference, names::wsse, "wsse", "Reference");
    set(pointer, "URI", "#" + id);
    set(pointer, "ValueType", names::x509_v3);
}

result<void> fill(xmlNode* signature, EVP_PKEY* key) {
    const std::unique_ptr<xmlSecDSigCtx, void (*)(xmlSecDSigCtx*)> context(xmlSecDSigCtxCreate(nullptr),
                                                                           xmlSecDSigCtxDestroy);
    if (!context) throw std::bad_alloc();
    context->flags = XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK;
    context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    context->signKey = adopt_key(key);
    if (context->signKey == nullptr || xmlSecDSigCtxSign(context.get(), signature) < 0)
        return error(errc::signing_key_unavailable, "the signature could not be made");
    return {};
}

octets serialise(xmlDoc* doc) {
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpMemoryEnc(doc, &text, &size, "UTF-8");
    if (text == nullptr) throw std::bad_alloc();
    octets out(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    xmlFree(text);
    return out;
}

// The Body's id: its own, or a new one made of random octets.
std::string body_id(xmlNode* body) {
    for (xmlAttr* attr = body->properties; attr != nullptr; attr = attr->next)
        if (view(attr->name) == "Id" && attr->ns != nullptr && view(attr->ns->href) == names::wsu &&
            attr->children != nullptr)
            return std::string(view(attr->children->content));
    const std::string id = "id-" + to_hex(crypto::random_octets(16));
    xmlNs* wsu = xmlSearchNsByHref(body->doc, body, xml_text(names::wsu));
    if (wsu == nullptr || wsu->prefix == nullptr) wsu = xmlNewNs(body, xml_text(names::wsu), xml_text("wsu"));
    xmlNewNsProp(body, wsu, xml_text("Id"), xml_text(id.c_str()));
    return id;
}

xmlNode* security_header(const envelope& soap, xmlNode* root) {
    if (soap.security != nullptr) return soap.security;
    xmlNode* header = soap.header;
    if (header == nullptr) {
        header = xmlNewDocNode(root->doc, root->ns, xml_text("Header"), nullptr);
        xmlAddPrevSibling(soap.body, header);
    }
    xmlNode* security = add(header, names::wsse, "wsse", "Security");
    xmlNewNsProp(security, root->ns, xml_text("mustUnderstand"), xml_text("1"));
    return security;
}

}  // namespace

result<octets> sign_envelope(octets_view soap, const signer& by, key_info_form form) {
    const auto doc = xml::parse(soap);
    if (!doc) return doc.error();
    const auto envelope = read_envelope(doc.value().get());
    if (!envelope) return envelope.error();
    const auto by_key = methods_of(by);
    if (!by_key) return by_key.error();

    xmlNode* security = security_header(envelope.value(), xmlDocGetRootElement(doc.value().get()));
    if (!children(security, names::ds, "Signature").empty())
        return error(errc::signature_not_unique, "the envelope is signed already");
    const std::string id = body_id(envelope.value().body);
    const auto ids = id_index::build(doc.value().get());
    if (!ids) return ids.error();
    ids.value().register_with_parser(id);

    xmlNode* signature = xmlSecTmplSignatureCreateNsPref(doc.value().get(), xmlSecTransformExclC14NId,
                                                         by_key.value().signature, nullptr, xml_text("ds"));
    if (signature == nullptr) throw std::bad_alloc();
    xmlAddChild(security, signature);
    xmlNode* reference = xmlSecTmplSignatureAddReference(signature, by_key.value().digest, nullptr,
                                                         xml_text(("#" + id).c_str()), nullptr);
    if (reference == nullptr ||
        xmlSecTmplReferenceAddTransform(reference, xmlSecTransformExclC14NId) == nullptr)
        throw std::bad_alloc();
    add_key_info(signature, security, *by.certificate, form);
    if (auto filled = fill(signature, by.key); !filled) return filled.error();
    return serialise(doc.value().get());
}

result<octets> sign_enveloped(octets_view document, const signer& by) {
    const auto doc = xml::parse(document);
    if (!doc) return doc.error();
    const auto by_key = methods_of(by);
    if (!by_key) return by_key.error();
    // The form that НУЦ's own clients make: inclusive C14N, with comments for the document (facts/kz-pki.md
    // section 2).
    xmlNode* signature = xmlSecTmplSignatureCreateNsPref(doc.value().get(), xmlSecTransformInclC14NId,
                                                         by_key.value().signature, nullptr, xml_text("ds"));
    if (signature == nullptr) throw std::bad_alloc();
    xmlAddChild(xmlDocGetRootElement(doc.value().get()), signature);
    xmlNode* reference =
        xmlSecTmplSignatureAddReference(signature, by_key.value().digest, nullptr, xml_text(""), nullptr);
    if (reference == nullptr ||
        xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId) == nullptr ||
        xmlSecTmplReferenceAddTransform(reference, xmlSecTransformInclC14NWithCommentsId) == nullptr)
        throw std::bad_alloc();
    add_key_info(signature, nullptr, *by.certificate, key_info_form::x509_data);
    if (auto filled = fill(signature, by.key); !filled) return filled.error();
    return serialise(doc.value().get());
}

}  // namespace gw::dsig
