// Name constraints (RFC 5280 4.2.1.10) where OpenSSL, which applies them, is too easy: what is no constraint
// is refused when it is decoded, and names that cannot be compared with one when a path is checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace gw::pki {

struct name_subtree {
    unsigned char form = 0;  // tag of the GeneralName
    std::string base;        // content octets
};

struct name_constraints {
    std::vector<name_subtree> permitted, excluded;

    bool constrain(unsigned char form) const noexcept;
};

// Nothing when it is not what 4.2.1.10 permits: an empty list, a host with a leading dot or a wildcard, a
// mail address that is neither mailbox nor host, an address with a mask that is no prefix (RFC 4632).
std::optional<name_constraints> to_name_constraints(octets_view extension_value);

// Why a name of subjectAltName must not pass below these constraints although OpenSSL would compare it: a
// name of a constrained form that is none of its syntax, a mailbox of another form (RFC 9598 section 6), a
// wildcard that covers an excluded host. Nothing: OpenSSL's word counts.
std::optional<std::string> unfit_name(octets_view alternative_names_value, const name_constraints&);

}  // namespace gw::pki
