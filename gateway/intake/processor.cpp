#include "intake/processor.hpp"

#include "cases/alarms.hpp"
#include "crypto/digest.hpp"
#include "intake/evidence.hpp"
#include "intake/verdict_json.hpp"
#include "intake/verification_policy.hpp"

namespace gw::intake {
namespace {

constexpr std::size_t stranger_octets = 4096;
constexpr std::size_t certificates_kept = 10'000;
constexpr std::size_t verdicts_kept = 20'000;

// What makes a repeat a repeat: the canonical content of data, serviceId, messageType (the synchronous
// channel has none) and correlationId; not the envelope, date or transport signature, which a retry renews.
sha256_digest content_digest(const soap::sync_request& request) {
    std::string text;
    const auto put = [&](std::string_view field) {
        text.append(std::to_string(field.size())).append(":").append(field).append(";");
    };
    put(request.service_id);
    put("");
    put(request.correlation_id);
    put(as_octets(request.data_sha256));
    return crypto::sha256(text);
}

cases::signer_summary summarise(const signature_verdict& one) {
    cases::signer_summary summary;
    summary.scope = one.report.scope == dsig::scope::transport ? "transport" : "business";
    summary.algorithm = one.report.algorithm;
    const auto* failure = one.failure();
    summary.indication =
        to_string(failure ? indication_of(failure->info().sub_indication) : gw::indication::total_passed);
    if (const auto& signer = one.report.signer) {
        summary.subject = signer->subject();
        summary.iin = signer->iin();
        summary.bin = signer->bin();
        summary.roles = signer->roles();
        summary.serial = signer->serial();
        summary.sha256 = to_hex(signer->sha256());
    }
    return summary;
}

}  // namespace

// The ladder: every step needs what the one before has made.
struct processor::pass {
    processor& self;
    const route& portal;
    received_message& message;
    const surroundings& around;

    message_verdict verdict{};
    soap::sync_request request{};
    bool authenticated = false;  // we know who sends: answers are signed, octets are kept whole
    bool readable = false;       // `request` was read from octets that may be read
    std::optional<store::duplicate_key> key{};
    std::optional<store::duplicate_key> stale_repeat{};
    std::optional<cases::service_case> svc_case{};

    result<void> run() {
        if (auto step = check_transport(); !step || wants_answers()) return step;
        if (auto step = check_sender(); !step) return step;
        if (auto step = check_request(); !step) return step;
        auto form = read_form();
        if (!form) return form.error();
        if (wants_answers()) return {};
        return register_case(form.value());
    }

    judge make_judge() const {
        judge by{self.verifier_,      around.trust,    transport_policy(portal.policy),
                 portal.policy,       &self.verdicts_, false,
                 around.answers.get()};
        return by;
    }

    bool is_unknown() const { return verdict.sub_indication() == sub_indication::try_later; }
    bool wants_answers() const { return around.answers && around.answers->wants_more(is_unknown()); }

    result<void> check_transport() {
        verdict = verify_transport(message.body, {portal.transport_signature, false, false}, make_judge(),
                                   message.received_at);
        if (verdict.failure) return *verdict.failure;
        if (!portal.transport_signature) return {};
        if (auto known = check_transport_signer(portal, *verdict.signatures.front().report.signer); !known)
            return known;
        authenticated = true;
        return {};
    }

    result<void> check_sender() {
        auto read = soap::read_request(*verdict.body, portal.zone);
        if (!read) return read.error();
        request = std::move(read.value());
        readable = true;
        auto known = self.passwords_.check(portal, request.sender.sender_id, request.sender.password,
                                           message.received_at);
        request.sender.password.clear();
        if (!known) return known;
        authenticated = true;
        return {};
    }

    result<void> check_request() {
        if (!portal.services.contains(request.service_id))
            return error(errc::service_id_unknown, request.service_id);
        store::duplicate_key claimed{request.sender.sender_id, request.service_id, request.message_id,
                                     content_digest(request)};
        const auto distance = request.message_date - message.received_at;
        if (distance > portal.message_window || -distance > portal.message_window) {
            stale_repeat = std::move(claimed);
            return error(errc::message_date_stale, to_rfc3339(request.message_date));
        }
        key = std::move(claimed);
        return {};
    }

    // The document that the applicant signed, or that the transport signature covers where the route asks for
    // no more.
    result<dsig::verified_octets> read_form() {
        auto carried = self.verifier_.find_document(*verdict.body, data_path);
        verify_business(verdict, carried, {false, portal.business_signature, false}, make_judge(),
                        message.received_at);
        if (verdict.failure) return *verdict.failure;
        if (verdict.document) return *verdict.document;
        return self.verifier_.signed_content(std::move(carried.value()));
    }

    result<void> register_case(const dsig::verified_octets& form) {
        const auto adapter = self.adapters_.find(portal.portal);
        if (adapter == self.adapters_.end()) return error(errc::form_unknown, portal.portal);
        auto draft = adapter->second->read(form);
        if (!draft) return draft.error();
        const std::string& wanted = portal.services.at(request.service_id);
        if (draft.value().public_service != wanted)
            return error(errc::form_unknown,
                         draft.value().public_service + " under serviceId " + request.service_id);
        cases::intake_facts facts{message.id,
                                  portal.portal,
                                  request.sender.sender_id,
                                  request.message_id,
                                  request.correlation_id,
                                  request.service_id,
                                  request.is_signed,
                                  message.received_at,
                                  portal.business_signature,
                                  {}};
        for (const auto& one : verdict.signatures)
            facts.signers.push_back(summarise(one));
        const cases::normaliser normaliser(*around.catalogue, self.ids_);
        auto made = normaliser.normalise(std::move(draft.value()), facts);
        if (!made) return made.error();
        svc_case = std::move(made.value());
        return {};
    }

    reply_context context() const {
        reply_context made{message.id, request.message_id, request.session_id, message.received_at,
                           request.wrapper_namespace};
        if (!readable) {
            const auto claims = soap::peek(message.body);
            made.request_message_id = claims.message_id;
            made.session_id = claims.session_id;
        }
        return made;
    }
};

processor::processor(dsig::options opts,
                     std::map<std::string, std::shared_ptr<const cases::portal_adapter>> adapters,
                     id_source& ids)
    : certificates_(certificates_kept),
      verdicts_(verdicts_kept),
      arithmetic_(opts),
      verifier_(opts, certificates_),
      adapters_(std::move(adapters)),
      ids_(ids),
      evidence_(std::make_unique<evidence_cache>()) {}

processor::~processor() = default;

namespace {

// The number that people look for a case by.
std::string identity_of(const cases::recipient& applicant) {
    if (applicant.org) return applicant.org->bin;
    return applicant.individual ? applicant.individual->iin : std::string();
}

void put_case(store::message_record& record, const cases::service_case& made, id_source& ids) {
    record.svc_case = store::case_record{made.id,
                                         made.number,
                                         made.provider,
                                         made.target,
                                         made.public_service,
                                         made.procedure,
                                         made.portal,
                                         "registered",
                                         made.received_at,
                                         made.due_at,
                                         cases::to_json(made),
                                         identity_of(made.applicant),
                                         cases::first_alarm(made)};
    record.outbox.push_back({delivery_id(ids.next(made.received_at)), made.id, made.target});
}

}  // namespace

processed processor::process(const route& portal, received_message message, const surroundings& around) {
    pass steps{*this, portal, message, around};
    processed out;
    store::message_record& record = out.record;
    auto done = steps.run();
    if (steps.wants_answers()) {
        out.again = std::move(message);
        out.questions = around.answers->questions(steps.is_unknown());
        return out;
    }
    out.context = steps.context();
    if (done) {
        const acceptance accepted{steps.svc_case->number, message.received_at, steps.svc_case->due_at};
        auto answer = make_acceptance(out.context, accepted, *around.identity);
        if (answer) {
            record.answer = std::move(answer.value().body);
            put_case(record, *steps.svc_case, ids_);
        } else {
            done = answer.error();
        }
    }
    if (!done) {
        out.failure = done.error();
        out.business_at_fault = steps.verdict.business_at_fault;
        // A refusal by the act or for the sender's sake is no verdict on the signatures.
        if (!steps.verdict.failure && out.failure.info().sub_indication != gw::sub_indication::none) {
            steps.verdict.failure = out.failure;
            steps.verdict.beyond_signatures = true;
        }
        auto reply = make_failure(out.context, out.failure, out.business_at_fault,
                                  steps.authenticated ? around.identity.get() : nullptr);
        record.http_status = reply.http_status;
        record.answer = std::move(reply.body);
        record.code = static_cast<int>(out.failure.code());
    }
    // A refusal that can be mended or tried later leaves the messageId free; one that can never pass keeps
    // it.
    if (record.code == 0 || out.failure.info().retry == retryable::never) record.key = steps.key;
    out.stale_repeat = std::move(steps.stale_repeat);

    record.id = message.id;
    record.received_at = message.received_at;
    record.portal = portal.portal;
    record.peer = message.peer;
    record.indication = to_string(steps.verdict.indication());
    steps.verdict.sources = problems_for(steps.verdict, around.problems);
    record.verdict_json = to_json(steps.verdict);
    record.size = message.body.size();
    record.raw_sha256 = crypto::sha256(message.body);
    if (steps.readable) {
        record.sender_id = steps.request.sender.sender_id;
        record.service_id = steps.request.service_id;
        record.source_message_id = steps.request.message_id;
    } else {
        const auto claims = soap::peek(message.body);
        record.sender_id = claims.sender_id;
        record.service_id = claims.service_id;
        record.source_message_id = claims.message_id;
    }
    record.stranger = !steps.authenticated;
    if (!record.stranger)
        record.evidence = evidence_->collect(steps.verdict, *around.trust, policy_of(portal, arithmetic_));
    record.raw = std::move(message.body);
    if (record.stranger && record.raw.size() > stranger_octets) record.raw.resize(stranger_octets);
    return out;
}

processed processor::refuse_conflict(processed message, const surroundings& around) const {
    message.failure = errc::duplicate_conflict;
    auto& record = message.record;
    auto reply = make_failure(message.context, message.failure, false, around.identity.get());
    record.http_status = reply.http_status;
    record.answer = std::move(reply.body);
    record.code = static_cast<int>(errc::duplicate_conflict);
    record.key.reset();
    record.svc_case.reset();
    record.outbox.clear();
    return message;
}

}  // namespace gw::intake
