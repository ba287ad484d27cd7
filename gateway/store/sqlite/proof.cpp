// What exports and checks of the journal read, and the signed statements about it.
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

constexpr int hash_column = journal_column_count - 1;

#define GW_CHECKPOINT "SELECT number, first_seq, last_seq, statement, signature, signer FROM checkpoint "
#define GW_TIME_STAMP "SELECT number, first_seq, last_seq, root, stamped_at, anchors, token FROM time_stamp "

checkpoint_record read_checkpoint(const rows& row) {
    checkpoint_record record;
    record.number = row.count(0);
    record.first = row.count(1);
    record.last = row.count(2);
    record.statement = row.text(3);
    record.signature = row.text(4);
    record.signer = row.digest(5);
    return record;
}

std::optional<checkpoint_record> first_checkpoint(rows row) {
    if (!row.next()) return std::nullopt;
    return read_checkpoint(row);
}

std::optional<time_stamp_record> first_time_stamp(rows row) {
    if (!row.next()) return std::nullopt;
    time_stamp_record record;
    record.number = row.count(0);
    record.first = row.count(1);
    record.last = row.count(2);
    record.root = row.digest(3);
    record.at = row.time(4);
    record.anchors = row.digest(5);
    record.token = row.text(6);
    return record;
}

}  // namespace

journal_head sqlite_store::head() {
    const connections::reading db(connections_);
    rows row = db->select("SELECT seq, hash FROM journal_head");
    if (!row.next()) throw infrastructure_error(errc::store_unavailable, "the head of the journal is gone");
    return {.seq = row.count(0), .hash = row.digest(1)};
}

std::optional<journal_row> sqlite_store::find_row(const message_id& id) {
    const connections::reading db(connections_);
    rows row = db->select("SELECT " GW_JOURNAL_COLUMNS " FROM journal j WHERE j.id = ?", id.str());
    if (!row.next()) return std::nullopt;
    return journal_row{read_entry(row), row.digest(hash_column)};
}

std::vector<journal_row> sqlite_store::list_rows(std::uint64_t after, timestamp since, std::size_t most) {
    const connections::reading db(connections_);
    std::vector<journal_row> found;
    rows row = db->select("SELECT " GW_JOURNAL_COLUMNS
                          " FROM journal j WHERE j.seq > ? AND j.received_at >= ? ORDER BY j.seq LIMIT ?",
                          after, since, most);
    while (row.next())
        found.push_back({read_entry(row), row.digest(hash_column)});
    return found;
}

std::optional<stored_octets> sqlite_store::read_octets(std::uint64_t seq) {
    const connections::reading db(connections_);
    rows row = db->select("SELECT raw, answer, verdict, case_json FROM content WHERE seq = ?", seq);
    if (!row.next()) return std::nullopt;
    return stored_octets{row.text(0), row.text(1), row.text(2), row.text(3)};
}

std::vector<evidence_name> sqlite_store::evidence_of(std::uint64_t seq) {
    const connections::reading db(connections_);
    std::vector<evidence_name> names;
    rows row = db->select(
        "SELECT e.kind, e.sha256 FROM message_evidence m JOIN evidence e ON e.number = m.evidence"
        " WHERE m.seq = ? ORDER BY m.place",
        seq);
    while (row.next())
        names.push_back({row.text(0), row.digest(1)});
    return names;
}

std::optional<evidence_item> sqlite_store::find_evidence(const sha256_digest& digest) {
    const connections::reading db(connections_);
    rows row = db->select("SELECT kind, content FROM evidence WHERE sha256 = ?", blob(digest));
    if (!row.next()) return std::nullopt;
    return evidence_item{row.text(0), row.text(1), digest};
}

std::vector<sha256_digest> sqlite_store::row_hashes(std::uint64_t first, std::uint64_t last) {
    const connections::reading db(connections_);
    std::vector<sha256_digest> hashes;
    rows row = db->select("SELECT hash FROM journal WHERE seq >= ? AND seq <= ? ORDER BY seq", first, last);
    while (row.next())
        hashes.push_back(row.digest(0));
    return hashes;
}

void sqlite_store::add_checkpoint(const checkpoint_record& made) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto added = db->must_change(
        "INSERT INTO checkpoint (number, first_seq, last_seq, statement, signature, signer)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?1 = (SELECT coalesce(max(number), 0) + 1 FROM checkpoint)",
        made.number, made.first, made.last, std::string_view(made.statement), blob(made.signature),
        blob(made.signer));
    if (added == 0) throw infrastructure_error(errc::store_unavailable, "a checkpoint out of turn");
    change.commit();
}

std::optional<checkpoint_record> sqlite_store::last_checkpoint() {
    const connections::reading db(connections_);
    return first_checkpoint(db->select(GW_CHECKPOINT "ORDER BY number DESC LIMIT 1"));
}

std::optional<checkpoint_record> sqlite_store::find_checkpoint(std::uint64_t seq) {
    const connections::reading db(connections_);
    return first_checkpoint(db->select(
        GW_CHECKPOINT "WHERE last_seq >= ?1 AND first_seq <= ?1 ORDER BY last_seq, number LIMIT 1", seq));
}

std::vector<checkpoint_record> sqlite_store::list_checkpoints(std::uint64_t after, std::size_t most) {
    const connections::reading db(connections_);
    std::vector<checkpoint_record> found;
    rows row = db->select(GW_CHECKPOINT "WHERE number > ? ORDER BY number LIMIT ?", after, most);
    while (row.next())
        found.push_back(read_checkpoint(row));
    return found;
}

void sqlite_store::add_time_stamp(const time_stamp_record& made) {
    const connections::writing db(connections_);
    transaction change(*db);
    const auto added = db->must_change(
        "INSERT INTO time_stamp (number, first_seq, last_seq, root, stamped_at, anchors, token)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?1 = (SELECT coalesce(max(number), 0) + 1 FROM time_stamp)",
        made.number, made.first, made.last, blob(made.root), made.at, blob(made.anchors), blob(made.token));
    if (added == 0) throw infrastructure_error(errc::store_unavailable, "a time stamp out of turn");
    change.commit();
}

std::optional<time_stamp_record> sqlite_store::last_time_stamp() {
    const connections::reading db(connections_);
    return first_time_stamp(db->select(GW_TIME_STAMP "ORDER BY number DESC LIMIT 1"));
}

std::optional<time_stamp_record> sqlite_store::find_time_stamp(std::uint64_t seq) {
    const connections::reading db(connections_);
    return first_time_stamp(
        db->select(GW_TIME_STAMP "WHERE last_seq >= ?1 AND first_seq <= ?1 ORDER BY last_seq LIMIT 1", seq));
}

}  // namespace gw::store::sqlite
