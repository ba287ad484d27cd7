// Constraints that are none, and names that must not pass below one; what OpenSSL does well by itself is in
// path_test.cpp.
#include "pki/name_constraints.hpp"
#include "fixture.hpp"
#include "pki/der.hpp"

namespace gw::pki {
namespace {

struct below_constraints : testing::Test {
    judged_pki all;

    // A leaf with these alternative names below an authority with these constraints.
    verdict judge(const std::string& constraints, const std::string& names) {
        auto authority = test_pki::authority("CONSTRAINED");
        authority.extensions = {{"nameConstraints", constraints}};
        const auto issuer = test_pki::issue(all.pki.root, authority);
        all.rules.revocation = revocation_mode::skip;
        auto leaf = test_pki::person("850101300123");
        leaf.extensions = {{"subjectAltName", names}};
        return all.judge(test_pki::issue(issuer, leaf), {decode(issuer)});
    }
    void expect_violated(const std::string& constraints, const std::string& names) {
        EXPECT_EQ(code_of(judge(constraints, names)), errc::name_constraint_violated)
            << constraints << " over " << names;
    }
    void expect_passed(const std::string& constraints, const std::string& names) {
        const verdict given = judge(constraints, names);
        EXPECT_TRUE(given.passed()) << constraints << " over " << names << ": " << why(given);
    }
};

TEST_F(below_constraints, a_host_is_a_host) {
    expect_passed("critical,permitted;DNS:example.com", "DNS:a.example.com");
    for (const char* name :
         {"DNS:.example.com", "DNS:a..example.com", "DNS:a.example.com.", "DNS:a b.example.com"})
        expect_violated("critical,permitted;DNS:example.com", name);
    expect_violated("critical,excluded;DNS:other.kz", "DNS:10.0.0.1");
    expect_passed("critical,permitted;email:example.com", "DNS:.example.com");  // nothing constrains hosts
}

TEST_F(below_constraints, a_wildcard_is_all_that_it_covers) {
    expect_violated("critical,excluded;DNS:bar.example.com", "DNS:*.example.com");
    expect_violated("critical,excluded;DNS:BAR.Example.com", "DNS:*.eXample.com");
    expect_passed("critical,excluded;DNS:bar.example.com", "DNS:*.other.com");
    expect_passed("critical,excluded;DNS:foo.bar.example.com", "DNS:*.example.com");  // two labels below
    expect_passed("critical,permitted;DNS:example.com", "DNS:*.example.com");
}

TEST_F(below_constraints, a_mailbox_is_a_mailbox) {
    expect_passed("critical,permitted;email:example.com", "email:a@example.com");
    expect_violated("critical,permitted;email:example.com", "email:a@b@example.com");
    expect_violated("critical,excluded;email:other.kz", "email:example.com");
}

TEST_F(below_constraints, an_internationalised_mailbox_is_compared_by_its_host) {
    const std::string named = "otherName:1.3.6.1.5.5.7.8.9;UTF8:\xd0\xb6@";
    expect_passed("critical,permitted;email:example.com", named + "example.com");
    expect_violated("critical,permitted;email:example.com", named + "other.com");
    expect_violated("critical,permitted;email:example.com", named + "\xd0\xb6.example.com");
    expect_violated("critical,excluded;email:a@Example.com", named + "example.com");
    expect_passed("critical,excluded;email:a@other.com", named + "example.com");
    expect_passed("critical,permitted;DNS:example.com", "otherName:1.3.6.1.5.5.7.8.9;UTF8:b@example.com");
}

TEST_F(below_constraints, a_page_has_a_host_with_a_name) {
    expect_passed("critical,excluded;URI:other.kz", "URI:http://example.com:8080/a?b#c");
    expect_passed("critical,permitted;URI:.example.com", "URI:http://a.example.com/a?b");
    expect_violated("critical,excluded;URI:other.kz", "URI:http://10.0.0.1/");
    expect_violated("critical,excluded;URI:other.kz", "URI:urn:a:b");
}

// Where RFC 3986 ends a host and where OpenSSL does are not the same place.
TEST_F(below_constraints, a_page_has_one_host_whoever_looks) {
    for (const char* page :
         {"http://evil.com?.permitted.kz", "http://evil.com#.permitted.kz",
          "http://a.permitted.kz:x@evil.com/", "http://a.permitted.kz:80@evil.com/",
          "http://evil.com/.permitted.kz:80", "http://evil.com?a.permitted.kz:80/",
          "http://evil.com@a.permitted.kz/", "http://a.permitted.kz:x/", "http://evil.com\\\\.permitted.kz/",
          "http:evil.com://a.permitted.kz/", "://a.permitted.kz/"})
        expect_violated("critical,permitted;URI:.permitted.kz", std::string("URI:") + page);
    for (const char* page :
         {"http://user@evil.com/x", "http://evil.com?x", "http://evil.com#x", "http://evil.com/a:b",
          "http://a:b@evil.com/", "http://evil.com./", "http://%65vil.com/", "http://EVIL.com/"})
        expect_violated("critical,excluded;URI:evil.com", std::string("URI:") + page);
    expect_passed("critical,permitted;DNS:example.com",
                  "URI:http://user@evil.com?x");  // nothing constrains pages
}

// NameConstraints with one subtree, in the list [0] or [1].
octets one_subtree(unsigned char list, unsigned char form, const octets& base, const octets& behind = {}) {
    return der::encode(der::sequence,
                       der::encode(list, der::encode(der::sequence, der::encode(form, base) + behind)));
}

errc decoded(const octets& value) {
    auto spec = test_pki::authority("CONSTRAINED");
    spec.extensions = {{"2.5.29.30", "critical,DER:" + to_hex(value)}};
    const auto made = certificate::from_der(test_pki::self_signed(spec).der);
    return made ? errc::internal : made.error().code();
}

constexpr unsigned char permitted = 0xa0, excluded = 0xa1;
constexpr unsigned char mail = 0x81, host = 0x82, page = 0x86, address = 0x87;

TEST(name_constraints, what_is_one_is_read) {
    const auto hex = [](const char* text) { return from_hex(text).value(); };
    for (const auto& value :
         {one_subtree(permitted, host, "a.b"), one_subtree(excluded, mail, ".a.b"),
          one_subtree(permitted, mail, "*@a.b"), one_subtree(permitted, page, ".a.b"),
          one_subtree(permitted, address, hex("c0000200ffffff00")),
          one_subtree(permitted, address, hex("0000000000000000")),
          one_subtree(permitted, host, "a.b", hex("800100")), one_subtree(permitted, 0x88, hex("2a03"))})
        EXPECT_EQ(decoded(value), errc::internal) << to_hex(value);
}

TEST(name_constraints, what_is_none_is_malformed) {
    const auto hex = [](const char* text) { return from_hex(text).value(); };
    const std::pair<octets, const char*> cases[] = {
        {hex("3000"), "nothing"},
        {hex("3002a000"), "no permitted one"},
        {hex("3002a100"), "no excluded one"},
        {hex("3004a000a100"), "neither"},
        {one_subtree(permitted, host, "a.b") + hex("0500"), "octets behind it"},
        {one_subtree(permitted, host, "a.b", hex("0500")), "octets behind a subtree"},
        {one_subtree(permitted, host, ".a.b"), "a host with a leading dot"},
        {one_subtree(permitted, host, "*.a.b"), "a wildcard"},
        {one_subtree(permitted, host, ""), "an empty host"},
        {one_subtree(excluded, mail, ""), "an empty mailbox"},
        {one_subtree(permitted, mail, "@a.b"), "a mailbox without a name"},
        {one_subtree(permitted, page, "10.0.0.1"), "an address for a host"},
        {one_subtree(permitted, address, hex("c000020aff")), "an address of five octets"},
        {one_subtree(permitted, address, hex("c0000200ff00ff00")), "a mask with holes"},
        {one_subtree(permitted, 0x05, "a.b"), "no GeneralName"},
    };
    for (const auto& [value, what] : cases)
        EXPECT_EQ(decoded(value), errc::certificate_extension_malformed) << what;
}

}  // namespace
}  // namespace gw::pki
