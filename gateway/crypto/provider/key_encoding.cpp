// The encodings are few and fixed, so what was read is written again and compared: nothing loose gets
// through.
#include "crypto/provider/key_encoding.hpp"

#include <openssl/crypto.h>

namespace gw::crypto::provider {
namespace {

constexpr char sequence = 0x30, bit_string = 0x03, octet_string = 0x04, integer = 0x02, oid = 0x06;

// One element of definite length after the other. It need not refuse what is not minimal: what was read is
// encoded again and compared.
class cursor {
public:
    explicit cursor(octets_view data) : rest_(data) {}
    bool at_end() const { return rest_.empty(); }

    // The content; `whole` with its header. Nothing when the tag is another one.
    std::optional<octets_view> take(char tag, octets_view* whole = nullptr) {
        if (rest_.size() < 2 || rest_[0] != tag) return std::nullopt;
        std::size_t header = 2, length = static_cast<unsigned char>(rest_[1]);
        if (length >= 0x80) {
            header += length & 0x7f;
            if (header > 4 || header == 2 || rest_.size() < header) return std::nullopt;
            length = 0;
            for (std::size_t i = 2; i < header; ++i)
                length = length << 8 | static_cast<unsigned char>(rest_[i]);
        }
        if (length > rest_.size() - header) return std::nullopt;
        const octets_view content = rest_.substr(header, length);
        if (whole != nullptr) *whole = rest_.substr(0, header + length);
        rest_.remove_prefix(header + length);
        return content;
    }
    // The whole element of an object identifier; empty when there is none.
    octets_view take_oid() {
        octets_view whole;
        take(oid, &whole);
        return whole;
    }

private:
    octets_view rest_;
};

octets element(char tag, octets_view content) {
    octets made(1, tag);
    if (content.size() >= 0x100) {
        made += '\x82';
        made += static_cast<char>(content.size() >> 8);
    } else if (content.size() >= 0x80) {
        made += '\x81';
    }
    made += static_cast<char>(content.size() & 0xff);
    return made.append(content);
}

octets algorithm_identifier(const algorithm& of) {
    const octets parameters = element(sequence, octets(of.curve_der).append(of.key_digest_der));
    return element(sequence, octets(of.key.der).append(parameters));
}

// 1.3.6.1.4.1.6801, keys of Gamma's libraries of 2011-2016: another encoding, a key as a CSP blob.
constexpr std::string_view gamma_arc = "\x2b\x06\x01\x04\x01\xb5\x11"sv;

// Whose key is it? Nothing and no error: somebody else's.
result<const algorithm*> identify(octets_view identifier) {
    cursor in(identifier);
    const octets_view id = in.take_oid();
    if (id.size() > 2 && id.substr(2).starts_with(gamma_arc)) return errc::gost_algorithm_obsolete;
    for (const algorithm* known : algorithms) {
        if (known->key.der != id) continue;
        const auto parameters = in.take(sequence);
        if (!parameters || !in.at_end())
            return error(errc::gost_parameters_unknown, "the parameters are missing");
        cursor inside(*parameters);
        if (inside.take_oid() != known->curve_der)
            return error(errc::gost_parameters_unknown, "another curve than that of the algorithm");
        if (inside.take_oid() != known->key_digest_der || !inside.at_end())
            return error(errc::gost_hash_pairing_wrong, "another digest than that of the algorithm");
        return known;
    }
    return static_cast<const algorithm*>(nullptr);
}

octets wrap_point(octets_view point) {
    return element(bit_string, octets(1, '\0').append(element(octet_string, point)));
}

error wrong_length(const char* what) {
    return {errc::gost_key_length_wrong, what};
}

// GOST 34.310-2004 keeps the number as an INTEGER, the later standard as octets, least significant first.
char tag_of_number(const algorithm& of) {
    return of.scheme == kz_gost::scheme::gost34310_2004 ? integer : octet_string;
}

}  // namespace

result<key_ptr> read_public_key_info(octets_view der) {
    cursor outer(der);
    const auto info = outer.take(sequence);
    if (!info) return key_ptr();
    cursor in(*info);
    const auto identifier = in.take(sequence);
    if (!identifier) return key_ptr();
    const auto of = identify(*identifier);
    if (!of) return of.error();
    if (of.value() == nullptr) return key_ptr();
    const auto bits = in.take(bit_string);
    if (!bits || bits->empty() || !in.at_end() || !outer.at_end())
        return wrong_length("no single BIT STRING");
    cursor inside(bits->substr(1));
    const auto point = inside.take(octet_string);
    if (!point || point->size() != kz_gost::point_size(of.value()->scheme))
        return wrong_length("of the point");
    auto parsed = kz_gost::public_key::parse(of.value()->scheme, *point);
    if (!parsed) return parsed.error();
    key_ptr made(new key(*of.value(), std::move(parsed.value()), std::nullopt));
    if (write_public_key_info(*made) != der) return wrong_length("not DER");
    return made;
}

result<key_ptr> read_private_key_info(octets_view der) {
    cursor outer(der);
    const auto info = outer.take(sequence);
    if (!info) return key_ptr();
    cursor in(*info);
    const auto version = in.take(integer);
    const auto identifier = version ? in.take(sequence) : std::nullopt;
    if (!identifier) return key_ptr();
    const auto of = identify(*identifier);
    if (!of) return of.error();
    if (of.value() == nullptr) return key_ptr();
    // Attributes may follow (RFC 5208 section 5); they say nothing about the key.
    const auto wrapped = in.take(octet_string);
    cursor inside(wrapped.value_or(octets_view()));
    const auto number = inside.take(tag_of_number(*of.value()));
    if (!number || !inside.at_end()) return wrong_length("the private key is wrapped in some other way");
    const auto secret = kz_gost::private_key::parse(of.value()->scheme, *number);
    if (!secret) return secret.error();
    return key_ptr(new key(*of.value(), secret.value().derive_public(), secret.value()));
}

octets write_public_key_info(const key& from) {
    return element(sequence, algorithm_identifier(from.of).append(wrap_point(from.open.raw())));
}

octets write_private_key_info(const key& from) {
    octets number = from.hidden->raw();
    octets wrapped = element(tag_of_number(from.of), number);
    octets part = element(octet_string, wrapped);
    octets content = element(integer, octets_view("\0", 1)) + algorithm_identifier(from.of);
    content.reserve(content.size() + part.size());  // no copy of the number stays behind in a smaller buffer
    content += part;
    octets made = element(sequence, content);
    for (octets* secret : {&number, &wrapped, &part, &content})
        OPENSSL_cleanse(secret->data(), secret->size());
    return made;
}

}  // namespace gw::crypto::provider
