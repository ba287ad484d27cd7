// Parked messages: put there by a commit, leased for a check, ended by another commit.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

#define GW_PARKED                                                                                      \
    "SELECT j.id, p.route, j.portal, j.peer, j.received_at, p.give_up_at, p.state, p.checks, p.code, " \
    "o.raw FROM parked p JOIN journal j ON j.seq = p.seq JOIN content o ON o.seq = p.seq "

parked_state state_of(octets_view text) {
    if (text == "waiting") return parked_state::waiting;
    return text == "checking" ? parked_state::checking : parked_state::ended;
}

parked_message read_parked(const rows& row) {
    parked_message message;
    message.id = message_id(row.text(0));
    message.route = row.text(1);
    message.portal = row.text(2);
    message.peer = row.text(3);
    message.received_at = row.time(4);
    message.give_up_at = row.time(5);
    message.state = state_of(row.view(6));
    message.checks = static_cast<int>(row.integer(7));
    message.code = static_cast<int>(row.integer(8));
    message.raw = row.text(9);
    return message;
}

}  // namespace

result<void> insert_parked(database& db, const message_record& message, std::uint64_t seq) {
    const parking_order& order = *message.park;
    const auto done =
        db.change("INSERT INTO parked (seq, route, due_at, give_up_at, code) VALUES (?, ?, ?, ?, ?)", seq,
                  order.route, order.check_at, order.give_up_at, message.code);
    if (!done) return done.error();
    return {};
}

bool is_being_checked(database& db, const parking_end& end) {
    rows row = db.select(
        "SELECT 1 FROM parked p JOIN journal j ON j.seq = p.seq"
        " WHERE j.id = ? AND p.state = 'checking' AND p.checks = ?",
        end.parked.str(), end.check);
    return row.next();
}

void end_parked(database& db, const message_id& id, std::uint64_t ended_by) {
    db.must_change(
        "UPDATE parked SET state = 'ended', ended_by = ? WHERE seq = (SELECT seq FROM journal WHERE id = ?)",
        ended_by, id.str());
}

std::vector<parked_message> sqlite_store::lease_parked(timestamp now, seconds lease, std::size_t most) {
    const connections::writing db(connections_);
    transaction change(*db);
    std::vector<parked_message> due;
    {
        rows row = db->select(
            GW_PARKED "WHERE p.state <> 'ended' AND p.due_at <= ? ORDER BY p.due_at LIMIT ?", now, most);
        while (row.next())
            due.push_back(read_parked(row));
    }
    if (due.empty()) return due;
    for (parked_message& one : due) {
        one.state = parked_state::checking;
        ++one.checks;
        db->must_change(
            "UPDATE parked SET state = 'checking', checks = ?, due_at = ?, hurried = 0"
            " WHERE seq = (SELECT seq FROM journal WHERE id = ?)",
            one.checks, now + lease, one.id.str());
    }
    change.commit();
    return due;
}

bool sqlite_store::postpone_parked(const message_id& id, int check, timestamp next, int code) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto changed = db->must_change(
        "UPDATE parked SET state = 'waiting', due_at = CASE hurried WHEN 1 THEN 0 ELSE ? END, hurried = 0, "
        "code = ?"
        " WHERE seq = (SELECT seq FROM journal WHERE id = ?) AND state = 'checking' AND checks = ?",
        next, code, id.str(), check);
    change.commit();
    return changed == 1;
}

std::size_t sqlite_store::hurry_parked(timestamp now) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto waiting =
        db->must_change("UPDATE parked SET due_at = min(due_at, ?) WHERE state = 'waiting'", now);
    // What is being checked at this moment may still look at the old data.
    const auto checking = db->must_change("UPDATE parked SET hurried = 1 WHERE state = 'checking'");
    change.commit();
    return waiting + checking;
}

std::optional<timestamp> sqlite_store::next_parked_due() {
    const connections::reading db(connections_);
    rows row = db->select("SELECT min(due_at) FROM parked WHERE state <> 'ended'");
    if (!row.next() || row.is_null(0)) return std::nullopt;
    return row.time(0);
}

std::optional<parked_message> sqlite_store::find_parked(const message_id& id) {
    const connections::reading db(connections_);
    rows row = db->select(GW_PARKED "WHERE j.id = ?", id.str());
    if (!row.next()) return std::nullopt;
    return read_parked(row);
}

}  // namespace gw::store::sqlite
