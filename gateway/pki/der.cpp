#include "pki/der.hpp"

namespace gw::pki::der {
namespace {

constexpr unsigned char octet(octets_view data, std::size_t at) {
    return static_cast<unsigned char>(data[at]);
}

std::optional<int> digits(octets_view text, std::size_t at, std::size_t count) noexcept {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool absent_or_null(octets_view parameters) noexcept {
    return parameters.empty() || parameters == octets_view("\x05\x00", 2);
}

}  // namespace

std::optional<header> read_header(octets_view data) noexcept {
    if (data.size() < 2 || (octet(data, 0) & 0x1f) == 0x1f)
        return std::nullopt;  // tag numbers above 30 occur nowhere here
    const unsigned char first = octet(data, 1);
    if (first < 0x80) return header{octet(data, 0), 2, first};
    const std::size_t count = first & 0x7f;
    if (count == 0 || count > 4 || data.size() < 2 + count)
        return std::nullopt;  // indefinite is BER, not DER
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i)
        length = length << 8 | octet(data, 2 + i);
    const bool minimal = length >= 0x80 && octet(data, 2) != 0;
    if (!minimal) return std::nullopt;
    return header{octet(data, 0), 2 + count, length};
}

octets encode_header(unsigned char tag, std::size_t length) {
    octets made(1, static_cast<char>(tag));
    if (length < 0x80) return made += static_cast<char>(length);
    octets big_endian;
    for (; length > 0; length >>= 8)
        big_endian.insert(big_endian.begin(), static_cast<char>(length & 0xff));
    return (made += static_cast<char>(0x80 | big_endian.size())) += big_endian;
}

octets encode(unsigned char tag, octets_view content) {
    return encode_header(tag, content.size()).append(content);
}

std::optional<element> reader::next() noexcept {
    const auto head = read_header(rest_);
    if (!head || head->length > rest_.size() - head->size) return std::nullopt;
    element found{octet(rest_, 0), rest_.substr(head->size, head->length),
                  rest_.substr(0, head->size + head->length)};
    rest_.remove_prefix(found.whole.size());
    return found;
}

std::optional<element> reader::next(unsigned char tag) noexcept {
    if (!next_is(tag)) return std::nullopt;
    return next();
}

std::optional<element> only(octets_view data, unsigned char tag) noexcept {
    reader in(data);
    auto found = in.next(tag);
    if (!in.at_end()) return std::nullopt;
    return found;
}

bool is_well_formed(octets_view data, unsigned depth) noexcept {
    reader in(data);
    const auto found = in.next();
    if (!found || !in.at_end() || depth == 0) return false;
    constexpr unsigned char constructed = 0x20;
    if ((found->tag & constructed) == 0) return true;
    reader inside(found->content);
    while (!inside.at_end()) {
        const auto child = inside.next();
        if (!child || !is_well_formed(child->whole, depth - 1)) return false;
    }
    return true;
}

bool is_integer(octets_view content) noexcept {
    if (content.empty()) return false;
    if (content.size() == 1) return true;
    const bool negative_next = (octet(content, 1) & 0x80) != 0;
    return !(octet(content, 0) == 0x00 && !negative_next) && !(octet(content, 0) == 0xff && negative_next);
}

std::optional<timestamp> to_time(unsigned char tag, octets_view content) noexcept {
    const std::size_t year_digits = tag == utc_time ? 2 : 4;
    if (tag != utc_time && tag != generalized_time) return std::nullopt;
    if (content.size() != year_digits + 11 || content.back() != 'Z') return std::nullopt;
    auto year = digits(content, 0, year_digits);
    const auto month = digits(content, year_digits, 2), day = digits(content, year_digits + 2, 2);
    const auto hour = digits(content, year_digits + 4, 2), minute = digits(content, year_digits + 6, 2);
    const auto second = digits(content, year_digits + 8, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    // RFC 5280 4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY".
    if (tag == utc_time) *year += *year >= 50 ? 1900 : 2000;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

std::optional<octets_view> to_octets(const element& bits) noexcept {
    if (bits.tag != bit_string || bits.content.empty() || bits.content.front() != '\0') return std::nullopt;
    return bits.content.substr(1);
}

std::optional<algorithm> to_algorithm(const element& sequence_element) noexcept {
    reader in(sequence_element.content);
    const auto oid = in.next(object_identifier);
    if (!oid) return std::nullopt;
    algorithm found{oid->whole, {}};
    if (in.at_end()) return found;
    const auto parameters = in.next();
    if (!parameters || !in.at_end()) return std::nullopt;
    found.parameters = parameters->whole;
    return found;
}

bool same_algorithm(const algorithm& left, const algorithm& right) noexcept {
    if (left.oid != right.oid) return false;
    return left.parameters == right.parameters ||
           (absent_or_null(left.parameters) && absent_or_null(right.parameters));
}

std::optional<extension> to_extension(const element& sequence_element) noexcept {
    reader in(sequence_element.content);
    const auto oid = in.next(object_identifier);
    if (!oid || oid->content.empty()) return std::nullopt;
    extension found{oid->content, false, {}};
    if (in.next_is(boolean)) {
        // X.690 11.1 and 11.5: TRUE is FF and the default FALSE is not encoded. Issuers do encode it, so 00
        // is let through.
        const auto critical = in.next();
        if (!critical || (critical->content != "\xff" && critical->content != octets_view("\0", 1)))
            return std::nullopt;
        found.critical = critical->content == "\xff";
    }
    const auto value = in.next(octet_string);
    if (!value || !in.at_end()) return std::nullopt;
    found.value = value->content;
    return found;
}

}  // namespace gw::pki::der
