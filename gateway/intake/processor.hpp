// One received message from octets to everything that will be stored and answered. Synchronous and without
// I/O: time, trust, catalogue and keys are arguments.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cases/normaliser.hpp"
#include "intake/reply.hpp"
#include "intake/route.hpp"
#include "intake/sender_check.hpp"
#include "intake/verification.hpp"
#include "revocation/ocsp_cache.hpp"
#include "store/store.hpp"

namespace gw::intake {

struct received_message {
    message_id id;
    octets body;
    std::string peer;
    timestamp received_at{};
};

// Everything that may be replaced while the server runs, taken once per message.
struct surroundings {
    pki::trust_ptr trust;
    std::shared_ptr<const catalogue::catalogue> catalogue;
    signing_identity_ptr identity;
    std::shared_ptr<revocation::ocsp_lookup> answers;     // null: lists alone
    std::vector<revocation::source_problems> problems{};  // of the sources of revocation
};

struct processed {
    store::message_record record;
    gw::error failure = errc::internal;  // meaningful when record.code is not 0
    bool business_at_fault = false;
    reply_context context;
    // Set when only the date stands against the message: a repeat of a known one is answered as the first
    // time.
    std::optional<store::duplicate_key> stale_repeat;
    // Set when OCSP answers are missing that could be asked for: nothing else is meaningful then, and the
    // message is to be processed again.
    std::optional<received_message> again;
    std::vector<revocation::ocsp_question> questions;
};

class processor {
public:
    processor(dsig::options, std::map<std::string, std::shared_ptr<const cases::portal_adapter>> adapters,
              id_source&);

    ~processor();
    processed process(const route&, received_message, const surroundings&);
    // The record of a message that turned out to use a known messageId for other content.
    processed refuse_conflict(processed, const surroundings&) const;
    void forget_passwords() { passwords_.forget(); }

private:
    struct pass;  // the steps of one message
    pki::certificate_cache certificates_;
    pki::verdict_cache verdicts_;
    const dsig::options arithmetic_;
    dsig::verifier verifier_;
    std::map<std::string, std::shared_ptr<const cases::portal_adapter>> adapters_;
    id_source& ids_;
    password_check passwords_;
    std::unique_ptr<class evidence_cache> evidence_;
};

}  // namespace gw::intake
