// The outbox: leases, outcomes and the administrator's second chance.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

#define GW_DELIVERY_COLUMNS                                                                              \
    "d.id, c.id, c.number, d.target, o.case_json, d.state, d.attempts, d.attempts - d.attempts_before, " \
    "d.due_at, d.last_error, d.target_reference, j.id"
#define GW_DELIVERY_TABLES                                                            \
    " FROM outbox d JOIN svc_case c ON c.seq = d.seq JOIN content o ON o.seq = d.seq" \
    " JOIN journal j ON j.seq = d.seq "

delivery_record read_delivery(const rows& row) {
    delivery_record record;
    record.id = delivery_id(row.text(0));
    record.svc_case = case_id(row.text(1));
    record.case_number = row.text(2);
    record.target = row.text(3);
    record.case_json = row.text(4);
    record.state = delivery_state_from(row.view(5)).value_or(delivery_state::needs_review);
    record.attempts = static_cast<int>(row.integer(6));
    record.tries = static_cast<int>(row.integer(7));
    record.next_attempt_at = row.time(8);
    record.last_error = row.text(9);
    record.target_reference = row.text(10);
    record.message = message_id(row.text(11));
    return record;
}

std::vector<delivery_record> read_deliveries(rows found) {
    std::vector<delivery_record> records;
    while (found.next())
        records.push_back(read_delivery(found));
    return records;
}

// Keys of the case and the target of a delivery in flight, when `attempt` is still the current one.
struct current_attempt {
    std::uint64_t seq = 0;
    std::string target;
};
std::optional<current_attempt> find_current(database& db, const delivery_id& id, int attempt) {
    rows row =
        db.select("SELECT seq, target FROM outbox WHERE id = ? AND state = 'in_flight' AND attempts = ?",
                  id.str(), attempt);
    if (!row.next()) return std::nullopt;
    return current_attempt{row.count(0), row.text(1)};
}

}  // namespace

std::vector<delivery_record> sqlite_store::lease_deliveries(const std::string& target, timestamp now,
                                                            seconds lease, std::size_t most) {
    const connections::writing db(connections_);
    transaction change(*db);
    auto due = read_deliveries(
        db->select("SELECT " GW_DELIVERY_COLUMNS GW_DELIVERY_TABLES
                   "WHERE d.target = ? AND d.state IN ('pending', 'in_flight') AND d.due_at <= ?"
                   " ORDER BY d.due_at LIMIT ?",
                   target, now, most));
    if (due.empty()) return due;
    for (delivery_record& record : due) {
        record.taken_over = record.state == delivery_state::in_flight;
        record.state = delivery_state::in_flight;
        ++record.attempts;
        ++record.tries;
        record.next_attempt_at = now + lease;
        db->must_change("UPDATE outbox SET state = 'in_flight', attempts = ?, due_at = ? WHERE id = ?",
                        record.attempts, record.next_attempt_at, record.id.str());
    }
    change.commit();
    return due;
}

bool sqlite_store::finish_delivery(const delivery_id& id, int attempt, timestamp now,
                                   std::string_view target_reference) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto current = find_current(*db, id, attempt);
    if (!current) return false;
    db->must_change(
        "UPDATE outbox SET state = 'delivered', due_at = ?, last_error = '', target_reference = ? WHERE id = "
        "?",
        now, target_reference, id.str());
    add_event(*db, current->seq, {now, "delivered", current->target, std::string(target_reference)});
    change.commit();
    return true;
}

bool sqlite_store::retry_delivery(const delivery_id& id, int attempt, timestamp next, std::string_view why) {
    const connections::writing db(connections_);
    return db->must_change(
               "UPDATE outbox SET state = 'pending', due_at = ?, last_error = ?"
               " WHERE id = ? AND state = 'in_flight' AND attempts = ?",
               next, why, id.str(), attempt) != 0;
}

bool sqlite_store::fail_delivery(const delivery_id& id, int attempt, timestamp now, delivery_state state,
                                 std::string_view why) {
    GW_INVARIANT(state == delivery_state::failed || state == delivery_state::needs_review);
    const connections::writing db(connections_);
    transaction change(*db);
    const auto current = find_current(*db, id, attempt);
    if (!current) return false;
    db->must_change("UPDATE outbox SET state = ?, due_at = ?, last_error = ? WHERE id = ?", to_string(state),
                    now, why, id.str());
    const std::string kind = state == delivery_state::failed ? "delivery_failed" : "delivery_needs_review";
    add_event(*db, current->seq, {now, kind, current->target, std::string(why)});
    change.commit();
    return true;
}

std::size_t sqlite_store::requeue_deliveries(const delivery_id& id, timestamp now) {
    const connections::writing db(connections_);
    // Attempts go on counting; what came before does not count against the limit on retries.
    return db->must_change(
        "UPDATE outbox SET state = 'pending', due_at = ?, attempts_before = attempts"
        " WHERE state IN ('failed', 'needs_review') AND (?2 = '' OR id = ?2)",
        now, id.str());
}

std::vector<delivery_record> sqlite_store::list_deliveries(std::optional<delivery_state> state,
                                                           std::size_t most) {
    const connections::reading db(connections_);
    if (!state)
        return read_deliveries(
            db->select("SELECT " GW_DELIVERY_COLUMNS GW_DELIVERY_TABLES "ORDER BY d.id DESC LIMIT ?", most));
    return read_deliveries(db->select("SELECT " GW_DELIVERY_COLUMNS GW_DELIVERY_TABLES
                                      "WHERE d.state = ? ORDER BY d.id DESC LIMIT ?",
                                      to_string(*state), most));
}

std::optional<timestamp> sqlite_store::next_delivery_due(const std::string& target) {
    const connections::reading db(connections_);
    rows row = db->select(
        "SELECT min(due_at) FROM outbox WHERE target = ? AND state IN ('pending', 'in_flight')", target);
    if (!row.next() || row.is_null(0)) return std::nullopt;
    return row.time(0);
}

}  // namespace gw::store::sqlite
