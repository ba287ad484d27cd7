// Cases as the pull API and the command line see them.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

#define GW_CASE_COLUMNS                                                                                \
    "c.seq, c.id, c.number, c.provider, c.target, c.public_service, c.procedure, c.portal, c.status, " \
    "c.registered_at, c.due_at, c.acknowledged_at, c.state, c.step, c.officer, c.next_alarm, "         \
    "(SELECT coalesce(max(e.number), 0) FROM case_event e WHERE e.seq = c.seq)"
#define GW_CASE_COLUMN_COUNT 17

case_summary read_summary(const rows& row) {
    case_summary summary;
    summary.sequence = row.count(0);
    summary.id = case_id(row.text(1));
    summary.number = row.text(2);
    summary.provider = row.text(3);
    summary.target = row.text(4);
    summary.public_service = row.text(5);
    summary.procedure = row.text(6);
    summary.portal = row.text(7);
    summary.status = row.text(8);
    summary.registered_at = row.time(9);
    summary.due_at = row.time(10);
    summary.acknowledged = !row.is_null(11);
    summary.stand = {row.text(12), static_cast<int>(row.integer(13)), row.text(14), {}};
    if (!row.is_null(15)) summary.stand.next_alarm = row.time(15);
    summary.version = row.count(16);
    return summary;
}

bool is_search(const case_query& query) {
    return !query.state.empty() || !query.status.empty() || !query.officer.empty() ||
           !query.public_service.empty() || !query.procedure.empty() || !query.applicant.empty() ||
           !query.number.empty() || query.due_before || query.registered_from || query.registered_to;
}

// An office looks through its own cases in order; what is not asked for holds of every row.
rows search_cases(database& db, const case_query& query) {
    constexpr auto none = timestamp();
    constexpr timestamp always(milliseconds(INT64_MAX / 2));
    return db.select(
        "SELECT " GW_CASE_COLUMNS
        " FROM svc_case c WHERE c.provider = ?1 AND c.seq > ?2 AND (?3 = 0 OR c.acknowledged_at IS NULL)"
        " AND (?4 = '' OR c.state = ?4) AND (?5 = '' OR c.status = ?5) AND (?6 = '' OR c.officer = ?6)"
        " AND (?7 = '' OR c.public_service = ?7) AND (?8 = '' OR c.procedure = ?8)"
        " AND (?9 = '' OR c.applicant = ?9) AND substr(c.number, 1, length(?10)) = ?10"
        " AND (?11 = 0 OR (c.due_at < ?11 AND c.state NOT IN ('result_sent', 'refused', 'withdrawn', "
        "'closed')))"
        " AND c.registered_at >= ?12 AND c.registered_at < ?13 ORDER BY c.seq LIMIT ?14",
        query.provider, query.after, query.unacknowledged_only, query.state, query.status, query.officer,
        query.public_service, query.procedure, query.applicant, query.number, query.due_before.value_or(none),
        query.registered_from.value_or(none), query.registered_to.value_or(always), query.most);
}

// One text per shape of the question, so that each uses its index: waiting cases by provider, by target, the
// rest by seq.
rows select_cases(database& db, const case_query& query) {
    if (is_search(query)) return search_cases(db, query);
    if (!query.unacknowledged_only)
        return db.select("SELECT " GW_CASE_COLUMNS
                         " FROM svc_case c WHERE c.seq > ? AND (?2 = '' OR c.provider = ?2)"
                         " AND (?3 = '' OR c.target = ?3) ORDER BY c.seq LIMIT ?",
                         query.after, query.provider, query.target, query.most);
    if (!query.provider.empty())
        return db.select("SELECT " GW_CASE_COLUMNS
                         " FROM svc_case c WHERE c.seq > ? AND c.acknowledged_at IS NULL AND c.provider = ?"
                         " AND (?3 = '' OR c.target = ?3) ORDER BY c.seq LIMIT ?",
                         query.after, query.provider, query.target, query.most);
    if (!query.target.empty())
        return db.select("SELECT " GW_CASE_COLUMNS
                         " FROM svc_case c WHERE c.seq > ? AND c.acknowledged_at IS NULL AND c.target = ?"
                         " ORDER BY c.seq LIMIT ?",
                         query.after, query.target, query.most);
    return db.select("SELECT " GW_CASE_COLUMNS
                     " FROM svc_case c WHERE c.seq > ? AND c.acknowledged_at IS NULL ORDER BY c.seq LIMIT ?",
                     query.after, query.most);
}

std::vector<case_event> read_events(database& db, const case_summary& summary) {
    // The registration is the case itself; everything later is a row.
    std::vector<case_event> events{{summary.registered_at, "registered", summary.portal, summary.number}};
    rows row = db.select("SELECT at, kind, actor, text, number FROM case_event WHERE seq = ? ORDER BY number",
                         summary.sequence);
    while (row.next())
        events.push_back({row.time(0), row.text(1), row.text(2), row.text(3), row.count(4)});
    return events;
}

// Whether the event id is taken, and if so whether by the same content.
std::optional<bool> same_as_stored(database& db, std::uint64_t seq, std::string_view event_id,
                                   const case_event& event, std::string_view new_status) {
    rows row = db.select("SELECT kind, actor, text, status FROM case_event WHERE seq = ? AND event_id = ?",
                         seq, event_id);
    if (!row.next()) return std::nullopt;
    return row.view(0) == event.kind && row.view(1) == event.actor && row.view(2) == event.text &&
           row.view(3) == new_status;
}

// A status that ends the case ends its life cycle with it; the others say nothing of who has it. After a
// grant steps follow, so the timer goes on.
void update_status(database& db, std::uint64_t seq, std::string_view status) {
    db.must_change(
        "UPDATE svc_case SET status = ?1,"
        " state = CASE ?1 WHEN 'granted' THEN 'decided' WHEN 'refused' THEN ?1 WHEN 'withdrawn' THEN ?1"
        " ELSE state END,"
        " next_alarm = CASE WHEN ?1 IN ('refused', 'withdrawn') THEN NULL ELSE next_alarm END"
        " WHERE seq = ?2",
        status, seq);
}

// What was decided is not overturned by a word, nor is a case decided by one whose life cycle is kept here.
result<void> may_have_status(database& db, std::uint64_t seq, std::string_view status) {
    rows row = db.select("SELECT state, step FROM svc_case WHERE seq = ?", seq);
    if (!row.next()) return errc::api_not_found;
    const auto state = row.view(0);
    for (const std::string_view ended : {"decided", "result_sent", "refused", "withdrawn", "closed"})
        if (state == ended) return error(errc::api_conflict, "the case is " + std::string(state));
    const bool moved = state != "registered" || row.integer(1) != 1;
    if (moved && (status == "granted" || status == "refused"))
        return error(errc::api_conflict, "a case that is moved is decided by a signed decision");
    return {};
}

}  // namespace

std::optional<std::uint64_t> sequence_of(database& db, const case_id& id) {
    rows row = db.select("SELECT seq FROM svc_case WHERE id = ?", id.str());
    if (!row.next()) return std::nullopt;
    return row.count(0);
}

void add_event(database& db, std::uint64_t seq, const case_event& event) {
    db.must_change("INSERT INTO case_event (seq, at, kind, actor, text, status) VALUES (?, ?, ?, ?, ?, '')",
                   seq, event.at, event.kind, event.actor, event.text);
}

std::vector<case_summary> sqlite_store::list_cases(const case_query& query) {
    const connections::reading db(connections_);
    std::vector<case_summary> summaries;
    rows row = select_cases(*db, query);
    while (row.next())
        summaries.push_back(read_summary(row));
    return summaries;
}

std::optional<stored_case> sqlite_store::find_case(std::string_view id_or_number) {
    const connections::reading db(connections_);
    stored_case found;
    {
        rows row = db->select("SELECT " GW_CASE_COLUMNS
                              ", o.case_json FROM svc_case c JOIN content o ON o.seq = c.seq"
                              " WHERE c.id = ?1 OR c.number = ?1",
                              id_or_number);
        if (!row.next()) return std::nullopt;
        found.summary = read_summary(row);
        found.json = row.text(GW_CASE_COLUMN_COUNT);
    }
    found.events = read_events(*db, found.summary);
    found.attachments = read_attachments(*db, found.summary.sequence);
    return found;
}

bool sqlite_store::acknowledge_case(const case_id& id, timestamp at, std::string_view actor) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto seq = sequence_of(*db, id);
    if (!seq) return false;
    if (db->must_change("UPDATE svc_case SET acknowledged_at = ? WHERE seq = ? AND acknowledged_at IS NULL",
                        at, *seq) == 0)
        return true;
    add_event(*db, *seq, {at, "acknowledged", std::string(actor), ""});
    change.commit();
    return true;
}

result<void> sqlite_store::add_case_event(const case_id& id, std::string_view event_id,
                                          const case_event& event, std::string_view new_status) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto seq = sequence_of(*db, id);
    if (!seq) return error(errc::api_not_found, "no case " + id.str());
    if (const auto same = same_as_stored(*db, *seq, event_id, event, new_status)) {
        if (*same) return {};
        return error(errc::api_conflict, "the event id was used with other content");
    }
    if (!new_status.empty())
        if (const auto may = may_have_status(*db, *seq, new_status); !may) return may.error();
    db->must_change(
        "INSERT INTO case_event (seq, event_id, at, kind, actor, text, status) VALUES (?, nullif(?, ''), ?, "
        "?, ?, ?, ?)",
        *seq, event_id, event.at, event.kind, event.actor, event.text, new_status);
    if (!new_status.empty()) update_status(*db, *seq, new_status);
    change.commit();
    return {};
}

}  // namespace gw::store::sqlite
