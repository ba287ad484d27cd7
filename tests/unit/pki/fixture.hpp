// What the tests of pki share: decoding what the test PKI makes, and judging it.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "pki/verdict.hpp"
#include "support/test_pki.hpp"

namespace gw::pki {

inline certificate_ptr decode(const octets& der) {
    return certificate::from_der(der).value();
}
inline certificate_ptr decode(const test_pki::identity& one) {
    return decode(one.der);
}
inline crl_ptr decode_crl(const octets& der) {
    return crl::from_der(der).value();
}

// The code of a failure; `internal` stands for "there was none" and fails the test beside it.
template <class T>
errc code_of(const result<T>& outcome) {
    EXPECT_FALSE(outcome.has_value());
    return outcome ? errc::internal : outcome.error().code();
}
inline errc code_of(const verdict& given) {
    EXPECT_TRUE(given.failure.has_value()) << "passed";
    return given.failure ? given.failure->code() : errc::internal;
}
inline std::string why(const verdict& given) {
    return given.failure ? given.failure->to_string() : "passed";
}

// Root, issuing authority, their lists, and a moment when all of it is in force.
struct judged_pki {
    explicit judged_pki(test_pki::key_kind kind = test_pki::key_kind::p256) : pki(kind) {}

    test_pki::hierarchy pki;
    std::vector<octets> lists = {pki.root_crl, pki.ca_crl};
    std::vector<certificate_ptr> anchors = {decode(pki.root)};
    std::vector<certificate_ptr> certificates = {decode(pki.ca)};
    policy rules;
    timestamp at = test_pki::day("2026-06-01");

    trust_ptr snapshot() const {
        std::vector<crl_ptr> decoded;
        for (const octets& one : lists)
            decoded.push_back(decode_crl(one));
        return std::make_shared<const trust>(anchors, certificates, decoded);
    }
    verdict judge(const test_pki::identity& leaf, const std::vector<certificate_ptr>& extra = {}) const {
        return evaluate(decode(leaf), extra, *snapshot(), rules, at);
    }
    verdict judge(const test_pki::certificate_spec& spec) const {
        return judge(test_pki::issue(pki.ca, spec));
    }
};

}  // namespace gw::pki
