// Opening of the SQLite backend, its state and its probe.
#include "store/sqlite/sqlite_store.hpp"

#include "store/sqlite/schema.hpp"

namespace gw::store {

std::unique_ptr<store> open_sqlite(const sqlite_options& options) {
    return std::make_unique<sqlite::sqlite_store>(options);
}

namespace sqlite {

store_status sqlite_store::status() {
    const connections::reading db(connections_);
    store_status status;
    status.backend = "sqlite";
    status.path = connections_.options().path;
    status.octets_on_disk = connections_.octets_on_disk();
    status.schema_version = static_cast<int>(db->pragma("PRAGMA user_version"));
    // Rows of the journal and of cases only come, at the end: what was counted once need not be counted
    // again.
    const std::lock_guard lock(counting_);
    rows counts = db->select(
        "SELECT h.seq, (SELECT count(*) FROM journal WHERE code <> 0 AND seq > ?1),"
        " (SELECT count(*) FROM svc_case WHERE seq > ?1),"
        " (SELECT count(*) FROM outbox WHERE state IN ('pending', 'in_flight')),"
        " (SELECT count(*) FROM outbox WHERE state IN ('failed', 'needs_review')),"
        " (SELECT count(*) FROM parked WHERE state <> 'ended'),"
        " (SELECT coalesce(max(number), 0) FROM checkpoint),"
        " (SELECT coalesce(max(number), 0) FROM time_stamp), "
        " (SELECT coalesce(max(last_seq), 0) FROM checkpoint),"
        " (SELECT coalesce(max(last_seq), 0) FROM time_stamp) FROM journal_head h",
        counted_.seq);
    if (counts.next()) {
        status.messages = status.journal_rows = counts.count(0);
        status.refused = counted_.refused + counts.count(1);
        status.cases = counted_.cases + counts.count(2);
        counted_ = {status.journal_rows, status.refused, status.cases};
        status.pending_deliveries = counts.count(3);
        status.failed_deliveries = counts.count(4);
        status.parked = counts.count(5);
        status.checkpoints = counts.count(6);
        status.time_stamps = counts.count(7);
        status.checkpointed = counts.count(8);
        status.stamped = counts.count(9);
    }
    return status;
}

// A write that reaches the disk: a store that can only be read is not ready.
void sqlite_store::probe() {
    const connections::writing db(connections_);
    transaction change(*db);
    db->must_change("UPDATE probe SET times = times + 1");
    change.commit();
}

}  // namespace sqlite
}  // namespace gw::store
