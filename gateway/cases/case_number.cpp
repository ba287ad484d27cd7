// Case numbers from time-ordered ids.
#include "cases/case_number.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace gw::cases {
namespace {

// Crockford's base 32: no I, L, O, U, which people mistake for 1, 1, 0 and V.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct id_bits {
    std::uint64_t high = 0, low = 0;
};

id_bits read_hex(std::string_view id) noexcept {
    id_bits bits;
    for (const char c : id) {
        unsigned nibble = 0;
        if (c >= '0' && c <= '9')
            nibble = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            nibble = static_cast<unsigned>(c - 'a' + 10);
        else
            continue;
        bits.high = bits.high << 4 | bits.low >> 60;
        bits.low = bits.low << 4 | nibble;
    }
    return bits;
}

}  // namespace

std::string make_case_number(std::string_view prefix, std::chrono::year_month_day local_date,
                             const case_id& id) {
    constexpr std::uint64_t forty_bits = (std::uint64_t{1} << 40) - 1;
    const id_bits bits = read_hex(id.str());
    const std::uint64_t time = bits.high >> 16;  // UUID version 7: the first 48 bits are milliseconds
    std::uint64_t value = (time & 0x7ffffff) << 13 | (bits.low & 0x1fff);
    // An odd factor permutes the 40-bit numbers: neighbours in time look different, and stay different.
    value = value * 0x9e3779b97fULL & forty_bits;
    std::string number =
        fmt::format("{}-{:04}{:02}{:02}-", prefix, static_cast<int>(local_date.year()),
                    static_cast<unsigned>(local_date.month()), static_cast<unsigned>(local_date.day()));
    for (int shift = 35; shift >= 0; shift -= 5)
        number.push_back(alphabet[value >> shift & 31]);
    return number;
}

}  // namespace gw::cases
