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
    rows counts = db->select(
        "SELECT h.seq, (SELECT count(*) FROM journal WHERE code <> 0), (SELECT count(*) FROM svc_case),"
        " (SELECT count(*) FROM outbox WHERE state IN ('pending', 'in_flight')),"
        " (SELECT count(*) FROM outbox WHERE state IN ('failed', 'needs_review')),"
        " (SELECT count(*) FROM parked WHERE state <> 'ended'), (SELECT count(*) FROM checkpoint),"
        " (SELECT count(*) FROM time_stamp) FROM journal_head h");
    if (counts.next()) {
        status.messages = status.journal_rows = counts.count(0);
        status.refused = counts.count(1);
        status.cases = counts.count(2);
        status.pending_deliveries = counts.count(3);
        status.failed_deliveries = counts.count(4);
        status.parked = counts.count(5);
        status.checkpoints = counts.count(6);
        status.time_stamps = counts.count(7);
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
