// Whatever the octets are: a revocation list that answers for any certificate, full, delta, partitioned or
// indirect, or a refusal with one of its own codes.
#include <algorithm>
#include <array>

#include "pki/crl.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using gw::errc;
    constexpr std::array codes{errc::crl_empty,
                               errc::crl_not_a_list,
                               errc::crl_truncated,
                               errc::crl_too_large,
                               errc::crl_version_wrong,
                               errc::crl_algorithm_wrong,
                               errc::crl_issuer_malformed,
                               errc::crl_dates_wrong,
                               errc::crl_entry_malformed,
                               errc::crl_extension_malformed,
                               errc::crl_malformed,
                               errc::crl_scope_unsupported};
    const auto read = gw::pki::read_crls({reinterpret_cast<const char*>(data), size});
    if (!read) {
        GW_INVARIANT(std::find(codes.begin(), codes.end(), read.error().code()) != codes.end());
        return 0;
    }
    for (const auto& list : *read) {
        GW_INVARIANT(list->is_delta() == !list->base_number().empty());
        GW_INVARIANT(list->scope().reasons <= gw::pki::all_reasons);
        for (const auto& name : list->scope().names)
            GW_INVARIANT(name.equals(name) && name.uri().size() <= size);
    }
    return 0;
}
