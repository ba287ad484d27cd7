#include "pki/distribution_point.hpp"

#include <algorithm>

#include "pki/der.hpp"

namespace gw::pki {
namespace {

// [n] of a GeneralName (RFC 5280 4.2.1.6).
constexpr unsigned char directory_name = der::context_constructed(4);
constexpr unsigned char uniform_resource_identifier = der::context(6);

std::optional<general_name> from_directory_name(octets_view name_der) {
    const unsigned char* at = as_unsigned(name_der);
    name_ptr name(d2i_X509_NAME(nullptr, &at, static_cast<long>(name_der.size())));
    if (!name || !der::is_well_formed(name_der)) return std::nullopt;
    return general_name{der::encode(directory_name, name_der), {std::move(name)}};
}

// RFC 5280 4.2.1.13: nameRelativeToCRLIssuer is a part of a name, "a distinguished name ... with the CRL
// issuer's name preceding it".
std::optional<general_name> from_relative_name(octets_view attributes, octets_view issuer_der) {
    const auto issuer = der::only(issuer_der, der::sequence);
    if (!issuer) return std::nullopt;
    return from_directory_name(
        der::encode(der::sequence, octets(issuer->content) + der::encode(der::set, attributes)));
}

// DistributionPointName: a CHOICE inside the explicit [0].
std::optional<std::vector<general_name>> to_names(octets_view choice, octets_view issuer_der) {
    if (const auto full = der::only(choice, der::context_constructed(0)))
        return to_general_names(full->content);
    const auto relative = der::only(choice, der::context_constructed(1));
    auto name = relative ? from_relative_name(relative->content, issuer_der) : std::nullopt;
    if (!name) return std::nullopt;
    return std::vector<general_name>{std::move(*name)};
}

std::optional<reason_mask> to_reasons(octets_view bits) {
    if (bits.empty() || static_cast<unsigned char>(bits.front()) > 7 ||
        (bits.size() == 1 && bits.front() != 0))
        return std::nullopt;
    reason_mask mask = 0;
    for (unsigned bit = 1; bit <= 8 && 1 + bit / 8 < bits.size(); ++bit)
        if ((static_cast<unsigned char>(bits[1 + bit / 8]) >> (7 - bit % 8) & 1) != 0) mask |= 1u << bit;
    return mask;
}

std::optional<distribution_point> to_distribution_point(octets_view content, octets_view issuer_der) {
    der::reader in(content);
    const auto names = in.take(der::context_constructed(0)), reasons = in.take(der::context(1)),
               issuers = in.take(der::context_constructed(2));
    if (!in.at_end() || (!names && !issuers))
        return std::nullopt;  // "MUST NOT consist of only the reasons field"
    distribution_point made;
    octets base(issuer_der);
    if (issuers) {
        auto read = to_general_names(issuers->content);
        if (!read) return std::nullopt;
        made.crl_issuers = std::move(*read);
        if (const auto name = der::only(made.crl_issuers.front().der, directory_name))
            base = octets(name->content);
    }
    if (names) {
        auto read = to_names(names->content, base);
        if (!read) return std::nullopt;
        made.names = std::move(*read);
    }
    if (!reasons) return made;
    const auto mask = to_reasons(reasons->content);
    if (!mask) return std::nullopt;
    made.reasons = *mask;
    return made;
}

// An optional BOOLEAN with an implicit tag. DER does not encode the default FALSE; some issuers do.
bool take_flag(der::reader& in, unsigned tag, bool& flag) {
    const auto found = in.take(der::context(tag));
    if (!found) return true;
    flag = found->content == "\xff";
    return flag || found->content == octets_view("\0", 1);
}

}  // namespace

bool general_name::equals(const general_name& other) const noexcept {
    if (directory && other.directory) return same_name(directory.get(), other.directory.get());
    return der == other.der;
}

std::string general_name::uri() const {
    const auto found = der::only(der, uniform_resource_identifier);
    return found ? std::string(found->content) : "";
}

std::optional<std::vector<general_name>> to_general_names(octets_view content) {
    std::vector<general_name> all;
    der::reader in(content);
    while (!in.at_end()) {
        const auto element = in.next();
        if (!element || (element->tag & 0xc0) != 0x80) return std::nullopt;
        if (element->tag != directory_name) {
            all.push_back({octets(element->whole), nullptr});
            continue;
        }
        auto name = from_directory_name(element->content);
        if (!name) return std::nullopt;
        all.push_back(std::move(*name));
    }
    if (all.empty()) return std::nullopt;
    return all;
}

std::optional<std::vector<distribution_point>> to_distribution_points(octets_view value,
                                                                      octets_view issuer_der) {
    const auto list = der::only(value, der::sequence);
    if (!list || list->content.empty()) return std::nullopt;
    std::vector<distribution_point> all;
    der::reader in(list->content);
    while (!in.at_end()) {
        const auto element = in.next(der::sequence);
        auto point = element ? to_distribution_point(element->content, issuer_der) : std::nullopt;
        if (!point) return std::nullopt;
        all.push_back(std::move(*point));
    }
    return all;
}

std::optional<crl_scope> to_crl_scope(octets_view value, octets_view issuer_der) {
    const auto sequence = der::only(value, der::sequence);
    if (!sequence || sequence->content.empty()) return std::nullopt;
    crl_scope made;
    made.der = octets(value);
    der::reader in(sequence->content);
    if (const auto names = in.take(der::context_constructed(0))) {
        auto read = to_names(names->content, issuer_der);
        if (!read) return std::nullopt;
        made.names = std::move(*read);
    }
    if (!take_flag(in, 1, made.only_user_certificates) || !take_flag(in, 2, made.only_ca_certificates))
        return std::nullopt;
    if (const auto reasons = in.take(der::context(3))) {
        const auto mask = to_reasons(reasons->content);
        if (!mask) return std::nullopt;
        made.reasons = *mask;
    }
    if (!take_flag(in, 4, made.indirect) || !take_flag(in, 5, made.only_attribute_certificates) ||
        !in.at_end())
        return std::nullopt;
    if (made.only_user_certificates + made.only_ca_certificates + made.only_attribute_certificates > 1)
        return std::nullopt;
    return made;
}

}  // namespace gw::pki
