// What revocation costs, with OpenSSL's way beside it in the same run.
//   revocation_bench [--entries N] [--rounds N]
// Each loading runs in a process of its own, so that the memory is its own; the two ways take turns. Only
// ratios within a run count: the speed of a shared machine drifts.
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/files.hpp"
#include "bench/big_list.hpp"
#include "pki/certificate_cache.hpp"
#include "pki/verdict.hpp"
#include "revocation/crl_file.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"

namespace bench {
namespace {

using namespace gw;
// Processor time of this process: what else runs on the machine does not count.
double now_ms() {
    timespec at{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e3 + static_cast<double>(at.tv_nsec) / 1e6;
}

// Of /proc/self/status, in megabytes.
double memory(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1024;
    throw std::runtime_error("no " + field);
}

double median(std::vector<double> of) {
    std::sort(of.begin(), of.end());
    return of[of.size() / 2];
}

struct loading {
    double ms = 0, added = 0, peak = 0;  // megabytes
};

// Runs `load` in a child; what it returns is held while the memory is read.
loading in_child(const std::function<std::shared_ptr<const void>()>& load) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        const double before = memory("VmRSS");
        const double start = now_ms();
        const auto held = load();
        const loading got{(now_ms() - start), memory("VmRSS") - before, memory("VmHWM") - before};
        const bool told = held && ::write(ends[1], &got, sizeof got) == sizeof got;
        ::_exit(told ? 0 : 1);
    }
    loading got;
    const bool heard = ::read(ends[0], &got, sizeof got) == sizeof got;
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    if (!heard || status != 0) throw std::runtime_error("a list did not load");
    return got;
}

std::shared_ptr<const void> load_ours(const std::filesystem::path& file, const pki::certificate& issuer,
                                      const pki::certificate& leaf) {
    const auto list = revocation::read_crl_file(file, std::size_t{1} << 30);
    if (!list || !(*list)->check_signature(issuer) || (*list)->find(leaf)) return nullptr;
    return *list;
}

std::shared_ptr<const void> load_openssl(const std::filesystem::path& file, const pki::certificate& issuer,
                                         const pki::certificate& leaf) {
    BIO* in = BIO_new_file(file.c_str(), "rb");
    std::shared_ptr<X509_CRL> list(d2i_X509_CRL_bio(in, nullptr), X509_CRL_free);
    BIO_free(in);
    X509_REVOKED* found = nullptr;
    if (!list || X509_CRL_verify(list.get(), issuer.public_key()) != 1 ||
        X509_CRL_get0_by_cert(list.get(), &found, leaf.x509()) != 0)
        return nullptr;
    return list;
}

struct hierarchy {
    test_pki::hierarchy pki{test_pki::key_kind::rsa2048};
    test_pki::identity leaf = test_pki::issue(pki.ca, person());
    pki::certificate_ptr root = pki::certificate::from_der(pki.root.der).value();
    pki::certificate_ptr ca = pki::certificate::from_der(pki.ca.der).value();
    pki::certificate_ptr holder = pki::certificate::from_der(leaf.der).value();

    static test_pki::certificate_spec person() {
        auto spec = test_pki::person("850101300123");
        spec.kind = test_pki::key_kind::rsa2048;
        return spec;
    }
    octets list(std::size_t entries) const {
        return make_list({octets(ca->subject_der()), octets(ca->subject_key_id()), pki.ca.key.get(), entries,
                          7, test_pki::day("2026-05-01"), seconds(300 * 86'400)});
    }
};

void compare_loading(const hierarchy& of, std::size_t entries, std::size_t rounds) {
    const test::temp_folder folder;
    const auto file = folder.file("big.crl");
    if (!replace_file(file, of.list(entries))) throw std::runtime_error("the list cannot be written");
    std::printf("list of %zu entries, %.1f MB, read, signature checked, first look-up; %zu rounds\n", entries,
                static_cast<double>(std::filesystem::file_size(file)) / 1e6, rounds);
    std::vector<double> ours, theirs, our_memory, their_memory, our_peak;
    for (std::size_t round = 0; round < rounds; ++round) {
        const loading mine = in_child([&] { return load_ours(file, *of.ca, *of.holder); });
        const loading other = in_child([&] { return load_openssl(file, *of.ca, *of.holder); });
        ours.push_back(mine.ms);
        our_memory.push_back(mine.added);
        our_peak.push_back(mine.peak);
        theirs.push_back(other.ms);
        their_memory.push_back(other.added);
    }
    std::printf("  shep-gateway %8.0f ms, adds %6.1f MB (at most %.1f MB on the way; wanted: less than 40)\n",
                median(ours), median(our_memory), median(our_peak));
    std::printf("  OpenSSL      %8.0f ms, adds %6.1f MB\n", median(theirs), median(their_memory));
    std::printf("  %.1f times faster (wanted: at least 5)\n", median(theirs) / median(ours));
}

// Microseconds that one call takes, the median of several runs.
double time_of(std::size_t calls, const std::function<void(std::size_t)>& call) {
    std::vector<double> runs;
    for (int run = 0; run < 7; ++run) {
        const double start = now_ms();
        for (std::size_t i = 0; i < calls; ++i)
            call(i);
        runs.push_back((now_ms() - start) * 1000 / static_cast<double>(calls));
    }
    return median(runs);
}

void measure_look_up(const hierarchy& of, std::size_t entries) {
    pki::crl_table table;
    std::vector<octets> serials;
    for (std::size_t i = 0; i < entries; ++i) {
        table.add(serial_of(i), test_pki::day("2026-04-01"), 0);
        if (i % 10 == 0) serials.push_back(serial_of(i)), serials.push_back(serial_of(entries + i));
    }
    table.sort();
    std::size_t found = 0;
    const double us =
        time_of(serials.size(), [&](std::size_t i) { found += table.find(serials[i]).has_value(); });
    std::printf("look-up among %zu, half of them listed: %.3f us (wanted: less than 1)%s\n", entries, us,
                found == 7 * serials.size() / 2 ? "" : " WRONG");
    (void)of;
}

// Verifies the certificate's signature and nothing else.
void verify_raw(const pki::certificate& subject, const pki::certificate& issuer) {
    if (X509_verify(subject.x509(), issuer.public_key()) != 1) throw std::runtime_error("does not verify");
}

void measure_verdicts(const hierarchy& of, std::size_t entries) {
    const auto known =
        std::make_shared<const pki::trust>(std::vector{of.root}, std::vector{of.ca},
                                           std::vector{pki::crl::from_der(of.list(entries)).value(),
                                                       pki::crl::from_der(of.pki.root_crl).value()});
    const timestamp at = test_pki::day("2026-06-01");
    pki::policy rules;
    pki::certificate_cache certificates(16);
    pki::verdict_cache verdicts(16);
    const auto known_leaf = [&](std::size_t) {
        const auto leaf = certificates.get(of.leaf.der).value();
        if (!verdicts.evaluate(leaf, known, rules, at)->passed()) throw std::runtime_error("does not pass");
    };
    known_leaf(0);
    std::printf("known leaf, path and revocation: %.2f us (wanted: less than 20)\n",
                time_of(20'000, known_leaf));
    const double decoding =
        time_of(500, [&](std::size_t) { (void)pki::certificate::from_der(of.leaf.der).value(); });
    const double arithmetic = time_of(500, [&](std::size_t) {
        verify_raw(*of.holder, *of.ca);
        verify_raw(*of.ca, *of.root);
    });
    const double whole = time_of(500, [&](std::size_t) {
        const auto leaf = pki::certificate::from_der(of.leaf.der).value();
        if (!pki::evaluate(leaf, {}, *known, rules, at).passed()) throw std::runtime_error("does not pass");
    });
    std::printf(
        "new leaf: %.0f us; decoding it %.0f us, signatures of its path alone %.0f us: %.2f of their sum, "
        "%.2f of 1.5 x signatures + decoding (wanted: less than 1)\n",
        whole, decoding, arithmetic, whole / (decoding + arithmetic), whole / (1.5 * arithmetic + decoding));
}

int run(int argc, char** argv) {
    CLI::App app("What revocation costs, with OpenSSL beside it");
    std::size_t entries = 1'000'000, rounds = 5;
    app.add_option("--entries", entries)->check(CLI::Range(1, 20'000'000));
    app.add_option("--rounds", rounds)->check(CLI::Range(1, 1000));
    CLI11_PARSE(app, argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const hierarchy of;
    compare_loading(of, entries, rounds);
    measure_look_up(of, entries);
    measure_verdicts(of, entries);
    return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    try {
        return bench::run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "revocation_bench: %s\n", failure.what());
        return 1;
    }
}
