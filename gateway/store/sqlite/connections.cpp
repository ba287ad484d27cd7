// Opening, sharing and checkpointing of the connections.
#include "store/sqlite/connections.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>

#include "store/sqlite/schema.hpp"

namespace gw::store::sqlite {
namespace {

constexpr std::size_t most_idle_readers = 8;
// A log that holds more than this is started afresh, not only copied: a busy writer otherwise never lets
// SQLite do so. Its file keeps its size, since giving blocks back and taking them again holds up the writer;
// what a burst made of it beyond the second number is given back.
constexpr std::uint64_t large_log = 64u << 20;
constexpr std::uint64_t most_log_file = 128u << 20;
// How often a large log is copied before the writer is held up.
constexpr int further_copies = 3;

std::uint64_t file_size(const std::string& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    return failed ? 0 : size;
}

// A closed store has no log; opening it the usual way would create one, which a reader must not do.
access read_access(const sqlite_options& options) {
    std::error_code failed;
    const bool in_use = std::filesystem::exists(options.path + "-wal", failed);
    return options.read_only && !in_use ? access::immutable : access::read_only;
}

std::unique_ptr<database> open_writer(const sqlite_options& options) {
    if (options.read_only) return nullptr;
    auto db = std::make_unique<database>(options.path, access::read_write);
    if (rows mode = db->select("PRAGMA journal_mode = WAL"); !mode.next() || mode.view(0) != "wal")
        throw infrastructure_error(errc::store_unavailable,
                                   "SQLite cannot keep a write-ahead log at " + options.path);
    db->execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
    // Checkpoints are made by checkpoint(), off the commit path. What a savepoint must remember of the pages
    // it changes is a few pages: in memory, where the default is a temporary file.
    db->execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
    db->execute("PRAGMA journal_size_limit = " + std::to_string(most_log_file));
    if (options.max_pages != 0) db->execute("PRAGMA max_page_count = " + std::to_string(options.max_pages));
    migrate(*db, known_migrations());
    return db;
}

std::unique_ptr<database> open_checkpointer(const sqlite_options& options) {
    if (options.read_only) return nullptr;
    auto db = std::make_unique<database>(options.path, access::read_write);
    db->execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
    sqlite3_busy_timeout(db->handle(), 0);  // a reader in the way is met again at the next checkpoint
    return db;
}

// Busy is no failure: what could be moved was moved. Returns the octets of pages in the log.
std::uint64_t run_checkpoint(database& db, int mode) {
    int frames = 0;
    const int code = sqlite3_wal_checkpoint_v2(db.handle(), "main", mode, &frames, nullptr);
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return static_cast<std::uint64_t>(std::max(frames, 0)) *
               static_cast<std::uint64_t>(db.pragma("PRAGMA page_size"));
    const errc kind = (code & 0xff) == SQLITE_FULL ? errc::disk_full : errc::store_unavailable;
    throw infrastructure_error(kind, std::string("SQLite: checkpoint: ") + sqlite3_errmsg(db.handle()));
}

}  // namespace

void fair_mutex::lock() {
    std::unique_lock held(guard_);
    const std::uint64_t mine = next_ticket_++;
    turn_.wait(held, [&] { return serving_ == mine; });
}

void fair_mutex::unlock() {
    {
        const std::lock_guard held(guard_);
        ++serving_;
    }
    turn_.notify_all();
}

connections::connections(const sqlite_options& options)
    : options_(options),
      read_access_(read_access(options)),
      writer_(open_writer(options)),
      checkpointer_(open_checkpointer(options)) {
    reading first(*this);  // a file that cannot be read is told at once
    require_current(*first, known_migrations());
}

std::unique_ptr<database> connections::open_reader() const {
    auto db = std::make_unique<database>(options_.path, read_access_);
    db->execute("PRAGMA query_only = ON; PRAGMA cache_size = -4096; PRAGMA trusted_schema = OFF");
    return db;
}

connections::writing::writing(connections& home)
    : lock_(home.writer_guard_),
      db_(home.writer_
              ? *home.writer_
              : throw infrastructure_error(errc::store_unavailable, "the store is open for reading only")) {}

connections::reading::reading(connections& home) : home_(home) {
    {
        const std::lock_guard held(home.readers_guard_);
        if (!home.idle_readers_.empty()) {
            db_ = std::move(home.idle_readers_.back());
            home.idle_readers_.pop_back();
        }
    }
    if (!db_) db_ = home.open_reader();
}

connections::reading::~reading() {
    const std::lock_guard held(home_.readers_guard_);
    if (home_.idle_readers_.size() < most_idle_readers) home_.idle_readers_.push_back(std::move(db_));
}

void connections::checkpoint() {
    if (!checkpointer_) return;
    const std::lock_guard held(checkpoint_guard_);
    // PASSIVE waits for nobody and nobody waits for it.
    if (run_checkpoint(*checkpointer_, SQLITE_CHECKPOINT_PASSIVE) < large_log) return;
    // Each further one copies what was committed during the one before: in the end little is left, and the
    // writer is held up only for a moment.
    for (int i = 0; i < further_copies; ++i)
        run_checkpoint(*checkpointer_, SQLITE_CHECKPOINT_PASSIVE);
    const std::lock_guard writer(writer_guard_);
    run_checkpoint(*checkpointer_, SQLITE_CHECKPOINT_RESTART);
}

std::uint64_t connections::octets_on_disk() const {
    return file_size(options_.path) + file_size(options_.path + "-wal");
}

}  // namespace gw::store::sqlite
