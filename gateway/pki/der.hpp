// A reader of DER (X.690) that believes nothing: definite minimal lengths, one-octet tags, everything inside
// its parent. Revocation lists are read with it element by element, so a list of a million entries never
// becomes a tree.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace gw::pki::der {

enum tag : unsigned char {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    object_identifier = 0x06,
    enumerated = 0x0a,
    utc_time = 0x17,
    generalized_time = 0x18,
    sequence = 0x30,
    set = 0x31,
};
// [n] as it is encoded, primitive or constructed.
constexpr unsigned char context(unsigned n) {
    return static_cast<unsigned char>(0x80u | n);
}
constexpr unsigned char context_constructed(unsigned n) {
    return static_cast<unsigned char>(0xa0u | n);
}

struct element {
    unsigned char tag = 0;
    octets_view content;
    octets_view whole;  // with tag and length
};

class reader {
public:
    explicit reader(octets_view data) noexcept : rest_(data) {}

    bool at_end() const noexcept { return rest_.empty(); }
    bool next_is(unsigned char tag) const noexcept {
        return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == tag;
    }
    // Nothing when what follows is not DER; the reader then stays where it is.
    std::optional<element> next() noexcept;
    // Nothing also when the tag is another one.
    std::optional<element> next(unsigned char tag) noexcept;
    // An OPTIONAL element: nothing when another one or none follows. What cannot be decoded stays, so that
    // at_end() tells.
    std::optional<element> take(unsigned char tag) noexcept { return next(tag); }

private:
    octets_view rest_;
};

// Size of tag and length octets, and the length they announce.
struct header {
    unsigned char tag = 0;
    std::size_t size = 0, length = 0;
    std::size_t whole() const noexcept { return size + length; }
};
// Of the element that the octets begin with; its content need not be there. `most_header` octets are always
// enough.
inline constexpr std::size_t most_header = 6;
std::optional<header> read_header(octets_view) noexcept;
octets encode_header(unsigned char tag, std::size_t length);
octets encode(unsigned char tag, octets_view content);

// One element of that tag and nothing behind it.
std::optional<element> only(octets_view, unsigned char tag) noexcept;
// Whether the whole is exactly one element, and so are all elements inside constructed ones, nested at most
// `depth` deep.
bool is_well_formed(octets_view, unsigned depth = 32) noexcept;
// X.690 8.3.2: not empty and no needless first octet.
bool is_integer(octets_view content) noexcept;
// RFC 5280 4.1.2.5: UTCTime "YYMMDDHHMMSSZ" or GeneralizedTime "YYYYMMDDHHMMSSZ", nothing else.
std::optional<timestamp> to_time(unsigned char tag, octets_view content) noexcept;
// The content of a BIT STRING that is a whole number of octets.
std::optional<octets_view> to_octets(const element& bit_string) noexcept;

// AlgorithmIdentifier (RFC 5280 4.1.1.2).
struct algorithm {
    octets_view oid;         // the whole OBJECT IDENTIFIER
    octets_view parameters;  // the whole element, empty when absent
};
std::optional<algorithm> to_algorithm(const element& sequence) noexcept;
// The same OID, and parameters equal or each of them absent or NULL: the list of НУЦ РК leaves the NULL out
// in one of the two places (facts/openssl-provider.md 4.1).
bool same_algorithm(const algorithm&, const algorithm&) noexcept;

// Extension (RFC 5280 4.1).
struct extension {
    octets_view oid;  // content octets
    bool critical = false;
    octets_view value;  // content of extnValue
};
std::optional<extension> to_extension(const element& sequence) noexcept;

}  // namespace gw::pki::der
