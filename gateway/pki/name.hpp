// Distinguished names: shown as text, compared as RFC 5280 says, and found again from the text that XML-DSig
// carries.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/openssl.hpp"

namespace gw::pki {

using name_ptr = std::unique_ptr<X509_NAME, crypto::freed_by<X509_NAME_free>>;

// One attribute with its dotted type; the value is UTF-8, or "#" and its octets in hex when it is not a text.
struct name_attribute {
    std::string type, value;
    bool operator==(const name_attribute&) const = default;
    auto operator<=>(const name_attribute&) const = default;
};
using relative_name = std::vector<name_attribute>;  // sorted
using name_parts = std::vector<relative_name>;      // as encoded

// The parts in the order of the certificate ("CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, serialNumber=IIN…, C=KZ"),
// specials escaped as RFC 4514 2.4 says, and with them everything that does not show: control characters,
// bidirectional marks.
std::string to_text(const X509_NAME*);
name_parts to_parts(const X509_NAME*);
// RFC 2253 / RFC 4514 text. Nothing when it is not one.
std::optional<name_parts> from_rfc2253(std::string_view);
// RFC 5280 7.1: letter case, repeated spaces and the string type do not matter.
bool same_name(const X509_NAME*, const X509_NAME*) noexcept;

}  // namespace gw::pki
