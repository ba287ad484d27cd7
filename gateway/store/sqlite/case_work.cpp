// The work of offices on their cases: changes with their versions, attachments, events, alarms, webhooks.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

constexpr auto request_memory = std::chrono::days(7);

// The answer of the first time, or an error when the key was used for something else.
std::optional<result<case_changed>> look_up(database& db, const request_key& request) {
    rows row = db.select("SELECT content, version, attachment FROM api_request WHERE owner = ? AND key = ?",
                         request.owner, request.key);
    if (!row.next()) return std::nullopt;
    if (row.digest(0) != request.content)
        return result<case_changed>(error(errc::api_key_reused, request.key));
    return result<case_changed>(case_changed{row.count(1), row.count(2), true});
}

void remember_request(database& db, const request_key& request, timestamp at, const case_changed& done) {
    db.must_change("DELETE FROM api_request WHERE at < ?", at - request_memory);
    db.must_change(
        "INSERT INTO api_request (owner, key, content, at, version, attachment) VALUES (?, ?, ?, ?, ?, ?)",
        request.owner, request.key, blob(request.content), at, done.version, done.attachment);
}

std::uint64_t insert_attachment(database& db, std::uint64_t seq, const attachment& added) {
    db.must_change(
        "INSERT INTO attachment (seq, at, actor, code, file_name, media_type, sha256, size, verdict, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seq, added.at, added.actor, added.code, added.file_name, added.media_type, blob(added.sha256),
        added.size, added.proof ? added.proof->verdict_json : std::string(), blob(added.content));
    return static_cast<std::uint64_t>(db.last_row());
}

void update_case(database& db, std::uint64_t seq, const case_change& change) {
    if (!change.status.empty())
        db.must_change("UPDATE svc_case SET status = ? WHERE seq = ?", change.status, seq);
    if (change.stand)
        db.must_change(
            "UPDATE svc_case SET state = ?, step = ?, officer = ?, next_alarm = nullif(?, 0) WHERE seq = ?",
            change.stand->state, change.stand->step, change.stand->officer,
            change.stand->next_alarm.value_or(timestamp()), seq);
}

// An alarm is the same by its kind and text.
void add_alarms(database& db, std::uint64_t seq, const std::vector<case_event>& alarms) {
    for (const case_event& event : alarms)
        db.must_change(
            "INSERT INTO case_event (seq, at, kind, actor, text, status) SELECT ?1, ?2, ?3, ?4, ?5, ''"
            " WHERE NOT EXISTS (SELECT 1 FROM case_event WHERE seq = ?1 AND kind = ?3 AND text = ?5)",
            seq, event.at, event.kind, event.actor, event.text);
}

attachment read_attachment(const rows& row) {
    attachment one;
    one.number = row.count(0);
    one.at = row.time(1);
    one.actor = row.text(2);
    one.code = row.text(3);
    one.file_name = row.text(4);
    one.media_type = row.text(5);
    one.sha256 = row.digest(6);
    one.size = row.count(7);
    return one;
}

attachment_proof read_proof(database& db, std::uint64_t number, std::string verdict_json) {
    attachment_proof proof{std::move(verdict_json), {}};
    rows row = db.select(
        "SELECT e.kind, e.content, e.sha256 FROM attachment_evidence a JOIN evidence e ON e.number = "
        "a.evidence"
        " WHERE a.attachment = ? ORDER BY a.place",
        number);
    while (row.next())
        proof.evidence.push_back(
            std::make_shared<const evidence_item>(evidence_item{row.text(0), row.text(1), row.digest(2)}));
    return proof;
}

#define GW_ATTACHMENT_COLUMNS "a.number, a.at, a.actor, a.code, a.file_name, a.media_type, a.sha256, a.size"

}  // namespace

std::uint64_t version_of_case(database& db, std::uint64_t seq) {
    rows row = db.select("SELECT coalesce(max(number), 0) FROM case_event WHERE seq = ?", seq);
    return row.next() ? row.count(0) : 0;
}

std::vector<attachment> read_attachments(database& db, std::uint64_t seq) {
    std::vector<attachment> all;
    rows row = db.select(
        "SELECT " GW_ATTACHMENT_COLUMNS " FROM attachment a WHERE a.seq = ? ORDER BY a.number", seq);
    while (row.next())
        all.push_back(read_attachment(row));
    return all;
}

std::optional<result<case_changed>> sqlite_store::find_request(const request_key& request) {
    const connections::reading db(connections_);
    return look_up(*db, request);
}

result<case_changed> sqlite_store::change_case(const case_change& change) {
    const connections::writing db(connections_);
    try {
        auto done = change_in(*db, change);
        if (!done && change.added && change.added->proof) known_evidence_.clear();
        return done;
    } catch (...) {
        known_evidence_.clear();  // it may name rows that are undone now
        throw;
    }
}

result<case_changed> sqlite_store::change_in(database& db, const case_change& change) {
    transaction work(db);
    if (change.request)
        if (auto known = look_up(db, *change.request)) return std::move(*known);
    const auto seq = sequence_of(db, change.id);
    if (!seq) return error(errc::api_not_found, "no case " + change.id.str());
    if (change.expected_version && *change.expected_version != version_of_case(db, *seq))
        return errc::api_precondition_failed;

    case_changed done;
    if (change.added) done.attachment = insert_attachment(db, *seq, *change.added);
    if (change.added && change.added->proof)
        if (auto kept = insert_proof(db, done.attachment, *change.added->proof); !kept) return kept.error();
    add_alarms(db, *seq, change.before);
    add_event(db, *seq, change.event);
    done.version = static_cast<std::uint64_t>(db.last_row());
    update_case(db, *seq, change);
    if (change.request) remember_request(db, *change.request, change.event.at, done);
    work.commit();
    return done;
}

result<void> sqlite_store::insert_proof(database& db, std::uint64_t attachment,
                                        const attachment_proof& proof) {
    std::uint64_t place = 0;
    for (const auto& item : proof.evidence) {
        const auto number = evidence_number(db, *item, item->sha256);
        if (!number) return number.error();
        db.must_change("INSERT INTO attachment_evidence (attachment, place, evidence) VALUES (?, ?, ?)",
                       attachment, place++, *number);
    }
    return {};
}

std::optional<attachment> sqlite_store::find_attachment(const case_id& id, std::uint64_t number) {
    const connections::reading db(connections_);
    rows row = db->select("SELECT " GW_ATTACHMENT_COLUMNS
                          ", a.content, a.verdict FROM attachment a JOIN svc_case c ON c.seq = a.seq"
                          " WHERE c.id = ? AND a.number = ?",
                          id.str(), number);
    if (!row.next()) return std::nullopt;
    attachment found = read_attachment(row);
    found.content = row.text(8);
    if (auto verdict = row.text(9); !verdict.empty())
        found.proof = read_proof(*db, number, std::move(verdict));
    return found;
}

std::vector<feed_event> sqlite_store::list_events(const std::string& provider, std::uint64_t after,
                                                  std::size_t most) {
    const connections::reading db(connections_);
    std::vector<feed_event> events;
    rows row = db->select(select_feed, after, provider, most);
    while (row.next())
        events.push_back({case_id(row.text(0)),
                          row.text(1),
                          row.text(2),
                          row.text(3),
                          {row.time(4), row.text(5), row.text(6), row.text(7), row.count(8)}});
    return events;
}

std::uint64_t sqlite_store::last_event() {
    const connections::reading db(connections_);
    rows row = db->select("SELECT coalesce(max(number), 0) FROM case_event");
    return row.next() ? row.count(0) : 0;
}

std::vector<alarmed_case> sqlite_store::due_alarms(timestamp now, std::size_t most) {
    const connections::reading db(connections_);
    std::vector<alarmed_case> found;
    rows row = db->select(
        "SELECT c.id, c.number, c.provider, c.state, c.step, c.officer, c.next_alarm, o.case_json"
        " FROM svc_case c JOIN content o ON o.seq = c.seq"
        " WHERE c.next_alarm IS NOT NULL AND c.next_alarm <= ? ORDER BY c.next_alarm LIMIT ?",
        now, most);
    while (row.next())
        found.push_back({case_id(row.text(0)), row.text(1), row.text(2),
                         case_stand{row.text(3), static_cast<int>(row.integer(4)), row.text(5), row.time(6)},
                         row.time(6), row.text(7)});
    return found;
}

bool sqlite_store::raise_alarms(const alarmed_case& alarmed, const std::vector<case_event>& events,
                                std::optional<timestamp> next) {
    const connections::writing db(connections_);
    transaction work(*db);
    const auto seq = sequence_of(*db, alarmed.id);
    if (!seq) return false;
    const auto taken = db->must_change(
        "UPDATE svc_case SET next_alarm = nullif(?, 0) WHERE seq = ? AND next_alarm = ? AND state = ?"
        " AND step = ?",
        next.value_or(timestamp()), *seq, alarmed.alarm_at, alarmed.stand.state, alarmed.stand.step);
    if (taken == 0) return false;
    add_alarms(*db, *seq, events);
    work.commit();
    return true;
}

std::optional<hook_place> sqlite_store::find_hook(const std::string& name) {
    const connections::reading db(connections_);
    rows row = db->select(
        "SELECT after, attempts, next_attempt_at, failing_since FROM webhook WHERE name = ?", name);
    if (!row.next()) return std::nullopt;
    return hook_place{row.count(0), static_cast<int>(row.integer(1)), row.time(2), row.time(3)};
}

void sqlite_store::save_hook(const std::string& name, const hook_place& place) {
    const connections::writing db(connections_);
    transaction work(*db);
    db->must_change(
        "INSERT INTO webhook (name, after, attempts, next_attempt_at, failing_since) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET after = excluded.after, attempts = excluded.attempts,"
        " next_attempt_at = excluded.next_attempt_at, failing_since = excluded.failing_since",
        name, place.after, place.attempts, place.next_attempt_at, place.failing_since);
    work.commit();
}

}  // namespace gw::store::sqlite
