// kill -9 at random moments: what was acknowledged is there once after reopening, and the journal holds.
// Rounds: 20, or the environment variable GW_CRASH_ROUNDS.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>

#include "store/store.hpp"
#include "support/stored_messages.hpp"
#include "support/temp_folder.hpp"

namespace gw::test {
namespace {

// Runs the worker until it acknowledged `wanted` messages, kills it, and returns all that it acknowledged.
std::vector<int> run_and_kill(const std::string& file, int first, int wanted) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const std::string number = std::to_string(first);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        execl(GW_CRASH_WORKER, GW_CRASH_WORKER, file.c_str(), number.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    close(ends[1]);
    std::FILE* lines = fdopen(ends[0], "r");
    std::vector<int> acknowledged;
    char line[32];
    while (std::fgets(line, sizeof line, lines)) {
        acknowledged.push_back(std::atoi(line));
        // What is still in the pipe was acknowledged too, so reading goes on until its end.
        if (static_cast<int>(acknowledged.size()) == wanted) kill(child, SIGKILL);
    }
    std::fclose(lines);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        << "the worker ended by itself: " << status;
    return acknowledged;
}

TEST(store_crash, every_acknowledged_message_is_there_once) {
    const char* configured = std::getenv("GW_CRASH_ROUNDS");
    const int rounds = configured ? std::atoi(configured) : 20;
    ASSERT_GT(rounds, 0);
    const temp_folder folder;
    const std::string file = folder.file("store.db");
    const std::random_device::result_type seed = std::random_device()();
    RecordProperty("seed", std::to_string(seed));
    std::mt19937 random(seed);
    std::set<int> acknowledged;
    int first = 1;
    for (int round = 0; round < rounds; ++round) {
        const int wanted = std::uniform_int_distribution<int>(1, 150)(random);
        const auto now = run_and_kill(file, first, wanted);
        ASSERT_GE(static_cast<int>(now.size()), wanted) << "round " << round << ", seed " << seed;
        acknowledged.insert(now.begin(), now.end());

        const auto db = store::open_sqlite({.path = file});
        for (const int n : now) {
            const auto found = db->find_message(message_no(n));
            ASSERT_TRUE(found) << "message " << n << " was acknowledged and is gone, round " << round;
            ASSERT_EQ(found->answer, accepted_message(n).answer);
            ASSERT_EQ(found->outbox.size(), 1u);
            ASSERT_TRUE(db->find_duplicate(*accepted_message(n).key));
        }
        // Ids are unique, so as many rows as ids means each is there once; what was stored without a word is
        // allowed.
        ASSERT_GE(db->status().messages, acknowledged.size());
        first = *acknowledged.rbegin() + 1;
        while (db->find_message(message_no(first)))
            ++first;
        ASSERT_EQ(db->status().messages, static_cast<std::uint64_t>(first) - 1);
        const auto check = db->verify_journal();
        ASSERT_FALSE(check.broken) << *check.broken << ": " << check.why << ", round " << round;
    }
    std::printf("%d rounds, %zu messages acknowledged\n", rounds, acknowledged.size());
}

}  // namespace
}  // namespace gw::test
