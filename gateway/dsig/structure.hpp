// Reads a ds:Signature into plain values and refuses everything that is not on the profile's lists, before
// xmlsec touches it: xmlsec 1.2.37 by default allows any URI and any transform and works on references before
// it checks the signature.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <vector>

#include "dsig/algorithms.hpp"
#include "dsig/signature.hpp"
#include "dsig/verify.hpp"

namespace gw::dsig {

struct reference_node {
    std::string uri;
    std::string digest_algorithm;
    const digest_method* method = nullptr;  // of the table
    octets value;                           // decoded DigestValue
    std::optional<std::vector<std::string>>
        exclusive{};  // PrefixList, when exclusive C14N is all that is asked for
};
struct signature_node {
    xmlNode* node = nullptr;
    const xmlNode* info = nullptr;
    xmlNode* key_info = nullptr;  // may be null
    std::string algorithm;
    const signature_method* method = nullptr;           // of the table, when it was read to the end
    std::optional<std::vector<std::string>> exclusive;  // PrefixList, when SignedInfo has exclusive C14N
    std::vector<reference_node> references;
    octets value;                 // decoded SignatureValue
    std::vector<octets> stapled;  // OCSP answers that it brings along
};

// signature_structure_invalid, canonicalization_forbidden, signature_algorithm_forbidden,
// signature_algorithm_unsupported, digest_algorithm_forbidden, transform_forbidden, reference_forbidden,
// reference_count_exceeded. The report gets the algorithm and the references as far as they could be read.
result<signature_node> read_signature(xmlNode* signature, scope, const options&, signature_report&);

// "#id" to "id"; nothing when it is not a plain fragment of an NCName.
std::optional<std::string> fragment_of(std::string_view uri);

}  // namespace gw::dsig
