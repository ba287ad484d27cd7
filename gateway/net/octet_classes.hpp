// Which octets HTTP allows where (RFC 9110 5.5 and 5.6, RFC 3986 3.3), free of the C locale.
#pragma once

#include <string_view>

namespace gw::net {

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}
constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_token_char(char c) noexcept {
    return is_digit(c) || is_letter(c) ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}
// Path and query: pchar, '/' and '?'.
constexpr bool is_target_char(char c) noexcept {
    return is_digit(c) || is_letter(c) ||
           (c != '\0' && std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos);
}
// reg-name, IPv4, [IPv6] and a port.
constexpr bool is_host_char(char c) noexcept {
    return is_digit(c) || is_letter(c) ||
           (c != '\0' && std::string_view("-._~!$&'()*+;=%:[]").find(c) != std::string_view::npos);
}
// Field values: visible characters, blanks and obs-text, but no control characters.
constexpr bool is_field_char(char c) noexcept {
    const auto octet = static_cast<unsigned char>(c);
    return c == '\t' || (octet >= 0x20 && octet != 0x7f);
}

}  // namespace gw::net
