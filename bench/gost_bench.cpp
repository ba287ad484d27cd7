// The Kazakhstan algorithms beside Debian's gost-engine, both in one run and in turns, in processor time of
// one thread: the speed of a shared machine drifts, so only the ratios within a run count.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "crypto/kz_gost/gost34311.hpp"
#include "crypto/kz_gost/signature.hpp"
#include "crypto/kz_gost/streebog.hpp"
#include "support/gost_engine.hpp"

namespace bench {
namespace {

using namespace gw::crypto::kz_gost;
using gw::octets;

double now() {
    timespec spent;
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

// Calls a second, from at least 60 ms.
double per_second(const std::function<void()>& call) {
    const double start = now();
    double spent = 0;
    std::size_t calls = 0;
    for (; spent < 0.06; spent = now() - start, ++calls)
        call();
    return static_cast<double>(calls) / spent;
}

double median(std::vector<double> of) {
    std::sort(of.begin(), of.end());
    return of[of.size() / 2];
}

constexpr int rounds = 15;

void compare(const char* what, double unit, const char* unit_name, const std::function<void()>& ours,
             const std::function<void()>& engine) {
    std::vector<double> a, b, ratio;
    for (int round = 0; round < rounds; ++round) {
        a.push_back(per_second(ours) * unit);
        b.push_back(per_second(engine) * unit);
        ratio.push_back(a.back() / b.back());
    }
    std::printf("%-42s %10.0f %10.0f %-6s %6.2f\n", what, median(a), median(b), unit_name, median(ratio));
}

void must(bool held) {
    if (!held) std::abort();
}

void schemes() {
    for (const auto& [of, name] : {std::pair{scheme::gost3410_2015_512, "GOST R 34.10-2015-512"},
                                   std::pair{scheme::gost34310_2004, "GOST 34.310-2004"},
                                   std::pair{scheme::gost3410_2015_256, "GOST R 34.10-2015-256"}}) {
        const auto key = private_key::generate(of);
        const auto point = key.derive_public();
        const octets digest(digest_size(of), 'd');
        const octets value = sign(key, digest).value();
        const auto engine_public = gw::test::gost_engine_key::from_point(of, point.raw());
        const auto engine_private = gw::test::gost_engine_key::from_scalar(of, key.scalar());

        std::vector<public_key> strangers;  // more than the cache remembers: each is new again
        std::vector<octets> values;
        for (int i = 0; i < 300; ++i) {
            const auto stranger = private_key::generate(of);
            strangers.push_back(stranger.derive_public());
            values.push_back(sign(stranger, digest).value());
        }
        std::size_t next = 0;
        const std::string label = name;
        const auto engine_verify = [&] { must(engine_public.verify(digest, value)); };
        compare((label + ", verify, key new").c_str(), 1, "/s",
                [&] {
                    must(verify(strangers[next], digest, values[next]).has_value());
                    next = (next + 1) % strangers.size();
                },
                engine_verify);
        compare((label + ", verify, key seen").c_str(), 1, "/s",
                [&] { must(verify(point, digest, value).has_value()); }, engine_verify);
        compare((label + ", sign").c_str(), 1, "/s", [&] { must(sign(key, digest).has_value()); },
                [&] { must(!engine_private.sign(digest).empty()); });
    }
}

void digests() {
    const octets data(1u << 20, 'x');
    compare(
        "Streebog-512", 1, "MB/s", [&] { must(!streebog::digest(64, data).empty()); },
        [&] { must(!gw::test::gost_engine_digest("md_gost12_512", data).empty()); });
    compare(
        "Streebog-256", 1, "MB/s", [&] { must(!streebog::digest(32, data).empty()); },
        [&] { must(!gw::test::gost_engine_digest("md_gost12_256", data).empty()); });
    compare(
        "GOST 34.311-95 (engine: md_gost94)", 1, "MB/s", [&] { must(!gost34311::digest(data).empty()); },
        [&] { must(!gw::test::gost_engine_digest("md_gost94", data).empty()); });
}

}  // namespace
}  // namespace bench

int main() {
    if (!gw::test::gost_engine_present()) {
        std::fprintf(stderr, "gost_bench: libengine-gost-openssl is absent; scripts/install-deps.sh test\n");
        return 1;
    }
    std::printf("%-42s %10s %10s %-6s %6s\n", "median of processor time, one thread", "gateway", "engine", "",
                "ratio");
    bench::schemes();
    bench::digests();
    return 0;
}
