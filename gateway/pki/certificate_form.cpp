#include "pki/certificate_form.hpp"

#include <openssl/x509v3.h>

#include "pki/algorithms.hpp"
#include "pki/der.hpp"

namespace gw::pki {
namespace {

octets_view view(const ASN1_STRING* value) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
            static_cast<std::size_t>(ASN1_STRING_length(value))};
}

// X.690 11.6: "The encodings of the component values of a set-of value shall appear in ascending order".
bool is_in_order(octets_view set) {
    der::reader in(set);
    octets_view last;
    while (!in.at_end()) {
        const auto part = in.next();
        if (!part || part->whole < last) return false;
        last = part->whole;
    }
    return true;
}

bool is_name_in_order(const X509_NAME* name) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(name, &data, &size) != 1) return false;
    const auto sequence = der::only({reinterpret_cast<const char*>(data), size}, der::sequence);
    if (!sequence) return false;
    der::reader in(sequence->content);
    while (!in.at_end()) {
        const auto set = in.next(der::set);
        if (!set || !is_in_order(set->content)) return false;
    }
    return true;
}

// id-ce and id-pe of PKIX. Others have known forms that are none: old responders of НУЦ РК have an empty
// ocsp-nocheck (facts/kz-pki.md section 3).
bool is_standard(const X509_EXTENSION* extension) {
    const std::string oid = dotted(X509_EXTENSION_get_object(const_cast<X509_EXTENSION*>(extension)));
    return oid.starts_with("2.5.29.") || oid.starts_with("1.3.6.1.5.5.7.1.");
}

// RFC 5280 4.2.1: these are a SEQUENCE SIZE (1..MAX), or "MUST NOT" be the empty one.
bool must_not_be_empty(X509_EXTENSION* extension) {
    for (const int nid : {NID_ext_key_usage, NID_subject_alt_name, NID_issuer_alt_name, NID_name_constraints,
                          NID_certificate_policies, NID_policy_mappings, NID_policy_constraints})
        if (OBJ_obj2nid(X509_EXTENSION_get_object(extension)) == nid) return true;
    return false;
}

}  // namespace

std::optional<std::string> fault_of_form(const X509* x509) {
    if (ASN1_STRING_length(X509_get0_serialNumber(x509)) > 20) return "a serial of more than 20 octets";
    if (!is_name_in_order(X509_get_subject_name(x509)) || !is_name_in_order(X509_get_issuer_name(x509)))
        return "the parts of a name are not in the order of DER";
    return std::nullopt;
}

std::optional<std::string> fault_of_extensions(const X509* x509) {
    for (int i = 0; i < X509_get_ext_count(x509); ++i) {
        X509_EXTENSION* extension = X509_get_ext(x509, i);
        const octets_view value = view(X509_EXTENSION_get_data(extension));
        if (is_standard(extension) && !der::is_well_formed(value))
            return "the extension " + dotted(X509_EXTENSION_get_object(extension)) +
                   " is not one DER element";
        if (must_not_be_empty(extension) && value == octets_view("\x30\x00", 2))
            return "the extension " + dotted(X509_EXTENSION_get_object(extension)) + " is empty";
    }
    return std::nullopt;
}

}  // namespace gw::pki
