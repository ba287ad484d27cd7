// What goes back to the portal, by the band of the code: a signed acceptance or refusal, a signed fault for
// known transport signers, an unsigned one for strangers.
#pragma once

#include <memory>
#include <string>

#include "base/ids.hpp"
#include "crypto/keys.hpp"
#include "dsig/sign.hpp"
#include "soap/sync_channel.hpp"

namespace gw::intake {

// The key and certificate that answers are signed with; shared, replaced as a whole.
struct signing_identity {
    crypto::pkey key;
    pki::certificate_ptr certificate;
    dsig::key_info_form form = dsig::key_info_form::key_identifier;
};
using signing_identity_ptr = std::shared_ptr<const signing_identity>;

struct reply {
    unsigned http_status = 200;
    octets body;
};

// What a reply refers to; fields may be empty when the request could not be read.
struct reply_context {
    message_id message;
    std::string request_message_id, session_id;
    timestamp at{};
    std::string_view wrapper_namespace = soap::types_namespace;
};

struct acceptance {
    std::string case_number;
    timestamp registered_at{}, due_at{};
};

// signing_key_unavailable when the answer cannot be signed.
result<reply> make_acceptance(const reply_context&, const acceptance&, const signing_identity&);
// A refusal (band 4) or a fault, signed when `by` is not null. Never fails: an answer that cannot be signed
// becomes the unsigned fault signing_key_unavailable.
reply make_failure(const reply_context&, const gw::error&, bool business, const signing_identity* by);

}  // namespace gw::intake
