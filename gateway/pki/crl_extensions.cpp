#include "pki/crl_extensions.hpp"

#include <algorithm>
#include <set>

#include "pki/der.hpp"

namespace gw::pki {
namespace {

// The last arc of 2.5.29.n.
enum class extension_id : unsigned char {
    issuer_alternative_name = 18,
    crl_number = 20,
    reason_code = 21,
    hold_instruction = 23,
    invalidity_date = 24,
    delta_crl_indicator = 27,
    issuing_distribution_point = 28,
    certificate_issuer = 29,
    authority_key_identifier = 35,
    freshest_crl = 46,
    unknown = 0,
};

extension_id id_of(octets_view oid) {
    if (oid.size() != 3 || !oid.starts_with("\x55\x1d")) return extension_id::unknown;
    switch (const auto id = static_cast<extension_id>(oid[2])) {
        case extension_id::issuer_alternative_name:
        case extension_id::crl_number:
        case extension_id::reason_code:
        case extension_id::hold_instruction:
        case extension_id::invalidity_date:
        case extension_id::delta_crl_indicator:
        case extension_id::issuing_distribution_point:
        case extension_id::certificate_issuer:
        case extension_id::authority_key_identifier:
        case extension_id::freshest_crl:
            return id;
        case extension_id::unknown:
            break;
    }
    return extension_id::unknown;
}

error out_of_scope(std::string why) {
    return {errc::crl_scope_unsupported, std::move(why)};
}

std::optional<std::string> to_number(octets_view value) {
    const auto number = der::only(value, der::integer);
    if (!number || !der::is_integer(number->content) || (number->content.front() & 0x80) != 0)
        return std::nullopt;
    std::string hex = to_hex(number->content);
    hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size() - 1));
    return hex;
}

std::optional<octets> to_key_id(octets_view value) {
    const auto sequence = der::only(value, der::sequence);
    if (!sequence) return std::nullopt;
    der::reader in(sequence->content);
    octets key_id;
    if (const auto found = in.take(der::context(0))) key_id = octets(found->content);
    while (!in.at_end())
        if (!in.next()) return std::nullopt;
    return key_id;
}

std::optional<int> to_reason(octets_view value) {
    const auto code = der::only(value, der::enumerated);
    if (!code || code->content.size() != 1) return std::nullopt;
    const int reason = code->content.front();
    constexpr int not_used = 7, last = 10;  // RFC 5280 5.3.1
    if (reason < 0 || reason > last || reason == not_used) return std::nullopt;
    return reason;
}

std::optional<general_name> to_certificate_issuer(octets_view value) {
    const auto sequence = der::only(value, der::sequence);
    auto names = sequence ? to_general_names(sequence->content) : std::nullopt;
    if (!names) return std::nullopt;
    const auto found =
        std::find_if(names->begin(), names->end(), [](const auto& one) { return one.directory; });
    if (found == names->end()) return std::nullopt;
    return std::move(*found);
}

template <class Value>
bool keep(Value& into, std::optional<Value> read) {
    if (read) into = std::move(*read);
    return read.has_value();
}

result<void> read_extension(const der::extension& one, octets_view issuer_der, crl_extensions& into) {
    bool read = true;
    switch (id_of(one.oid)) {
        case extension_id::crl_number:
            // RFC 5280 5.2.3: "a non-critical CRL extension".
            read = !one.critical && keep(into.number, to_number(one.value));
            break;
        case extension_id::delta_crl_indicator:
            read = keep(into.base_number, to_number(one.value));
            break;
        case extension_id::authority_key_identifier:
            read = keep(into.authority_key_id, to_key_id(one.value));
            break;
        case extension_id::issuing_distribution_point:
            read = keep(into.scope, to_crl_scope(one.value, issuer_der));
            break;
        case extension_id::freshest_crl:
            read = to_distribution_points(one.value, issuer_der).has_value();
            break;
        case extension_id::issuer_alternative_name:
            break;
        default:
            // RFC 5280 5.2: "If a CRL contains a critical extension that the application cannot process, then
            // the application MUST NOT use that CRL to determine the status of certificates."
            if (one.critical) return out_of_scope("an unknown critical extension");
    }
    if (!read)
        return crl_extension_malformed("the extension 2.5.29." + std::to_string(one.oid[2]) +
                                       " is not as it should be");
    return {};
}

result<void> read_entry_extension(const der::extension& one, crl_entry_extensions& into) {
    switch (id_of(one.oid)) {
        case extension_id::reason_code:
            if (!keep(into.reason, to_reason(one.value)))
                return crl_entry_malformed("an impossible reason code");
            return {};
        case extension_id::certificate_issuer:
            into.certificate_issuer = to_certificate_issuer(one.value);
            if (!into.certificate_issuer)
                return crl_entry_malformed("the issuer of an entry cannot be decoded");
            return {};
        case extension_id::invalidity_date:
        case extension_id::hold_instruction:
            return {};
        default:
            break;
    }
    // RFC 5280 5.3: "If a CRL contains a critical CRL entry extension that the application cannot
    // process, then the application MUST NOT use that CRL to determine the status of any certificates."
    if (one.critical) return out_of_scope("an unknown critical entry extension");
    return {};
}

}  // namespace

result<crl_extensions> read_crl_extensions(octets_view content, octets_view issuer_der) {
    crl_extensions made;
    der::reader in(content);
    std::set<octets_view> seen;
    while (!in.at_end()) {
        const auto element = in.next(der::sequence);
        const auto extension = element ? der::to_extension(*element) : std::nullopt;
        if (!extension) return crl_extension_malformed("an extension cannot be decoded");
        if (!seen.insert(extension->oid).second) return crl_extension_malformed("an extension is repeated");
        if (auto read = read_extension(*extension, issuer_der, made); !read) return read.error();
    }
    return made;
}

// Called for every entry: what it keeps of the extensions that it has seen is one word.
result<crl_entry_extensions> read_crl_entry_extensions(octets_view content) {
    crl_entry_extensions made;
    der::reader in(content);
    unsigned seen = 0;  // bits by extension_id
    if (in.at_end()) return crl_entry_malformed("the extensions of an entry are empty");
    while (!in.at_end()) {
        const auto element = in.next(der::sequence);
        const auto extension = element ? der::to_extension(*element) : std::nullopt;
        if (!extension) return crl_entry_malformed("an entry extension cannot be decoded");
        const extension_id id = id_of(extension->oid);
        const unsigned bit = 1u << (static_cast<unsigned>(id) % 32);
        if (id != extension_id::unknown && (seen & bit) != 0)
            return crl_entry_malformed("an entry extension is repeated");
        seen |= bit;
        if (auto read = read_entry_extension(*extension, made); !read) return read.error();
    }
    return made;
}

}  // namespace gw::pki
