// Octets and their text forms. Octets travel as std::string: every library at our border takes (pointer,
// length).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gw {

using octets = std::string;
using octets_view = std::string_view;
using sha256_digest = std::array<unsigned char, 32>;

inline const unsigned char* as_unsigned(octets_view data) noexcept {
    return reinterpret_cast<const unsigned char*>(data.data());
}
inline octets_view as_octets(const sha256_digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(octets_view);  // lower case
inline std::string to_hex(const sha256_digest& digest) {
    return to_hex(as_octets(digest));
}
std::optional<octets> from_hex(std::string_view);

// RFC 4648 base64 with padding.
std::string to_base64(octets_view);
// Accepts white space anywhere (XML line breaks, the &#13; that Java signers leave); refuses every other
// foreign character, wrong padding and non-zero trailing bits.
std::optional<octets> from_base64(std::string_view);

}  // namespace gw
