// The connections of one store: one that writes, as many that read as there are readers at once, so that
// reading never waits for a commit and a long check never delays a short look-up.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite/database.hpp"
#include "store/store.hpp"

namespace gw::store::sqlite {

// A mutex that is given in the order of asking: the commit loop locks it again at once and would starve
// deliveries.
class fair_mutex {
public:
    void lock();
    void unlock();

private:
    std::mutex guard_;
    std::condition_variable turn_;
    std::uint64_t next_ticket_ = 0, serving_ = 0;
};

class connections {
public:
    explicit connections(const sqlite_options&);

    // The one connection that writes, held by one thread at a time. Throws store_unavailable when read-only.
    class writing {
    public:
        explicit writing(connections&);
        database& operator*() const noexcept { return db_; }
        database* operator->() const noexcept { return &db_; }

    private:
        std::unique_lock<fair_mutex> lock_;
        database& db_;
    };
    // A connection for reading; goes back to the pool.
    class reading {
    public:
        explicit reading(connections&);
        ~reading();
        reading(const reading&) = delete;
        reading& operator=(const reading&) = delete;
        database& operator*() const noexcept { return *db_; }
        database* operator->() const noexcept { return db_.get(); }

    private:
        connections& home_;
        std::unique_ptr<database> db_;
    };

    void checkpoint();
    std::uint64_t octets_on_disk() const;
    const sqlite_options& options() const noexcept { return options_; }

private:
    std::unique_ptr<database> open_reader() const;

    const sqlite_options options_;
    const access read_access_;
    fair_mutex writer_guard_;
    std::unique_ptr<database> writer_;  // none when read-only
    std::mutex checkpoint_guard_;
    std::unique_ptr<database> checkpointer_;
    std::mutex readers_guard_;
    std::vector<std::unique_ptr<database>> idle_readers_;
};

}  // namespace gw::store::sqlite
