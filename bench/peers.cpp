#include "bench/peers.hpp"

#include <chrono>
#include <ctime>
#include <functional>

#include "bench/naive.hpp"

namespace bench {
namespace {

double thread_cpu_seconds() {
    timespec spent{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

peer_rate rate(std::span<const post> posts, double seconds,
               const std::function<void(std::string_view)>& work) {
    using clock = std::chrono::steady_clock;
    const auto start = clock::now();
    const double cpu = thread_cpu_seconds();
    for (std::size_t i = 0;; ++i) {
        work(posts[i % posts.size()].body());
        const double spent = std::chrono::duration<double>(clock::now() - start).count();
        if (spent < seconds) continue;
        const auto done = static_cast<double>(i + 1);
        return {done / spent, (thread_cpu_seconds() - cpu) * 1e6 / done};
    }
}

}  // namespace

peer_rate xmlsec_alone(std::span<const post> posts, const std::filesystem::path& certs, double seconds) {
    const ready_key key(certs / "portals/elicense/sign.crt");
    return rate(posts, seconds, [&](std::string_view message) { key.verify(message); });
}

peer_rate xmlsec_naive(std::span<const post> posts, const std::filesystem::path& certs, double seconds) {
    const naive_verifier naive(certs);
    return rate(posts, seconds, [&](std::string_view message) { naive.verify(message); });
}

}  // namespace bench
