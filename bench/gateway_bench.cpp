// What verification costs the gateway. One interleaved run, because the speed of a shared machine drifts:
// only ratios within a run count.
//   a  the product
//   b  the product with verification of signature and certificate left out (skip_verification.cpp)
//   c  xmlsec alone, key ready, one thread
//   d  the product with verification by xmlsec and X509_verify_cert, nothing remembered between messages
//   e  the same verification alone, one thread
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "bench/child_gateway.hpp"
#include "bench/list_swapper.hpp"
#include "bench/load.hpp"
#include "bench/peers.hpp"
#include "dsig/verify.hpp"

namespace bench {
namespace {

struct options {
    std::filesystem::path certs, forms, config, gateway, unverified, naive;
    std::size_t rounds = 5;
    bool memory = false, swap_lists = false, smallest = false, profile = false;
};

struct figures {
    double per_second = 0, p50 = 0, p99 = 0, cpu_us = 0, rss = 0;
};

// A size of message, and how many of them make a round of some seconds.
struct size_class {
    const char* name;
    std::size_t octets, messages;
};
constexpr size_class sizes[] = {
    {"4 KB", 4u << 10, 12'000}, {"64 KB", 64u << 10, 2'000}, {"1 MB", 1u << 20, 160}};
constexpr double peer_seconds = 1;

double median(std::vector<double> of) {
    std::sort(of.begin(), of.end());
    return of[of.size() / 2];
}
template <class T>
double median(const std::vector<T>& of, double T::*which) {
    std::vector<double> values;
    for (const auto& one : of)
        values.push_back(one.*which);
    return median(std::move(values));
}

figures measure(const options& from, const std::filesystem::path& binary, std::span<const post> posts) {
    const child_gateway gateway(binary, from.config);
    double cpu = 0;
    load_options load{gateway.port(), from.certs / "anchors/root.pem"};
    load.warm_up = posts.size() / 10;
    load.on_start = [&] { cpu = gateway.cpu_seconds(); };
    const load_result got = drive(posts, load);
    const double spent = gateway.cpu_seconds() - cpu;
    return {got.per_second(), got.percentile(0.5), got.percentile(0.99),
            spent * 1e6 / static_cast<double>(got.milliseconds.size()), gateway.megabytes("VmHWM")};
}

struct comparison {
    std::vector<figures> product, unverified, naive;
    std::vector<peer_rate> alone, naive_alone;
};

void print(const char* size, const char* what, const std::vector<figures>& of) {
    std::printf("%-6s %-26s %10.0f %9.2f %9.2f %12.0f %9.0f\n", size, what, median(of, &figures::per_second),
                median(of, &figures::p50), median(of, &figures::p99), median(of, &figures::cpu_us),
                median(of, &figures::rss));
}
void print(const char* size, const char* what, const std::vector<peer_rate>& of) {
    std::printf("%-6s %-26s %10.0f %9s %9s %12.0f %9s\n", size, what, median(of, &peer_rate::per_second), "-",
                "-", median(of, &peer_rate::cpu_us), "-");
}

// The wanted ratios are of rates and hold for the smallest messages. Processor time does not depend on what
// else runs on the machine.
void print(const size_class& size, const comparison& of) {
    print(size.name, "a shep-gateway", of.product);
    print(size.name, "b without verification", of.unverified);
    print(size.name, "c xmlsec alone, 1 thread", of.alone);
    print(size.name, "d naive verification", of.naive);
    print(size.name, "e naive alone, 1 thread", of.naive_alone);
    const bool judged = size.octets == sizes[0].octets;
    const double a = median(of.product, &figures::per_second);
    std::printf("%-6s a/b = %.2f%s   a/d = %.2f%s\n", size.name,
                a / median(of.unverified, &figures::per_second), judged ? " (wanted: at least 0.25)" : "",
                a / median(of.naive, &figures::per_second), judged ? " (wanted: at least 3)" : "");
    const double spent = median(of.product, &figures::cpu_us);
    std::printf("%-6s the same in processor time for each: %.2f and %.2f\n\n", size.name,
                median(of.unverified, &figures::cpu_us) / spent, median(of.naive, &figures::cpu_us) / spent);
    std::fflush(stdout);
}

void compare(const options& from) {
    std::printf("%-6s %-26s %10s %9s %9s %12s %9s\n", "size", "what", "per second", "p50 ms", "p99 ms",
                "CPU us each", "peak MB");
    for (const auto& size : sizes) {
        if (from.smallest && &size != sizes) break;
        const auto posts = make_posts({from.certs, from.forms, size.octets}, size.messages);
        std::printf("%-6s %zu distinct messages of %zu octets, %zu rounds\n", size.name, posts.size(),
                    posts.front().body().size(), from.rounds);
        std::fflush(stdout);
        comparison got;
        for (std::size_t round = 0; round < from.rounds; ++round) {
            got.product.push_back(measure(from, from.gateway, posts));
            got.unverified.push_back(measure(from, from.unverified, posts));
            got.alone.push_back(xmlsec_alone(posts, from.certs, peer_seconds));
            got.naive.push_back(measure(from, from.naive, posts));
            got.naive_alone.push_back(xmlsec_naive(posts, from.certs, peer_seconds));
        }
        print(size, got);
    }
}

// Every message is another one, as in a long day.
int measure_memory(const options& from) {
    constexpr std::size_t wanted = 100'000, batch = 10'000;
    constexpr double limit = 200;
    const child_gateway gateway(from.gateway, from.config);
    for (std::size_t done = 0; done < wanted; done += batch) {
        const auto posts = make_posts({from.certs, from.forms, sizes[0].octets}, batch);
        const load_result got = drive(posts, {gateway.port(), from.certs / "anchors/root.pem"});
        std::printf("%7zu requests  %6.0f per second  %6.1f MB\n", done + batch, got.per_second(),
                    gateway.megabytes("VmRSS"));
        std::fflush(stdout);
    }
    const double used = gateway.megabytes("VmRSS");
    std::printf("after %zu requests: %.1f MB, at most %.1f MB (wanted: less than %.0f MB)\n", wanted, used,
                gateway.megabytes("VmHWM"), limit);
    return used < limit ? 0 : 1;
}

// Pairs of runs, one with the list of the issuing authority replaced every second by one as large as НУЦ
// РК's.
int measure_swapping(const options& from) {
    constexpr std::size_t entries = 422'000, lists = 30;
    constexpr double limit = 1.5;
    const auto posts = make_posts({from.certs, from.forms, sizes[0].octets}, sizes[0].messages);
    std::vector<figures> still, swapping;
    for (std::size_t round = 0; round < from.rounds; ++round) {
        still.push_back(measure(from, from.gateway, posts));
        list_swapper swapper(from.certs, entries, lists, static_cast<std::uint32_t>(100'000 + round * lists));
        swapper.start();
        swapping.push_back(measure(from, from.gateway, posts));
        std::printf(
            "pair %zu: p99 %.2f ms, and %.2f ms with %zu lists of %zu entries; peak %.0f and %.0f MB\n",
            round + 1, still.back().p99, swapping.back().p99, swapper.stop(), entries, still.back().rss,
            swapping.back().rss);
        std::fflush(stdout);
    }
    const double ratio = median(swapping, &figures::p99) / median(still, &figures::p99);
    std::printf("median p99: %.2f times that without swapping (wanted: at most %.1f)\n", ratio, limit);
    return ratio <= limit ? 0 : 1;
}

// The product alone, for a profiler or a quick look at what a change costs.
int measure_product(const options& from) {
    const auto posts = make_posts({from.certs, from.forms, sizes[0].octets}, sizes[0].messages);
    for (std::size_t round = 0; round < from.rounds; ++round) {
        const auto got = measure(from, from.gateway, posts);
        std::printf("%6.0f per second, p50 %.2f ms, p99 %.2f ms, %.0f us of processor time each\n",
                    got.per_second, got.p50, got.p99, got.cpu_us);
        std::fflush(stdout);
    }
    return 0;
}

int run(int argc, char** argv) {
    CLI::App app("Measures the gateway; bench/run.sh prepares everything and calls it");
    options from;
    app.add_option("--certs", from.certs)->required();
    app.add_option("--forms", from.forms)->required();
    app.add_option("--config", from.config)->required();
    app.add_option("--gateway", from.gateway)->required();
    app.add_option("--unverified", from.unverified)->required();
    app.add_option("--naive", from.naive)->required();
    app.add_option("--rounds", from.rounds)->check(CLI::Range(1, 1000));
    app.add_flag("--smallest", from.smallest, "compare with the smallest messages alone");
    app.add_flag("--profile", from.profile, "measure the product alone, with the smallest messages");
    app.add_flag("--memory", from.memory, "post 100,000 requests and see what the process uses");
    app.add_flag("--swap-crls", from.swap_lists,
                 "replace the revocation list under load and see what it costs");
    CLI11_PARSE(app, argc, argv);
    gw::dsig::initialise();
    ::setenv("GW_BENCH_SIGNER", (from.certs / "portals/elicense/sign.crt").c_str(), 1);
    ::setenv("GW_BENCH_CERTS", from.certs.c_str(), 1);
    if (from.profile) return measure_product(from);
    if (from.memory) return measure_memory(from);
    if (from.swap_lists) return measure_swapping(from);
    compare(from);
    return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    try {
        return bench::run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "gateway_bench: %s\n", failure.what());
        return 1;
    }
}
