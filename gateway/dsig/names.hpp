// Namespaces and algorithm identifiers of SOAP 1.1, WS-Security 1.0 and XML Signature.
#pragma once

namespace gw::dsig::names {

inline constexpr const char* soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr const char* soap12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr const char* ds = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr const char* wsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
inline constexpr const char* wsu =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
inline constexpr const char* base64_binary =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
inline constexpr const char* x509_v3 =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
inline constexpr const char* x509_ski =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";

inline constexpr const char* c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr const char* c14n_comments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
inline constexpr const char* exclusive_c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr const char* exclusive_c14n_comments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
inline constexpr const char* enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

inline constexpr const char* rsa_sha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
inline constexpr const char* ecdsa_sha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
inline constexpr const char* ecdsa_sha384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
inline constexpr const char* sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

// Of НУЦ РК (facts/kz-pki.md section 2); the two of 256 bit stand in a client library only.
inline constexpr const char* gost2004 = "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311";
inline constexpr const char* gost2015_256 =
    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256";
inline constexpr const char* gost2015_512 =
    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512";
inline constexpr const char* gost34311 = "http://www.w3.org/2001/04/xmldsig-more#gost34311";
inline constexpr const char* streebog256 =
    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256";
inline constexpr const char* streebog512 =
    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512";

}  // namespace gw::dsig::names
