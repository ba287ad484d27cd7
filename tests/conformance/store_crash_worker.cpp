// The process that is killed: commits numbered messages through the group commit and prints the number of
// each one only after its result came. Arguments: the database file and the first number.
#include <unistd.h>

#include <cstdlib>
#include <semaphore>

#include "store/group_commit.hpp"
#include "support/stored_messages.hpp"

namespace {

// One write per line: what the parent reads was acknowledged, whatever happens next.
void acknowledge(int n) {
    const std::string line = std::to_string(n) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto db = gw::store::open_sqlite({.path = argv[1]});
    // Small batches and frequent checkpoints: the kill is to hit commits and checkpoints alike.
    gw::store::group_commit writer(*db, {.most_in_batch = 8, .checkpoint_every = 3});
    std::counting_semaphore<> room(64);
    for (int n = std::atoi(argv[2]);; ++n) {
        room.acquire();
        auto message = gw::test::accepted_message(n);
        gw::test::set_body(message, std::string(static_cast<std::size_t>(n % 7) * 3000, 'x'));
        const auto taken =
            writer.submit(std::move(message),
                          [&room, n](gw::result<gw::store::commit_result> done, gw::store::message_record&&) {
                              if (!done || done->outcome != gw::store::commit_outcome::stored) std::_Exit(3);
                              acknowledge(n);
                              room.release();
                          });
        if (!taken) return 4;
    }
}
