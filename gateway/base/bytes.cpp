#include "base/bytes.hpp"

namespace gw {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_base64_values() {
    std::array<std::int8_t, 256> values{};
    for (auto& value : values)
        value = -1;
    for (std::size_t i = 0; i < base64_digits.size(); ++i)
        values[static_cast<unsigned char>(base64_digits[i])] = static_cast<std::int8_t>(i);
    return values;
}
constexpr auto base64_values = make_base64_values();

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Takes groups of four letters off the front as long as nothing stands between them.
octets decode_plain(std::string_view& text) {
    octets data(text.size() / 4 * 3, '\0');
    const auto value = [&](std::size_t at) { return base64_values[static_cast<unsigned char>(text[at])]; };
    std::size_t read = 0, written = 0;
    for (; read + 4 <= text.size(); read += 4, written += 3) {
        const int a = value(read), b = value(read + 1), c = value(read + 2), d = value(read + 3);
        if ((a | b | c | d) < 0) break;
        const int bits = a << 18 | b << 12 | c << 6 | d;
        data[written] = static_cast<char>(bits >> 16);
        data[written + 1] = static_cast<char>(bits >> 8);
        data[written + 2] = static_cast<char>(bits);
    }
    data.resize(written);
    text.remove_prefix(read);
    return data;
}

}  // namespace

std::string to_hex(octets_view data) {
    std::string text;
    text.reserve(data.size() * 2);
    for (const char c : data) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(hex_digits[byte >> 4]);
        text.push_back(hex_digits[byte & 15]);
    }
    return text;
}

std::optional<octets> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    octets data;
    data.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        data.push_back(static_cast<char>(high * 16 + low));
    }
    return data;
}

std::string to_base64(octets_view data) {
    std::string text;
    text.reserve((data.size() + 2) / 3 * 4);
    std::size_t i = 0;
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(data[at]));
    };
    const auto put = [&](std::uint32_t bits, int shift) {
        text.push_back(base64_digits[(bits >> shift) & 63]);
    };
    for (; i + 3 <= data.size(); i += 3) {
        const std::uint32_t bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        put(bits, 18), put(bits, 12), put(bits, 6), put(bits, 0);
    }
    if (const std::size_t rest = data.size() - i; rest > 0) {
        const std::uint32_t bits = byte(i) << 16 | (rest == 2 ? byte(i + 1) << 8 : 0);
        put(bits, 18), put(bits, 12);
        if (rest == 2)
            put(bits, 6);
        else
            text.push_back('=');
        text.push_back('=');
    }
    return text;
}

std::optional<octets> from_base64(std::string_view text) {
    octets data = decode_plain(text);
    std::uint32_t bits = 0;
    int count = 0;
    int padding = 0;
    for (const char c : text) {
        if (is_space(c)) continue;
        if (c == '=') {
            if (++padding > 2) return std::nullopt;
            continue;
        }
        const int value = base64_values[static_cast<unsigned char>(c)];
        if (value < 0 || padding > 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        if (++count == 4) {
            data.push_back(static_cast<char>(bits >> 16));
            data.push_back(static_cast<char>(bits >> 8));
            data.push_back(static_cast<char>(bits));
            bits = 0;
            count = 0;
        }
    }
    if (count == 0) return padding == 0 ? std::optional(std::move(data)) : std::nullopt;
    if (count == 1 || count + padding != 4) return std::nullopt;
    if (count == 2) {
        if ((bits & 15) != 0) return std::nullopt;
        data.push_back(static_cast<char>(bits >> 4));
    } else {
        if ((bits & 3) != 0) return std::nullopt;
        data.push_back(static_cast<char>(bits >> 10));
        data.push_back(static_cast<char>(bits >> 2));
    }
    return data;
}

}  // namespace gw
