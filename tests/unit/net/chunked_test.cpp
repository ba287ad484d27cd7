// The chunked coding: every rule with a body that passes and one that fails for it.
#include "net/chunked.hpp"

#include <gtest/gtest.h>

namespace gw::net {
namespace {

constexpr std::size_t roomy = 1000;

octets accepted(const std::string& raw, std::size_t limit = roomy) {
    chunked_reader whole(limit);
    octets body;
    const auto used = whole.feed(raw, body);
    EXPECT_TRUE(used.has_value() && *used == raw.size() && whole.complete()) << raw;

    chunked_reader in_pieces(limit);
    octets same;
    for (const char c : raw)
        EXPECT_EQ(in_pieces.feed(octets_view(&c, 1), same).value(), 1u);
    EXPECT_TRUE(in_pieces.complete());
    EXPECT_EQ(body, same);
    return body;
}

std::string refusal(const std::string& raw, errc wanted = errc::http_framing_invalid,
                    std::size_t limit = roomy) {
    chunked_reader reader(limit);
    octets body;
    const auto used = reader.feed(raw, body);
    if (used) return reader.complete() ? "accepted" : "unfinished";
    EXPECT_EQ(used.error().code(), wanted) << raw;
    return used.error().detail();
}

TEST(chunked, joins_chunks) {
    EXPECT_EQ(accepted("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world");
    EXPECT_EQ(accepted("a\r\n0123456789\r\n0000A\r\n0123456789\r\n000\r\n\r\n"), "01234567890123456789");
    EXPECT_EQ(accepted("0\r\n\r\n"), "");
}

TEST(chunked, leaves_what_follows) {
    chunked_reader reader(roomy);
    octets body;
    const std::string raw = "1\r\nx\r\n0\r\n\r\n";
    EXPECT_EQ(reader.feed(raw + "GET /", body).value(), raw.size());
    EXPECT_TRUE(reader.complete());
}

TEST(chunked, sizes_are_hexadecimal_numbers) {
    for (const char* bad : {"g", "-1", "+1", "0x5", "5_0", " 5", "5 \r\nhello", "5\t", "\r\n", "\n"}) {
        EXPECT_EQ(refusal(std::string(bad) + "\r\n"), "a chunk size is not a hexadecimal number") << bad;
    }
    EXPECT_EQ(refusal("5;a=b\r\nhello\r\n"), "chunk extensions are not accepted");
    EXPECT_EQ(refusal("0000000000000005\r\nhello\r\n"), "a chunk size is out of range");
    EXPECT_EQ(accepted("000000000000005\r\nhello\r\n0\r\n\r\n"), "hello");
}

TEST(chunked, lines_end_in_crlf) {
    EXPECT_EQ(refusal("5\nhello"), "a chunk size is not a hexadecimal number");
    EXPECT_EQ(refusal("5\r\r;ABCD\r\n"), "a chunk is not ended by CRLF");
    EXPECT_EQ(refusal("5\r\nhello0\r\n\r\n"), "a chunk is not ended by CRLF");
    EXPECT_EQ(refusal("5\r\nhello\n0\r\n\r\n"), "a chunk is not ended by CRLF");
    EXPECT_EQ(refusal("0\r\n\rX"), "a chunk is not ended by CRLF");
}

TEST(chunked, trailers_are_checked_and_dropped) {
    EXPECT_EQ(accepted("2\r\nab\r\n0\r\nVary: *\r\nX-Sum:\r\n\r\n"), "ab");
    EXPECT_EQ(refusal("0\r\n Vary: *\r\n\r\n"), "a trailer name is not a token");
    EXPECT_EQ(refusal("0\r\nVary\r\n\r\n"), "a trailer name is not a token");
    EXPECT_EQ(refusal("0\r\n: x\r\n\r\n"), "a trailer name is not a token");
    EXPECT_EQ(refusal("0\r\nVary: *\n\r\n"), "a control character in a trailer");
    EXPECT_EQ(accepted("0\r\nX: " + std::string(4000, 'y') + "\r\n\r\n"), "");
    EXPECT_EQ(refusal("0\r\nX: " + std::string(5000, 'y') + "\r\n\r\n"), "the trailers are over the limit");
}

TEST(chunked, the_limit_holds_for_the_sum_and_before_the_octets_come) {
    EXPECT_EQ(accepted("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 10), "helloworld");
    EXPECT_EQ(refusal("5\r\nhello\r\n6\r\n", errc::body_too_large, 10), "the chunks are over the limit");
    EXPECT_EQ(refusal("fffffffffffffff", errc::body_too_large, 10), "the chunks are over the limit");
}

}  // namespace
}  // namespace gw::net
