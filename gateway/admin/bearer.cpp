#include "admin/bearer.hpp"

#include <algorithm>

#include "crypto/digest.hpp"

namespace gw::admin {
namespace {

constexpr std::size_t longest_token = 512;

// RFC 9110 section 11.1: the scheme is compared without regard to case.
bool has_bearer_scheme(std::string_view field) {
    constexpr std::string_view scheme = "bearer ";
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::ranges::equal(field.substr(0, scheme.size()), scheme, {}, lower);
}

std::string_view presented_token(const net::headers& headers) {
    constexpr std::size_t scheme_length = 7;
    const auto field = headers.find("authorization");
    if (!field || !has_bearer_scheme(*field) || field->size() > longest_token) return {};
    return field->substr(scheme_length);
}

}  // namespace

const token* find_token(const std::vector<token>& tokens, const net::headers& headers) {
    const std::string_view presented = presented_token(headers);
    if (presented.empty()) return nullptr;
    const sha256_digest digest = crypto::sha256(presented);
    const token* found = nullptr;
    for (const token& each : tokens)  // all of them: where it stands in the list must not show
        if (crypto::equal_constant_time(as_octets(each.sha256), as_octets(digest))) found = &each;
    return found;
}

}  // namespace gw::admin
