// How many messages the store takes per second, with the disk synced for every batch. Argument: messages in a
// batch. Only ratios taken in one run count; GW_BENCH_FOLDER names the disk to measure (default: the
// temporary folder).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <latch>

#include "store/group_commit.hpp"
#include "store/sqlite/database.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace {

using namespace gw;

constexpr std::size_t body_size = 4096;

// A message of 4 KB with verdict, answer, case, delivery and the evidence that all of them share.
store::message_record message_of_4k(int n) {
    static const auto crl = store::make_evidence("crl", std::string(40'000, 'l'));
    static const auto certificate = store::make_evidence("certificate", std::string(1'500, 'c'));
    store::message_record message = test::accepted_message(n);
    test::set_body(message, std::string(body_size, 'x'));
    message.verdict_json.assign(1'500, 'v');
    message.answer.assign(2'500, 'a');
    message.svc_case->json.assign(2'000, 'j');
    message.evidence = {crl, certificate};
    return message;
}

store::message_record refusal_of_4k(int n) {
    store::message_record message = test::refused_message(n);
    test::set_body(message, std::string(body_size, 'x'));
    return message;
}

template <class Make>
void commit_batches(benchmark::State& state, Make make) {
    const test::temp_folder folder;
    const auto db = store::open_sqlite({.path = folder.file("store.db")});
    int n = 0, batches = 0;
    for (auto _ : state) {
        state.PauseTiming();
        std::vector<store::message_record> batch;
        for (auto i = state.range(0); i > 0; --i)
            batch.push_back(make(++n));
        if (++batches % 256 == 0) db->checkpoint();  // beside the commits in the product
        state.ResumeTiming();
        for (const auto& done : db->commit(batch))
            if (!done) state.SkipWithError("not stored");
    }
    state.SetItemsProcessed(n);
}

void accepted(benchmark::State& state) {
    commit_batches(state, message_of_4k);
}
void refused(benchmark::State& state) {
    commit_batches(state, refusal_of_4k);
}

// The yardstick: 4 KB in one table and nothing else, by the same SQLite with the same durability.
void bare_rows(benchmark::State& state) {
    const test::temp_folder folder;
    store::sqlite::database db(folder.file("bare.db"), store::sqlite::access::read_write);
    db.pragma("PRAGMA journal_mode = WAL");
    db.execute(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n INTEGER PRIMARY KEY, b "
        "BLOB)");
    const std::string body(body_size, 'x');
    for (auto _ : state) {
        store::sqlite::transaction change(db);
        for (auto i = state.range(0); i > 0; --i)
            db.must_change("INSERT INTO t (b) VALUES (?)", store::sqlite::blob(body));
        change.commit();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Through the queue, with the checkpoints of the product beside it.
void through_group_commit(benchmark::State& state) {
    const test::temp_folder folder;
    const auto db = store::open_sqlite({.path = folder.file("store.db")});
    store::group_commit writer(*db, {});
    const auto waiting = state.range(0);
    int n = 0;
    for (auto _ : state) {
        std::latch all(waiting);
        for (auto i = waiting; i > 0; --i)
            if (!writer.submit(message_of_4k(++n), [&all](auto, auto&&) { all.count_down(); }))
                state.SkipWithError("refused");
        all.wait();
    }
    state.SetItemsProcessed(n);
}

BENCHMARK(bare_rows)->Arg(1)->Arg(32)->UseRealTime()->MinTime(2);
BENCHMARK(accepted)->Arg(1)->Arg(32)->Arg(128)->UseRealTime()->MinTime(2);
BENCHMARK(refused)->Arg(32)->UseRealTime()->MinTime(2);
BENCHMARK(through_group_commit)->Arg(64)->Arg(256)->UseRealTime()->MinTime(2);

}  // namespace

BENCHMARK_MAIN();
