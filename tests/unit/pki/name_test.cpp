// Names as text: hostile characters do not reach a screen, and what Java or OpenSSL write is understood.
#include "pki/name.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace gw::pki {
namespace {

test_pki::identity named(std::vector<std::pair<std::string, std::string>> subject) {
    test_pki::certificate_spec spec;
    spec.subject = std::move(subject);
    return test_pki::self_signed(spec);
}

TEST(name, is_shown_in_the_order_of_the_certificate) {
    const auto cert = decode(named({{"CN", "ТЕСТОВ ТЕСТ"},
                                    {"SN", "ТЕСТОВ"},
                                    {"serialNumber", "IIN123456789011"},
                                    {"C", "KZ"},
                                    {"GN", "ТЕСТОВИЧ"}}));
    EXPECT_EQ(cert->subject(),
              "CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, serialNumber=IIN123456789011, C=KZ, GIVENNAME=ТЕСТОВИЧ");
}

TEST(name, specials_and_invisible_characters_are_escaped) {
    EXPECT_EQ(decode(named({{"CN", "a, b+c=\"d\"\\"}}))->subject(), "CN=a\\, b\\+c=\\\"d\\\"\\\\");
    EXPECT_EQ(decode(named({{"CN", " edge "}}))->subject(), "CN=\\ edge\\ ");
    EXPECT_EQ(decode(named({{"CN", "line\nbreak\x1b[2J"}}))->subject(), "CN=line\\0abreak\\1b[2J");
    EXPECT_EQ(decode(named({{"CN", "abc\u202ecba"}}))->subject(), "CN=abc\\e2\\80\\aecba");
    EXPECT_EQ(decode(named({{"CN", std::string("nul\0byte", 8)}}))->subject(), "CN=nul\\00byte");
}

TEST(name, text_of_others_is_read_back) {
    const auto cert = decode(named({{"C", "KZ"}, {"O", "ТОО \"А, Б\""}, {"CN", "ҰКО 3.0 (RSA TEST)"}}));
    const name_parts parts = to_parts(cert->subject_name());
    for (const char* text : {"C=KZ,O=ТОО \\\"А\\, Б\\\",CN=ҰКО 3.0 (RSA TEST)",       // RFC 4514
                             "c=KZ, o=\"ТОО \\\"А, Б\\\"\" , cn=ҰКО 3.0 (RSA TEST)",  // RFC 1779 quotes
                             "OID.2.5.4.6=KZ;2.5.4.10=ТОО \\22А\\2c Б\\22;CN=ҰКО 3.0 (RSA TEST)",
                             "C=#13024b5a,O=ТОО \\\"А\\, Б\\\",CN=ҰКО 3.0 (RSA TEST)"}) {
        const auto read = from_rfc2253(text);
        ASSERT_TRUE(read.has_value()) << text;
        EXPECT_EQ(*read, parts) << text;
    }
}

TEST(name, what_is_no_name_is_refused) {
    for (const char* text :
         {"", "CN", "=x", "CN=a,", "UNKNOWN=x", "CN=\"open", "CN=#zz", "CN=#0500", "CN=a\\"})
        EXPECT_FALSE(from_rfc2253(text).has_value()) << text;
}

// RFC 5280 7.1
TEST(name, comparison_ignores_case_and_repeated_spaces) {
    const auto one = decode(named({{"CN", "Good CA"}})), same = decode(named({{"CN", "  good  ca "}}));
    const auto other = decode(named({{"CN", "Good CB"}}));
    EXPECT_TRUE(same_name(one->subject_name(), same->subject_name()));
    EXPECT_FALSE(same_name(one->subject_name(), other->subject_name()));
}

}  // namespace
}  // namespace gw::pki
