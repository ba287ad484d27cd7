#include "pki/name_constraints.hpp"

#include <algorithm>
#include <array>

#include "pki/der.hpp"

namespace gw::pki {
namespace {

// GeneralName (RFC 5280 4.2.1.6).
constexpr unsigned char other_name = der::context_constructed(0), mail = der::context(1),
                        host = der::context(2), address_of_page = der::context(6), address = der::context(7);
// id-on-SmtpUTF8Mailbox, 1.3.6.1.5.5.7.8.9.
constexpr octets_view utf8_mailbox("\x2b\x06\x01\x05\x05\x07\x08\x09", 8);

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 1034 3.5 as RFC 1123 2.1 changes it; the underscore is everywhere.
bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

bool is_host(std::string_view text) {
    if (text.size() > 253) return false;
    for (;;) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        // "preferred name syntax" has no addresses: the last label is never a number.
        if (dot == text.npos) return text.find_first_not_of("0123456789") != text.npos;
        text.remove_prefix(dot + 1);
    }
}

bool is_mailbox(std::string_view text) {
    const auto at = text.find('@');
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return plain && at != 0 && at != text.npos && is_host(text.substr(at + 1));
}

// What OpenSSL's nc_uri compares: up to the first colon wherever it is, else up to the first slash.
std::string_view compared_host_of(std::string_view behind_scheme) {
    const auto colon = behind_scheme.find(':');
    return behind_scheme.substr(0, colon != behind_scheme.npos ? colon : behind_scheme.find('/'));
}

// The host of "scheme://host:port/path"; empty when there is none, with user info before it, and where
// OpenSSL would compare another text than the host that RFC 3986 3.2 means.
std::string_view host_of(std::string_view text) {
    const auto start = text.find(':');
    if (start == 0 || start == text.npos || text.substr(start, 3) != "://") return {};
    text.remove_prefix(start + 3);
    const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    const auto colon = authority.find(':');
    const std::string_view found = authority.substr(0, colon);
    const std::string_view port = colon == authority.npos ? "" : authority.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != port.npos) return {};
    return found == compared_host_of(text) ? found : std::string_view();
}

// A run of ones and then zeros alone.
bool is_prefix_mask(octets_view mask) {
    bool ended = false;
    for (const char c : mask) {
        for (int bit = 7; bit >= 0; --bit) {
            const bool one = ((static_cast<unsigned char>(c) >> bit) & 1) != 0;
            if (one && ended) return false;
            ended = ended || !one;
        }
    }
    return true;
}

bool is_constraint(const name_subtree& one) {
    const std::string_view text = one.base;
    const std::string_view without_dot = text.starts_with('.') ? text.substr(1) : text;
    switch (one.form) {
        case mail:
            return is_host(without_dot) || is_mailbox(text);
        case host:
            return is_host(text);
        case address_of_page:
            return is_host(without_dot);
        case address:
            return (text.size() == 8 || text.size() == 32) && is_prefix_mask(text.substr(text.size() / 2));
        default:
            return true;  // no syntax of its own, or none that we know
    }
}

std::optional<std::vector<name_subtree>> to_subtrees(octets_view content) {
    std::vector<name_subtree> all;
    der::reader in(content);
    while (!in.at_end()) {
        const auto sequence = in.next(der::sequence);
        if (!sequence) return std::nullopt;
        der::reader subtree(sequence->content);
        const auto base = subtree.next();
        if (!base || (base->tag & 0xc0) != 0x80) return std::nullopt;
        subtree.take(der::context(0));
        subtree.take(der::context(1));  // minimum and maximum: OpenSSL refuses all but 0 and none
        all.push_back({base->tag, std::string(base->content)});
        if (!subtree.at_end() || !is_constraint(all.back())) return std::nullopt;
    }
    if (all.empty()) return std::nullopt;
    return all;
}

std::string lower_case(std::string_view text) {
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return made;
}

// "*.example.com" covers the host right below example.com that is excluded.
bool covers_excluded(std::string_view wildcard, const name_constraints& rules) {
    const std::string below = lower_case(wildcard.substr(1));
    return std::any_of(rules.excluded.begin(), rules.excluded.end(), [&below](const name_subtree& one) {
        const std::string base = lower_case(one.base);
        const auto dot = base.find('.');
        return one.form == host && dot != base.npos && base.substr(dot) == below;
    });
}

std::optional<std::string> unfit_host(std::string_view text, const name_constraints& rules) {
    const bool is_wildcard = text.starts_with("*.");
    if (!is_host(is_wildcard ? text.substr(2) : text)) return "a dNSName that is no host";
    if (is_wildcard && covers_excluded(text, rules)) return "a wildcard that covers an excluded host";
    return std::nullopt;
}

// SmtpUTF8Mailbox. RFC 9598 section 3: the domain is ASCII; section 6: constraints on a host are compared
// with it, and what one on a mailbox of that host says of it nobody has written down.
std::optional<std::string> unfit_mailbox(octets_view content, const name_constraints& rules) {
    const auto at = content.rfind('@');
    const auto domain = at == content.npos ? octets_view() : content.substr(at);
    const bool is_ascii = std::all_of(domain.begin(), domain.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (domain.empty() || !is_ascii) return "an internationalised mailbox whose domain is not ASCII";
    const auto is_of_same_host = [host = lower_case(domain)](const name_subtree& one) {
        return one.form == mail && lower_case(one.base).ends_with(host);
    };
    if (std::any_of(rules.permitted.begin(), rules.permitted.end(), is_of_same_host) ||
        std::any_of(rules.excluded.begin(), rules.excluded.end(), is_of_same_host))
        return "an internationalised mailbox below a constraint on a mailbox of its host";
    return std::nullopt;
}

std::optional<std::string> unfit(const der::element& name, const name_constraints& rules) {
    if (name.tag == other_name) {
        der::reader in(name.content);
        const auto kind = in.next(der::object_identifier);
        const bool is_mailbox = kind && kind->content == utf8_mailbox;
        return is_mailbox && rules.constrain(mail) ? unfit_mailbox(name.content, rules) : std::nullopt;
    }
    if (!rules.constrain(name.tag)) return std::nullopt;
    if (name.tag == host) return unfit_host(name.content, rules);
    if (name.tag == mail && !is_mailbox(name.content)) return "an rfc822Name that is no mailbox";
    // 4.2.1.10: "the application MUST reject the certificate" whose URI has no host, or an address for one.
    if (name.tag == address_of_page && !is_host(host_of(name.content)))
        return "a URI without a host that is a name and nothing else";
    return std::nullopt;
}

}  // namespace

bool name_constraints::constrain(unsigned char form) const noexcept {
    const auto is_of_form = [form](const name_subtree& one) { return one.form == form; };
    return std::any_of(permitted.begin(), permitted.end(), is_of_form) ||
           std::any_of(excluded.begin(), excluded.end(), is_of_form);
}

std::optional<name_constraints> to_name_constraints(octets_view value) {
    const auto sequence = der::only(value, der::sequence);
    if (!sequence || sequence->content.empty()) return std::nullopt;
    name_constraints made;
    der::reader in(sequence->content);
    const std::array lists = {std::pair{der::context_constructed(0), &made.permitted},
                              std::pair{der::context_constructed(1), &made.excluded}};
    for (const auto& [tag, list] : lists) {
        const auto found = in.take(tag);
        if (!found) continue;
        auto subtrees = to_subtrees(found->content);
        if (!subtrees) return std::nullopt;
        *list = std::move(*subtrees);
    }
    if (!in.at_end()) return std::nullopt;
    return made;
}

std::optional<std::string> unfit_name(octets_view value, const name_constraints& rules) {
    const auto sequence = der::only(value, der::sequence);
    if (!sequence) return "a subjectAltName that cannot be decoded";
    der::reader in(sequence->content);
    while (!in.at_end()) {
        const auto name = in.next();
        if (!name) return "a subjectAltName that cannot be decoded";
        if (auto why = unfit(*name, rules)) return why;
    }
    return std::nullopt;
}

}  // namespace gw::pki
