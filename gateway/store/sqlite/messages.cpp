// Messages as the console and the command line see them.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

message_summary read_summary(const rows& row) {
    message_summary summary;
    summary.id = message_id(row.text(0));
    summary.received_at = row.time(1);
    summary.portal = row.text(2);
    summary.sender_id = row.text(3);
    summary.service_id = row.text(4);
    summary.source_message_id = row.text(5);
    summary.indication = row.text(6);
    summary.case_number = row.text(7);
    summary.code = static_cast<int>(row.integer(8));
    summary.size = row.count(9);
    return summary;
}

#define GW_SUMMARY_COLUMNS \
    "id, received_at, portal, sender_id, service_id, source_message_id, indication, case_number, code, size"

message_record from_entry(const journal_entry& entry) {
    message_record message;
    message.id = entry.id;
    message.received_at = entry.received_at;
    message.portal = entry.portal;
    message.peer = entry.peer;
    message.sender_id = entry.sender_id;
    message.service_id = entry.service_id;
    message.source_message_id = entry.source_message_id;
    message.stranger = entry.stranger;
    message.size = entry.size;
    message.raw_sha256 = entry.raw;
    message.code = entry.code;
    message.indication = entry.indication;
    message.http_status = entry.http_status;
    return message;
}

void read_contents(database& db, std::uint64_t seq, message_record& message, octets& case_json) {
    rows row = db.select("SELECT verdict, case_json, answer, raw FROM content WHERE seq = ?", seq);
    if (!row.next()) return;
    message.verdict_json = row.text(0);
    case_json = row.text(1);
    message.answer = row.text(2);
    message.raw = row.text(3);
}

void read_case(database& db, std::uint64_t seq, message_record& message, octets case_json) {
    rows row = db.select(
        "SELECT id, number, provider, target, public_service, procedure, portal, status, registered_at, "
        "due_at"
        " FROM svc_case WHERE seq = ?",
        seq);
    if (!row.next()) return;
    message.svc_case = case_record{.id = case_id(row.text(0)),
                                   .number = row.text(1),
                                   .provider = row.text(2),
                                   .target = row.text(3),
                                   .public_service = row.text(4),
                                   .procedure = row.text(5),
                                   .portal = row.text(6),
                                   .status = row.text(7),
                                   .registered_at = row.time(8),
                                   .due_at = row.time(9),
                                   .json = std::move(case_json)};
}

void read_outbox(database& db, std::uint64_t seq, message_record& message) {
    if (!message.svc_case) return;
    rows row = db.select("SELECT id, target FROM outbox WHERE seq = ? ORDER BY id", seq);
    while (row.next())
        message.outbox.push_back({delivery_id(row.text(0)), message.svc_case->id, row.text(1)});
}

void read_evidence(database& db, std::uint64_t seq, message_record& message) {
    rows row = db.select(
        "SELECT e.kind, e.content, e.sha256 FROM message_evidence m JOIN evidence e ON e.number = m.evidence"
        " WHERE m.seq = ? ORDER BY m.place",
        seq);
    while (row.next())
        message.evidence.push_back(
            std::make_shared<const evidence_item>(evidence_item{row.text(0), row.text(1), row.digest(2)}));
}

// The claim is this message's only when it points back to it: a refused conflict carries the key of another.
void read_key(database& db, std::uint64_t seq, message_record& message) {
    duplicate_key key{message.sender_id, message.service_id, message.source_message_id, {}};
    const sha256_digest claim = claim_of(key);
    rows row = db.select("SELECT content FROM claim WHERE key = ? AND seq = ?", blob(claim), seq);
    if (!row.next()) return;
    key.content = row.digest(0);
    message.key = std::move(key);
}

}  // namespace

journal_entry read_entry(const rows& row) {
    journal_entry entry;
    entry.seq = row.count(0);
    entry.id = message_id(row.text(1));
    entry.received_at = row.time(2);
    entry.portal = row.text(3);
    entry.peer = row.text(4);
    entry.sender_id = row.text(5);
    entry.service_id = row.text(6);
    entry.source_message_id = row.text(7);
    entry.stranger = row.integer(8) != 0;
    entry.size = row.count(9);
    entry.code = static_cast<int>(row.integer(10));
    entry.indication = row.text(11);
    entry.http_status = static_cast<unsigned>(row.integer(12));
    entry.svc_case = case_id(row.text(13));
    entry.case_number = row.text(14);
    entry.raw = row.digest(15);
    entry.kept = row.digest(16);
    entry.verdict = row.digest(17);
    entry.answer = row.digest(18);
    entry.case_json = row.digest(19);
    entry.evidence = row.digest(20);
    entry.previous = row.digest(21);
    return entry;
}

std::vector<message_summary> sqlite_store::list_messages(std::size_t most, bool refused_only) {
    const connections::reading db(connections_);
    std::vector<message_summary> summaries;
    rows row = refused_only
                   ? db->select("SELECT " GW_SUMMARY_COLUMNS
                                " FROM journal WHERE code <> 0 ORDER BY seq DESC LIMIT ?",
                                most)
                   : db->select("SELECT " GW_SUMMARY_COLUMNS " FROM journal ORDER BY seq DESC LIMIT ?", most);
    while (row.next())
        summaries.push_back(read_summary(row));
    return summaries;
}

std::optional<message_record> sqlite_store::find_message(const message_id& id) {
    const connections::reading db(connections_);
    std::uint64_t seq = 0;
    message_record message;
    {
        rows row = db->select("SELECT " GW_JOURNAL_COLUMNS " FROM journal j WHERE j.id = ?", id.str());
        if (!row.next()) return std::nullopt;
        const journal_entry entry = read_entry(row);
        seq = entry.seq;
        message = from_entry(entry);
    }
    octets case_json;
    read_contents(*db, seq, message, case_json);
    read_case(*db, seq, message, std::move(case_json));
    read_outbox(*db, seq, message);
    read_evidence(*db, seq, message);
    read_key(*db, seq, message);
    return message;
}

}  // namespace gw::store::sqlite
