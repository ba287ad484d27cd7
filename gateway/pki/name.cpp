#include "pki/name.hpp"

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/json_text.hpp"
#include "pki/algorithms.hpp"

namespace gw::pki {
namespace {

// What people write for an attribute: how it is shown here first, then what other programs call it (RFC 4514
// section 3, Java's X500Principal, OpenSSL).
struct attribute_name {
    std::string_view oid, name;
};
constexpr std::array attribute_names = {
    attribute_name{"2.5.4.3", "CN"},
    attribute_name{"2.5.4.4", "SURNAME"},
    attribute_name{"2.5.4.4", "SN"},
    attribute_name{"2.5.4.5", "serialNumber"},
    attribute_name{"2.5.4.6", "C"},
    attribute_name{"2.5.4.7", "L"},
    attribute_name{"2.5.4.8", "ST"},
    attribute_name{"2.5.4.8", "S"},
    attribute_name{"2.5.4.9", "STREET"},
    attribute_name{"2.5.4.10", "O"},
    attribute_name{"2.5.4.11", "OU"},
    attribute_name{"2.5.4.12", "T"},
    attribute_name{"2.5.4.12", "TITLE"},
    attribute_name{"2.5.4.15", "businessCategory"},
    attribute_name{"2.5.4.42", "GIVENNAME"},
    attribute_name{"2.5.4.42", "GN"},
    attribute_name{"2.5.4.42", "G"},
    attribute_name{"1.2.840.113549.1.9.1", "E"},
    attribute_name{"1.2.840.113549.1.9.1", "EMAILADDRESS"},
    attribute_name{"0.9.2342.19200300.100.1.1", "UID"},
    attribute_name{"0.9.2342.19200300.100.1.25", "DC"},
};

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string_view shown_name(const std::string& oid) {
    for (const attribute_name& known : attribute_names)
        if (known.oid == oid) return known.name;
    return oid;
}

std::string type_of(std::string_view written) {
    if (written.size() > 4 && equal_ignoring_case(written.substr(0, 4), "OID.")) written.remove_prefix(4);
    for (const attribute_name& known : attribute_names)
        if (equal_ignoring_case(known.name, written)) return std::string(known.oid);
    const bool numeric = !written.empty() && written.find_first_not_of("0123456789.") == written.npos;
    return numeric ? std::string(written) : "";
}

std::string utf8_of(const ASN1_STRING* value) {
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, value);
    if (size >= 0) {
        std::string copy(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
        OPENSSL_free(text);
        if (is_utf8(copy)) return copy;
    }
    return "#" + to_hex(octets_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                    static_cast<std::size_t>(ASN1_STRING_length(value))));
}

// C0, DEL, C1, and the marks that turn the reading direction or show nothing.
bool is_invisible(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

// The character at `at` of well-formed UTF-8, and its size.
std::pair<char32_t, std::size_t> character_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t value = size == 1 ? first : first & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i)
        value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
    return {value, size};
}

std::string escaped(std::string_view value) {
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const auto [c, size] = character_at(value, at);
        const bool edge_space = c == ' ' && (at == 0 || at + 1 == value.size());
        if (is_invisible(c)) {
            for (std::size_t i = 0; i < size; ++i)
                out += "\\" + to_hex(value.substr(at + i, 1));
        } else {
            const bool special = c < 0x80 && std::string_view(",+\"\\<>;").find(static_cast<char>(c)) !=
                                                 std::string_view::npos;
            if (special || edge_space) out += '\\';
            out += value.substr(at, size);
        }
        at += size;
    }
    return out;
}

}  // namespace

name_parts to_parts(const X509_NAME* name) {
    name_parts parts;
    int previous_set = -1;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        if (X509_NAME_ENTRY_set(entry) != previous_set) parts.emplace_back();
        previous_set = X509_NAME_ENTRY_set(entry);
        parts.back().push_back(
            {dotted(X509_NAME_ENTRY_get_object(entry)), utf8_of(X509_NAME_ENTRY_get_data(entry))});
    }
    for (relative_name& part : parts)
        std::sort(part.begin(), part.end());
    return parts;
}

std::string to_text(const X509_NAME* name) {
    std::string text;
    for (const relative_name& part : to_parts(name)) {
        if (!text.empty()) text += ", ";
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (i > 0) text += '+';
            text += shown_name(part[i].type);
            text += '=';
            text += escaped(part[i].value);
        }
    }
    return text;
}

bool same_name(const X509_NAME* left, const X509_NAME* right) noexcept {
    return X509_NAME_cmp(left, right) == 0;
}

namespace {

// Reads RFC 4514 text; also RFC 2253's quotes and ';' (section 4), and spaces around separators.
class name_text_reader {
public:
    explicit name_text_reader(std::string_view text) : rest_(text) {}

    std::optional<name_parts> read() {
        name_parts parts;
        skip_spaces();
        if (rest_.empty()) return std::nullopt;
        while (true) {
            relative_name part;
            char separator = '+';
            while (separator == '+') {
                auto attribute = read_attribute();
                if (!attribute) return std::nullopt;
                part.push_back(std::move(*attribute));
                separator = rest_.empty() ? '\0' : rest_.front();
                if (separator != '\0') rest_.remove_prefix(1);
            }
            std::sort(part.begin(), part.end());
            parts.push_back(std::move(part));
            if (separator == '\0') return parts;
        }
    }

private:
    void skip_spaces() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\r'))
            rest_.remove_prefix(1);
    }

    std::optional<name_attribute> read_attribute() {
        skip_spaces();
        const std::size_t equals = rest_.find('=');
        if (equals == rest_.npos) return std::nullopt;
        std::string_view type = rest_.substr(0, equals);
        while (!type.empty() && type.back() == ' ')
            type.remove_suffix(1);
        rest_.remove_prefix(equals + 1);
        skip_spaces();
        auto value = rest_.starts_with('#')   ? read_hex()
                     : rest_.starts_with('"') ? read_quoted()
                                              : read_plain();
        name_attribute attribute{type_of(type), value ? std::move(*value) : ""};
        if (!value || attribute.type.empty()) return std::nullopt;
        return attribute;
    }

    bool at_separator() const {
        return rest_.empty() || rest_.front() == ',' || rest_.front() == ';' || rest_.front() == '+';
    }

    // After a backslash: two hexadecimal digits or the character itself.
    bool take_escaped(std::string& out) {
        rest_.remove_prefix(1);
        if (rest_.empty()) return false;
        if (const auto pair = from_hex(rest_.substr(0, 2)); pair && pair->size() == 1) {
            out += *pair;
            rest_.remove_prefix(2);
        } else {
            out += rest_.front();
            rest_.remove_prefix(1);
        }
        return true;
    }

    std::optional<std::string> read_plain() {
        std::string value;
        std::size_t kept = 0;  // trailing spaces do not count unless escaped
        while (!at_separator()) {
            if (rest_.front() == '\\') {
                if (!take_escaped(value)) return std::nullopt;
                kept = value.size();
                continue;
            }
            value += rest_.front();
            if (rest_.front() != ' ' && rest_.front() != '\n' && rest_.front() != '\r') kept = value.size();
            rest_.remove_prefix(1);
        }
        value.resize(kept);
        return value;
    }

    std::optional<std::string> read_quoted() {
        std::string value;
        rest_.remove_prefix(1);
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\') {
                if (!take_escaped(value)) return std::nullopt;
                continue;
            }
            value += rest_.front();
            rest_.remove_prefix(1);
        }
        if (rest_.empty()) return std::nullopt;
        rest_.remove_prefix(1);
        skip_spaces();
        if (!at_separator()) return std::nullopt;
        return value;
    }

    // "#" and the DER of the value: Java writes attributes so that it has no name for.
    std::optional<std::string> read_hex() {
        rest_.remove_prefix(1);
        std::size_t size = 0;
        while (size < rest_.size() && std::isxdigit(static_cast<unsigned char>(rest_[size])))
            ++size;
        const auto der = from_hex(rest_.substr(0, size));
        rest_.remove_prefix(size);
        skip_spaces();
        if (!der || !at_separator()) return std::nullopt;
        const unsigned char* at = as_unsigned(*der);
        const std::unique_ptr<ASN1_TYPE, crypto::freed_by<ASN1_TYPE_free>> value(
            d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(der->size())));
        if (!value || !is_text(value->type)) return std::nullopt;
        return utf8_of(value->value.asn1_string);
    }

    static bool is_text(int type) {
        return type == V_ASN1_UTF8STRING || type == V_ASN1_PRINTABLESTRING || type == V_ASN1_IA5STRING ||
               type == V_ASN1_T61STRING || type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
    }

    std::string_view rest_;
};

}  // namespace

std::optional<name_parts> from_rfc2253(std::string_view text) {
    const crypto::error_scope scope;
    return name_text_reader(text).read();
}

}  // namespace gw::pki
