// Port: the store. One transaction per batch, one savepoint per message; an answer leaves only after commit()
// returned.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "store/case_work.hpp"
#include "store/parking.hpp"
#include "store/proof.hpp"

namespace gw::store {

// What claims a message for good: (sender, public service id, message id), with the digest of its content.
struct duplicate_key {
    std::string sender_id, service_id, message_id;
    sha256_digest content{};
};
// Computes the digest once for all the messages that will share the item.
std::shared_ptr<const evidence_item> make_evidence(std::string kind, octets content);
struct case_record {
    case_id id;
    std::string number, provider, target, public_service, procedure, portal, status;
    timestamp registered_at{}, due_at{};
    std::string json;                       // the normalised case
    std::string applicant{};                // IIN or BIN, to find it by
    std::optional<timestamp> next_alarm{};  // when it has to be looked at first
};
struct outbox_record {
    delivery_id id;  // stable idempotency key towards the target
    case_id svc_case;
    std::string target;
};
// One received message with everything that was decided about it.
struct message_record {
    message_id id;
    timestamp received_at{};
    std::string portal, peer;
    std::string sender_id, service_id, source_message_id;  // claims when refused early, else verified
    // Transport signer not authenticated: the first 4 KiB are kept in a bounded ring, of the claims 128
    // octets each, no evidence.
    bool stranger = false;
    octets raw;              // as received
    std::uint64_t size = 0;  // of the whole body
    sha256_digest raw_sha256{};
    int code = 0;              // errc of a refusal; 0: accepted
    std::string indication;    // ETSI, "TOTAL-PASSED"
    std::string verdict_json;  // schema of `message verify --json`
    octets answer;             // exactly what is sent back
    unsigned http_status = 200;
    std::optional<duplicate_key> key;  // claimed in the transaction
    std::optional<case_record> svc_case;
    std::vector<outbox_record> outbox;
    // Shared: the same CRL belongs to many messages.
    std::vector<std::shared_ptr<const evidence_item>> evidence;
    std::optional<parking_order> park;  // never of a stranger
    std::optional<parking_end> ends;
};

enum class commit_outcome {
    stored,      // on disk
    repeated,    // same key and digest: `answer` and `http_status` of the first time
    conflict,    // same key, other digest: nothing was stored; the caller refuses and commits that refusal
    superseded,  // the parked message was ended or taken by somebody else: nothing was stored
};
struct commit_result {
    commit_outcome outcome = commit_outcome::stored;
    octets answer;
    unsigned http_status = 200;
    message_id first;  // the message that holds the key
};

enum class delivery_state { pending, in_flight, delivered, failed, needs_review };
std::string_view to_string(delivery_state) noexcept;
std::optional<delivery_state> delivery_state_from(std::string_view) noexcept;

struct delivery_record {
    delivery_id id;
    message_id message;  // that the case came with
    case_id svc_case;
    std::string case_number, target, case_json;
    delivery_state state = delivery_state::pending;
    int attempts = 0;  // counted for ever, so that a late answer of an old attempt never matches a new one
    int tries = 0;     // attempts since the row was queued or requeued: what a limit on retries counts
    bool taken_over = false;      // the lease of the attempt before ran out: what became of it is unknown
    timestamp next_attempt_at{};  // in_flight: the end of the lease
    std::string last_error;
    std::string target_reference;  // what the target called it, once delivered
};
struct message_summary {
    message_id id;
    timestamp received_at{};
    std::string portal, sender_id, service_id, source_message_id, indication, case_number;
    int code = 0;
    std::uint64_t size = 0;
};
struct case_summary {
    case_id id;
    std::string number, provider, target, public_service, procedure, portal, status;
    timestamp registered_at{}, due_at{};
    std::uint64_t sequence = 0;  // order of registration, for paging
    bool acknowledged = false;   // by the pull API
    case_stand stand;
    std::uint64_t version = 0;  // number of its last event; 0 when nothing has happened yet
};
struct stored_case {
    case_summary summary;
    std::string json;
    std::vector<case_event> events;
    std::vector<attachment> attachments;  // without content
};
struct journal_check {
    std::uint64_t rows = 0;
    std::string head;                     // hash of the last row, hex
    std::optional<std::uint64_t> broken;  // first row whose chain does not hold
    std::string why;
};
struct store_status {
    std::uint64_t messages = 0, refused = 0, cases = 0, pending_deliveries = 0, failed_deliveries = 0,
                  journal_rows = 0, parked = 0, checkpoints = 0, time_stamps = 0;
    std::uint64_t checkpointed = 0, stamped = 0;  // the last row of the journal that one of them covers
    std::uint64_t octets_on_disk = 0;
    int schema_version = 0;
    std::string backend, path;
};

struct case_query {
    std::string provider{};   // empty: all
    std::string target{};     // empty: all
    std::uint64_t after = 0;  // sequence
    std::size_t most = 100;
    bool unacknowledged_only = false;
    // Empty: all.
    std::string state{}, status{}, officer{}, public_service{}, procedure{};
    std::string applicant{};                                      // IIN or BIN
    std::string number{};                                         // begins so
    std::optional<timestamp> due_before{};                        // and not over yet
    std::optional<timestamp> registered_from{}, registered_to{};  // up to, not with
};

// Every call blocks; callers run it on a db thread. Lost infrastructure (disk full, broken file) throws
// infrastructure_error(store_unavailable or disk_full).
class store : public proof_store, public parking_store {
public:
    // The whole batch in one transaction, each message in its own savepoint: one that fails refuses only
    // itself (its result carries the error). Returns after the transaction is on disk.
    virtual std::vector<result<commit_result>> commit(const std::vector<message_record>&) = 0;
    // Keeps an item before any message refers to it: a revocation list when it comes into force. Idempotent.
    // A message may then name it by its digest alone, with empty content.
    virtual void put_evidence(const evidence_item&) = 0;
    // Same key and digest already there? Lets intake answer a repeat without doing the work again. A key with
    // another digest is no repeat and gives nothing: commit() tells the conflict.
    virtual std::optional<commit_result> find_duplicate(const duplicate_key&) = 0;

    // Delivery: takes up to `most` due rows of the target under a lease; a lease that ran out is taken again.
    virtual std::vector<delivery_record> lease_deliveries(const std::string& target, timestamp now,
                                                          seconds lease, std::size_t most) = 0;
    // Each counts only if `attempt` is still the current one; false otherwise.
    virtual bool finish_delivery(const delivery_id&, int attempt, timestamp now,
                                 std::string_view target_reference) = 0;
    virtual bool retry_delivery(const delivery_id&, int attempt, timestamp next, std::string_view why) = 0;
    virtual bool fail_delivery(const delivery_id&, int attempt, timestamp now, delivery_state,
                               std::string_view why) = 0;
    // By an administrator: failed and needs_review rows become pending again. Empty id: all of them. Returns
    // how many.
    virtual std::size_t requeue_deliveries(const delivery_id&, timestamp now) = 0;
    virtual std::vector<delivery_record> list_deliveries(std::optional<delivery_state>, std::size_t most) = 0;
    virtual std::optional<timestamp> next_delivery_due(const std::string& target) = 0;

    // Pull API and command line.
    virtual std::vector<case_summary> list_cases(const case_query&) = 0;
    virtual std::optional<stored_case> find_case(std::string_view id_or_number) = 0;
    // Idempotent. False when there is no such case.
    virtual bool acknowledge_case(const case_id&, timestamp, std::string_view actor) = 0;
    // api_not_found without such a case; api_conflict when the event id was used with other content (kind,
    // actor, text, status; not the time); repeating it changes nothing. An empty event id never repeats, an
    // empty status keeps the old. api_conflict also for a status when the case is decided or over, and for
    // `granted` and `refused` when its life cycle has moved it.
    virtual result<void> add_case_event(const case_id&, std::string_view event_id, const case_event&,
                                        std::string_view new_status) = 0;
    // What the request was answered the first time; api_key_reused when its key was used with other content.
    virtual std::optional<result<case_changed>> find_request(const request_key&) = 0;
    // api_not_found; api_precondition_failed when the version is another; api_key_reused. A repeated request
    // changes nothing and gets the answer of the first time.
    virtual result<case_changed> change_case(const case_change&) = 0;
    virtual std::optional<attachment> find_attachment(const case_id&, std::uint64_t number) = 0;
    // Events of the office after that number, in order. The registration of a case is not among them.
    virtual std::vector<feed_event> list_events(const std::string& provider, std::uint64_t after,
                                                std::size_t most) = 0;
    virtual std::uint64_t last_event() = 0;
    virtual std::vector<alarmed_case> due_alarms(timestamp now, std::size_t most) = 0;
    // Adds the events that the case does not have yet (by kind and text) and sets the next look. False
    // when the case has moved on meanwhile: nothing was written.
    virtual bool raise_alarms(const alarmed_case&, const std::vector<case_event>&,
                              std::optional<timestamp> next) = 0;
    virtual std::optional<hook_place> find_hook(const std::string& name) = 0;
    virtual void save_hook(const std::string& name, const hook_place&) = 0;
    // Newest first, like list_deliveries.
    virtual std::vector<message_summary> list_messages(std::size_t most, bool refused_only) = 0;
    virtual std::optional<message_record> find_message(const message_id&) = 0;

    // Follows the chain and hashes what is stored again; rows appended meanwhile are left to the next run. A
    // chain cut and re-hashed as a whole shows only against a head that was noted elsewhere.
    virtual journal_check verify_journal() = 0;
    virtual store_status status() = 0;
    // Moves the write-ahead log into the database; called between batches, off the commit path.
    virtual void checkpoint() = 0;
    // Throws when the store cannot write; for readiness.
    virtual void probe() = 0;
};

struct sqlite_options {
    std::string path;  // of the database file
    bool read_only = false;
    // Refusals of unauthenticated senders whose octets are kept; of older ones only the journal row remains.
    std::uint64_t stranger_ring_rows = 10'000;
    // Size limit of the database in pages of 4 KiB; over it commits fail with disk_full. 0: as large as the
    // disk.
    std::uint64_t max_pages = 0;
};
// Creates or upgrades the schema unless read_only. Throws infrastructure_error.
std::unique_ptr<store> open_sqlite(const sqlite_options&);

}  // namespace gw::store
