// Whatever arrives: a verdict, and never octets to read without a signature that holds.
#include "intake/verification.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    gw::dsig::initialise();
    static gw::pki::certificate_cache cache(100);
    static const gw::dsig::verifier verifier(gw::dsig::options{}, cache);
    static const auto trust = std::make_shared<const gw::pki::trust>(std::vector<gw::pki::certificate_ptr>{},
                                                                     std::vector<gw::pki::certificate_ptr>{},
                                                                     std::vector<gw::pki::crl_ptr>{});
    const gw::intake::judge by{verifier, trust, {}, {}, nullptr, false};
    const gw::octets_view message(reinterpret_cast<const char*>(data), size);
    gw::intake::requirement anything;
    anything.judge_what_is_there = true;
    // No anchor is known here: nothing can pass.
    GW_INVARIANT(gw::intake::verify_message(message, anything, by, gw::timestamp{}).failure);
    GW_INVARIANT(!gw::intake::verify_message(message, {true, true, false}, by, gw::timestamp{}).document);
    return 0;
}
