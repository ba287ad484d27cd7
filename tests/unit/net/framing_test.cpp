// Request heads: every rule with a head that passes and one that fails for it.
#include "net/framing.hpp"

#include <gtest/gtest.h>

namespace gw::net {
namespace {

std::string with_field(const std::string& line) {
    return "POST /a HTTP/1.1\r\nHost: gw\r\n" + line + "\r\n\r\n";
}

request_head accepted(const std::string& raw) {
    auto head = check_head(raw);
    EXPECT_TRUE(head.has_value()) << raw << (head ? "" : head.error().detail());
    return head ? std::move(*head) : request_head();
}

// The rule that refused it; empty when it passed.
std::string refusal(const std::string& raw, errc wanted = errc::http_framing_invalid) {
    const auto head = check_head(raw);
    if (head) return {};
    EXPECT_EQ(head.error().code(), wanted) << raw;
    return head.error().detail();
}

TEST(framing, reads_a_whole_head) {
    const auto head = accepted(
        "POST /shep/egov?wsdl=1 HTTP/1.1\r\nHOST: gw.kz:8443\r\nContent-Length:  42 \r\nX-Empty:\r\n"
        "x-text: D\xc3\xbcsseldorf\tcity\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.path, "/shep/egov");
    EXPECT_EQ(head.query, "wsdl=1");
    EXPECT_EQ(head.headers.find("host"), "gw.kz:8443");
    EXPECT_EQ(head.headers.find("x-empty"), "");
    EXPECT_EQ(head.headers.find("x-text"), "D\xc3\xbcsseldorf\tcity");
    EXPECT_EQ(head.headers.find("x-none"), std::nullopt);
    EXPECT_EQ(head.body, body_framing::sized);
    EXPECT_EQ(head.content_length, 42u);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.expects_continue);
}

TEST(framing, takes_a_head_in_pieces_and_leaves_what_follows) {
    const std::string raw = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    head_reader reader(1000);
    EXPECT_FALSE(reader.begun());
    for (const char c : raw)
        ASSERT_EQ(reader.feed(octets_view(&c, 1)).value(), 1u);
    EXPECT_TRUE(reader.begun());
    EXPECT_TRUE(reader.complete());

    head_reader second(1000);
    EXPECT_EQ(second.feed(raw + "GET").value(), raw.size());
    EXPECT_TRUE(second.complete());
}

TEST(framing, empty_lines_before_a_request) {
    accepted("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(refusal("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), "too many empty lines");
    EXPECT_EQ(refusal("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"), "CR without LF");
    head_reader reader(1000);
    ASSERT_TRUE(reader.feed("\r\n").has_value());
    EXPECT_FALSE(reader.begun());
}

TEST(framing, methods) {
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
        EXPECT_EQ(accepted(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n").method, method);
    }
    EXPECT_EQ(refusal("MKCOLA / HTTP/1.1\r\nHost: a\r\n\r\n"), "unknown method");
    EXPECT_EQ(refusal("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"), "unknown method");
    EXPECT_EQ(refusal("post / HTTP/1.1\r\nHost: a\r\n\r\n"), "unknown method");
    EXPECT_EQ(refusal("VERYLONGMETHOD / HTTP/1.1\r\n"), "unknown method");
    EXPECT_EQ(refusal(" GET / HTTP/1.1\r\n"), "unknown method");
    EXPECT_EQ(refusal("G\x01T / HTTP/1.1\r\n"), "the method is not a token");
    EXPECT_EQ(refusal("\nGET / HTTP/1.1\r\n"), "the method is not a token");
    EXPECT_EQ(refusal("GET\t/ HTTP/1.1\r\n"), "the method is not a token");
}

TEST(framing, targets) {
    EXPECT_EQ(accepted("GET /a-b_c.d~e!f$g&'()*+,;=:@%20/?q=/? HTTP/1.1\r\nHost: a\r\n\r\n").query, "q=/?");
    EXPECT_EQ(refusal("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), "the target does not begin with a slash");
    EXPECT_EQ(refusal("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), "the target does not begin with a slash");
    EXPECT_EQ(refusal("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), "the target does not begin with a slash");
    EXPECT_EQ(refusal("GET /\xce\xb4 HTTP/1.1\r\nHost: a\r\n\r\n"), "a character that a target may not hold");
    EXPECT_EQ(refusal("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"), "a character that a target may not hold");
    EXPECT_EQ(refusal(std::string("GET /\0 HTTP/1.1\r\n", 18)), "a character that a target may not hold");
    EXPECT_EQ(refusal("GET /\r\n\r\n"), "a character that a target may not hold");  // HTTP/0.9
}

TEST(framing, versions) {
    EXPECT_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\n\r\n").http_1_0);
    EXPECT_TRUE(accepted("GET / HTTP/1.0\r\n\r\n").http_1_0);
    for (const char* version : {"HTTP/1.2", "HTTP/2.0", "HTTP/5.6", "http/1.1", "HTTP/01.1", "SOURCE/1.1"}) {
        EXPECT_EQ(refusal("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n"),
                  "not HTTP/1.0 or HTTP/1.1");
    }
    EXPECT_EQ(refusal("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), "something after the version");
    EXPECT_EQ(refusal("GET / HTTP/1.1\nHost: a\r\n\r\n"), "something after the version");
    EXPECT_EQ(refusal("GET / HTTP/1.1\rHost: a\r\n\r\n"), "CR without LF");
}

TEST(framing, field_lines) {
    accepted(with_field("a!#$%&'*+-.^_`|~09Z: x"));
    EXPECT_EQ(refusal(with_field("Name : x")), "a field name is not a token");
    EXPECT_EQ(refusal(with_field("Na(me: x")), "a field name is not a token");
    EXPECT_EQ(refusal(with_field(": x")), "a field name is not a token");
    EXPECT_EQ(refusal(with_field("no colon")), "a field name is not a token");
    EXPECT_EQ(refusal(with_field("x: y\r\n folded")), "a line begins with white space");
    EXPECT_EQ(refusal(with_field("x: y\r\n\tfolded")), "a line begins with white space");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), "a line begins with white space");
    EXPECT_EQ(refusal(with_field("x: a\nb: c")), "a control character in a field value");
    EXPECT_EQ(refusal(with_field("x: a\x0c")), "a control character in a field value");
    EXPECT_EQ(refusal(with_field("x: a\x7f")), "a control character in a field value");
    EXPECT_EQ(refusal(with_field(std::string("x: a\0b", 6))), "a control character in a field value");
    EXPECT_EQ(refusal(with_field("x: a\rb")), "CR without LF");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\n\rX"), "CR without LF");
}

TEST(framing, host) {
    accepted("GET / HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n");
    accepted("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), "no Host");
    EXPECT_EQ(refusal(with_field("Host: gw")), "more than one Host");
    EXPECT_EQ(refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), "more than one Host");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "Host is not a host");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), "Host is not a host");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), "Host is not a host");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), "Host is not a host");
}

TEST(framing, content_length) {
    EXPECT_EQ(accepted(with_field("Content-Length: 003")).content_length, 3u);
    EXPECT_EQ(accepted(with_field("Content-Length: 999999999999999999")).content_length,
              999'999'999'999'999'999u);
    EXPECT_EQ(accepted(with_field("x: y")).body, body_framing::none);
    EXPECT_EQ(refusal(with_field("Content-Length: 1000000000000000000")), "Content-Length is out of range");
    for (const char* bad : {"", "-1", "+1", "0x10", "1_0", "13 37", "4, 4", "4,5", "1e3"}) {
        EXPECT_EQ(refusal(with_field("Content-Length: " + std::string(bad))),
                  "Content-Length is not a number")
            << bad;
    }
    EXPECT_EQ(refusal(with_field("Content-Length: 4\r\ncontent-length: 4")), "more than one Content-Length");
}

TEST(framing, transfer_encoding) {
    EXPECT_EQ(accepted(with_field("Transfer-Encoding: Chunked")).body, body_framing::chunked);
    for (const char* bad : {"xchunked", "chunked, identity", "gzip, chunked", "chunkedchunked", "pigeons",
                            "\"chunked\"", "", "chunked;q=1"}) {
        EXPECT_EQ(refusal(with_field("Transfer-Encoding: " + std::string(bad))),
                  "a transfer coding other than chunked")
            << bad;
    }
    EXPECT_EQ(refusal(with_field("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
              "more than one Transfer-Encoding");
    EXPECT_EQ(refusal(with_field("Transfer-Encoding: chunked\r\nContent-Length: 5")),
              "Content-Length beside Transfer-Encoding");
    EXPECT_EQ(refusal(with_field("Content-Length: 5\r\nTransfer-Encoding: chunked")),
              "Content-Length beside Transfer-Encoding");
    EXPECT_EQ(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
              "Transfer-Encoding in HTTP/1.0");
    EXPECT_EQ(refusal(with_field("Transfer-Encoding : chunked")), "a field name is not a token");
}

TEST(framing, keep_alive_is_what_the_request_says) {
    EXPECT_TRUE(accepted(with_field("x: y")).keep_alive);
    EXPECT_FALSE(accepted(with_field("Connection: Close")).keep_alive);
    EXPECT_FALSE(accepted(with_field("Connection: x ,close\t, keep-alive")).keep_alive);
    EXPECT_FALSE(accepted(with_field("Connection: keep-alive\r\nConnection: close")).keep_alive);
    EXPECT_TRUE(accepted(with_field("Connection: closed")).keep_alive);
    EXPECT_FALSE(accepted("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(accepted("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(framing, expect) {
    EXPECT_TRUE(accepted(with_field("Expect: 100-Continue")).expects_continue);
    EXPECT_FALSE(accepted("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
    EXPECT_EQ(refusal(with_field("Expect: 200-ok")), "an expectation other than 100-continue");
}

TEST(framing, limits) {
    const std::string raw = with_field("x: y");
    EXPECT_TRUE(check_head(raw, raw.size()).has_value());
    EXPECT_EQ(check_head(raw, raw.size() - 1).error().code(), errc::header_too_large);
    std::string fields = "x: y";
    for (int i = 0; i < 98; ++i)
        fields += "\r\nx: y";
    accepted(with_field(fields));  // 100 with Host
    EXPECT_EQ(refusal(with_field(fields + "\r\nx: y"), errc::header_too_large), "too many fields");
}

TEST(framing, whole_heads_only) {
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\n"), "the head ended early");
    EXPECT_EQ(refusal(with_field("x: y") + "z"), "something after the head");
}

}  // namespace
}  // namespace gw::net
