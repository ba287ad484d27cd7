// Certificates and lists of Kazakhstan's algorithms made here: the rules that the real objects cannot show.
#include "fixture.hpp"

namespace gw::pki {
namespace {

using test_pki::key_kind;

constexpr key_kind kinds[] = {key_kind::gost2004, key_kind::gost2015_256, key_kind::gost2015_512};

octets replaced(octets from, const char* what, const char* by, bool all = true) {
    const octets old = from_hex(what).value(), fresh = from_hex(by).value();
    std::size_t at = from.find(old), count = 0;
    for (; at != octets::npos; at = from.find(old, at + fresh.size())) {
        from.replace(at, old.size(), fresh);
        ++count;
        if (!all) break;
    }
    EXPECT_GT(count, 0u) << what;
    return from;
}

test_pki::certificate_spec person_of(key_kind kind) {
    auto spec = test_pki::person("850101300123");
    spec.kind = kind;
    return spec;
}

TEST(gost_path, each_algorithm_carries_a_path_with_its_lists) {
    for (const key_kind kind : kinds) {
        const judged_pki judged(kind);
        const verdict given = judged.judge(person_of(kind));
        EXPECT_TRUE(given.passed()) << why(given);
        EXPECT_EQ(given.path.size(), 3u);
        EXPECT_EQ(given.revocation.size(), 2u);
    }
}

// НУЦ РК issues RSA certificates under RSA and GOST under GOST; nothing in the rules asks for it.
TEST(gost_path, an_authority_of_gost_may_certify_other_keys) {
    const judged_pki judged(key_kind::gost2015_512);
    EXPECT_TRUE(judged.judge(person_of(key_kind::rsa2048)).passed());
    EXPECT_TRUE(judged.judge(person_of(key_kind::gost2004)).passed());
    const judged_pki usual(key_kind::rsa2048);
    EXPECT_TRUE(usual.judge(person_of(key_kind::gost2015_512)).passed());
}

TEST(gost_path, a_revoked_certificate_is_revoked) {
    judged_pki judged(key_kind::gost2004);
    const auto leaf = test_pki::issue(judged.pki.ca, person_of(key_kind::gost2004));
    test_pki::crl_spec list;
    list.revoked = {{leaf.der, test_pki::day("2026-05-02"), 1}};
    judged.lists[1] = test_pki::make_crl(judged.pki.ca, list);
    EXPECT_EQ(code_of(judged.judge(leaf)), errc::certificate_revoked);
}

// Two roots of one name (facts/kz-pki.md section 3): the key identifier chooses, and the arithmetic decides.
TEST(gost_path, roots_that_share_a_name_are_told_apart) {
    judged_pki judged(key_kind::gost2004);
    const test_pki::hierarchy twin(key_kind::gost2015_512);
    judged.anchors.insert(judged.anchors.begin(), decode(twin.root));
    EXPECT_TRUE(judged.judge(person_of(key_kind::gost2004)).passed());
    judged.anchors.erase(judged.anchors.begin() + 1);
    EXPECT_EQ(code_of(judged.judge(person_of(key_kind::gost2004))), errc::certificate_chain_not_found);
}

TEST(gost_path, a_flipped_bit_breaks_the_signature) {
    for (const key_kind kind : kinds) {
        const judged_pki judged(kind);
        auto leaf = test_pki::issue(judged.pki.ca, person_of(kind));
        leaf.der.back() = static_cast<char>(leaf.der.back() ^ 1);
        EXPECT_EQ(code_of(judged.judge(leaf)), errc::certificate_signature_wrong);
        // A root that names itself as its issuer's key, beside the true one.
        auto top = test_pki::authority("ROOT");
        top.kind = kind;
        top.extensions = {{"authorityKeyIdentifier", "keyid:always"}};
        auto root = test_pki::self_signed(top);
        const trust known({decode(root)}, {}, {});
        root.der.back() = static_cast<char>(root.der.back() ^ 1);
        EXPECT_EQ(code_of(evaluate(decode(root), {}, known, judged.rules, judged.at)),
                  errc::certificate_signature_wrong);
    }
}

// 1.2.398.3.10.1.1.2.3.2 renamed to .1: Streebog-512 signed it, and the name says Streebog-256.
TEST(gost_path, a_signature_of_another_scheme_than_the_issuers_key_has_its_code) {
    const judged_pki judged(key_kind::gost2015_512);
    auto leaf = test_pki::issue(judged.pki.ca, person_of(key_kind::gost2015_512));
    leaf.der = replaced(leaf.der, "060a2a830e030a0101020302", "060a2a830e030a0101020301");
    EXPECT_EQ(code_of(judged.judge(leaf)), errc::gost_hash_pairing_wrong);
}

TEST(gost_key, each_fault_of_a_certificates_key_is_its_verdict) {
    const judged_pki judged(key_kind::gost2015_512);
    const auto good = test_pki::issue(judged.pki.ca, person_of(key_kind::gost2015_512));
    const auto judge = [&](const octets& der) {
        const auto read = certificate::from_der(der);
        EXPECT_TRUE(read.has_value());
        EXPECT_EQ((*read)->public_key(), nullptr);
        EXPECT_TRUE((*read)->key_fault().has_value());
        return code_of(evaluate(*read, {}, *judged.snapshot(), judged.rules, judged.at));
    };
    EXPECT_EQ(judge(replaced(good.der, "060a2a830e030a0101020201", "060a2a830e030a0101020203")),
              errc::gost_parameters_unknown);
    EXPECT_EQ(judge(replaced(good.der, "06082a830e030a010303", "06082a830e030a010302")),
              errc::gost_hash_pairing_wrong);
    octets off = good.der;
    const auto point = off.find(from_hex("03818400048180").value()) + 7;
    off[point + 3] = static_cast<char>(off[point + 3] ^ 1);
    EXPECT_EQ(judge(off), errc::gost_point_off_curve);
    // The key OID becomes 1.3.6.1.4.1.6801.1, of the same length.
    const octets gamma = replaced(good.der, "06092a830e030a01010202", "06092b06010401b5110105");
    EXPECT_EQ(judge(gamma), errc::gost_algorithm_obsolete);
}

TEST(gost_key, an_authority_with_a_faulty_key_gives_its_fault_to_the_path) {
    judged_pki judged(key_kind::gost2015_512);
    const auto leaf = test_pki::issue(judged.pki.ca, person_of(key_kind::gost2015_512));
    judged.certificates = {
        decode(replaced(judged.pki.ca.der, "060a2a830e030a0101020201", "060a2a830e030a0101020203"))};
    judged.lists.clear();
    EXPECT_EQ(code_of(judged.judge(leaf)), errc::gost_parameters_unknown);
}

TEST(gost_crl, its_signature_is_judged_with_or_without_the_null) {
    for (const key_kind kind : kinds) {
        const test_pki::hierarchy pki(kind);
        const auto issuer = decode(pki.ca);
        EXPECT_TRUE(decode_crl(pki.ca_crl)->check_signature(*issuer));
        octets flipped = pki.ca_crl;
        flipped.back() = static_cast<char>(flipped.back() ^ 1);
        EXPECT_EQ(code_of(decode_crl(flipped)->check_signature(*issuer)), errc::crl_signature_wrong);
        const test_pki::hierarchy other(kind);
        EXPECT_EQ(code_of(decode_crl(pki.ca_crl)->check_signature(*decode(other.ca))),
                  errc::crl_signature_wrong);
    }
}

}  // namespace
}  // namespace gw::pki
