// The SQLite backend behind the port. One file per concern: commit, deliveries, cases, messages, verify,
// proof, parking.
#pragma once

#include <map>
#include <mutex>

#include "store/journal.hpp"
#include "store/sqlite/connections.hpp"

namespace gw::store::sqlite {

// From the place where the office stands: CROSS JOIN keeps SQLite from walking all cases of the office and
// sorting their events instead.
inline constexpr const char* select_feed =
    "SELECT c.id, c.number, c.provider, c.state, e.at, e.kind, e.actor, e.text, e.number"
    " FROM case_event e CROSS JOIN svc_case c ON c.seq = e.seq"
    " WHERE e.number > ? AND c.provider = ? ORDER BY e.number LIMIT ?";

class sqlite_store final : public store {
public:
    explicit sqlite_store(const sqlite_options& options) : connections_(options) {}

    std::vector<result<commit_result>> commit(const std::vector<message_record>&) override;
    void put_evidence(const evidence_item&) override;
    std::optional<commit_result> find_duplicate(const duplicate_key&) override;

    std::vector<delivery_record> lease_deliveries(const std::string& target, timestamp now, seconds lease,
                                                  std::size_t most) override;
    bool finish_delivery(const delivery_id&, int attempt, timestamp now,
                         std::string_view target_reference) override;
    bool retry_delivery(const delivery_id&, int attempt, timestamp next, std::string_view why) override;
    bool fail_delivery(const delivery_id&, int attempt, timestamp now, delivery_state,
                       std::string_view why) override;
    std::size_t requeue_deliveries(const delivery_id&, timestamp now) override;
    std::vector<delivery_record> list_deliveries(std::optional<delivery_state>, std::size_t most) override;
    std::optional<timestamp> next_delivery_due(const std::string& target) override;

    std::vector<case_summary> list_cases(const case_query&) override;
    std::optional<stored_case> find_case(std::string_view id_or_number) override;
    bool acknowledge_case(const case_id&, timestamp, std::string_view actor) override;
    result<void> add_case_event(const case_id&, std::string_view event_id, const case_event&,
                                std::string_view new_status) override;

    std::optional<result<case_changed>> find_request(const request_key&) override;
    result<case_changed> change_case(const case_change&) override;
    std::optional<attachment> find_attachment(const case_id&, std::uint64_t number) override;
    std::vector<feed_event> list_events(const std::string& provider, std::uint64_t after,
                                        std::size_t most) override;
    std::uint64_t last_event() override;
    std::vector<alarmed_case> due_alarms(timestamp now, std::size_t most) override;
    bool raise_alarms(const alarmed_case&, const std::vector<case_event>&,
                      std::optional<timestamp> next) override;
    std::optional<hook_place> find_hook(const std::string& name) override;
    void save_hook(const std::string& name, const hook_place&) override;

    std::vector<message_summary> list_messages(std::size_t most, bool refused_only) override;
    std::optional<message_record> find_message(const message_id&) override;
    journal_check verify_journal() override;

    journal_head head() override;
    std::optional<journal_row> find_row(const message_id&) override;
    std::vector<journal_row> list_rows(std::uint64_t after, timestamp since, std::size_t most) override;
    std::optional<stored_octets> read_octets(std::uint64_t seq) override;
    std::vector<evidence_name> evidence_of(std::uint64_t seq) override;
    std::optional<evidence_item> find_evidence(const sha256_digest&) override;
    std::vector<sha256_digest> row_hashes(std::uint64_t first, std::uint64_t last) override;
    void add_checkpoint(const checkpoint_record&) override;
    std::optional<checkpoint_record> last_checkpoint() override;
    std::optional<checkpoint_record> find_checkpoint(std::uint64_t seq) override;
    std::vector<checkpoint_record> list_checkpoints(std::uint64_t after, std::size_t most) override;
    void add_time_stamp(const time_stamp_record&) override;
    std::optional<time_stamp_record> last_time_stamp() override;
    std::optional<time_stamp_record> find_time_stamp(std::uint64_t seq) override;

    std::vector<parked_message> lease_parked(timestamp now, seconds lease, std::size_t most) override;
    bool postpone_parked(const message_id&, int check, timestamp next, int code) override;
    std::size_t hurry_parked(timestamp now) override;
    std::optional<timestamp> next_parked_due() override;
    std::optional<parked_message> find_parked(const message_id&) override;

    store_status status() override;
    void checkpoint() override { connections_.checkpoint(); }
    void probe() override;

private:
    // What the head row holds: where the chain goes on and how many strangers' octets are kept.
    struct end_of_journal {
        journal_head journal;
        std::uint64_t strangers = 0;
    };

    end_of_journal load_end(database&);
    result<commit_result> store_message(database&, const message_record&, end_of_journal&);
    result<void> insert_journal(database&, const journal_entry&, const sha256_digest& hash);
    result<void> insert_case(database&, const message_record&, std::uint64_t seq);
    result<void> insert_evidence(database&, const message_record&, const std::vector<sha256_digest>&,
                                 std::uint64_t seq);
    result<case_changed> change_in(database&, const case_change&);
    result<void> insert_proof(database&, std::uint64_t attachment, const attachment_proof&);
    result<std::int64_t> evidence_number(database&, const evidence_item&, const sha256_digest&);
    void enter_ring(database&, std::uint64_t seq, end_of_journal&);

    connections connections_;
    // Rows of evidence that are known to be on disk, or written in the running transaction. Guarded by the
    // writer.
    std::map<sha256_digest, std::int64_t> known_evidence_;
    // What status() has counted up to a row of the journal.
    struct counted {
        std::uint64_t seq = 0, refused = 0, cases = 0;
    };
    std::mutex counting_;
    counted counted_;
};

// Adds a row to a case's history.
void add_event(database&, std::uint64_t seq, const case_event&);
std::optional<std::uint64_t> sequence_of(database&, const case_id&);
std::vector<attachment> read_attachments(database&, std::uint64_t seq);
// The number of the case's last event.
std::uint64_t version_of_case(database&, std::uint64_t seq);
// Parts of a commit: whether the check is still the latest of its parked message; the two ends of parking.
bool is_being_checked(database&, const parking_end&);
void end_parked(database&, const message_id&, std::uint64_t ended_by);
result<void> insert_parked(database&, const message_record&, std::uint64_t seq);
// Reads the journal's columns in the order of GW_JOURNAL_COLUMNS.
journal_entry read_entry(const rows&);
#define GW_JOURNAL_COLUMNS                                                                                 \
    "j.seq, j.id, j.received_at, j.portal, j.peer, j.sender_id, j.service_id, j.source_message_id, "       \
    "j.stranger, "                                                                                         \
    "j.size, j.code, j.indication, j.http_status, j.case_id, j.case_number, j.raw_sha256, j.kept_sha256, " \
    "j.verdict_sha256, j.answer_sha256, j.case_sha256, j.evidence_sha256, j.previous, j.hash"
inline constexpr int journal_column_count = 23;

}  // namespace gw::store::sqlite
