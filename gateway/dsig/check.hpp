// One signature from KeyInfo to the value: who signed, do the digests hold, does the value hold.
#pragma once

#include "dsig/structure.hpp"
#include "dsig/tree.hpp"

namespace gw::dsig {

struct signature_input {
    const signature_node& signature;
    const xmlNode* security;  // the header that may hold binary tokens, or null
    const id_index& ids;
    const pki::trust& trust;
    pki::certificate_cache& cache;
    const options& opts;
};

// The digested octets per reference when all of it holds; the report tells how far it came.
result<std::vector<octets>> check_signature(const signature_input&, signature_report&);

}  // namespace gw::dsig
