// The SQLite backend under the suite of all stores.
#include "conformance/store_suite.hpp"
#include "store/sqlite/database.hpp"

namespace gw::test {
namespace {

std::unique_ptr<store::store> open(const temp_folder& folder, const backend_options& options) {
    return store::open_sqlite(
        {.path = folder.file("store.db"), .stranger_ring_rows = options.stranger_ring_rows});
}

void tamper(const temp_folder& folder, const std::string& sql) {
    store::sqlite::database db(folder.file("store.db"), store::sqlite::access::read_write);
    db.execute("PRAGMA foreign_keys = OFF");
    db.execute(sql);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(sqlite, store_suite, testing::Values(store_backend{"sqlite", open, tamper}));
INSTANTIATE_TEST_SUITE_P(sqlite, damaged_journal, testing::Values(store_backend{"sqlite", open, tamper}));

}  // namespace gw::test
