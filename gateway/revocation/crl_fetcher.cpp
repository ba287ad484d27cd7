#include "revocation/crl_fetcher.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <random>

#include "async/deadline.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "crypto/digest.hpp"
#include "pki/locations.hpp"
#include "revocation/crl_shelf.hpp"

namespace gw::revocation {
namespace {

double chance() {
    static thread_local std::mt19937_64 source{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(source);
}

std::vector<pki::certificate_ptr> authorities_of(const pki::trust& known) {
    std::vector<pki::certificate_ptr> all = known.anchors();
    for (const auto& one : known.certificates())
        if (one->is_ca()) all.push_back(one);
    return all;
}

// The validators of HTTP lie beside the list, a line each: without them every restart would move 20 MB.
std::filesystem::path tags_of(const std::filesystem::path& file) {
    return file.string() + ".http";
}

std::vector<std::string> lines_of(const octets& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    }
    return lines;
}

}  // namespace

result<pki::crl_ptr> judge_fetched(octets_view body, const pki::trust& known, octets_view in_place) {
    auto list = pki::crl::from_der(body);
    if (!list) return list.error();
    crl_shelf shelf;
    shelf.set_authorities(authorities_of(known));
    for (const auto& one : known.crls())
        static_cast<void>(shelf.put(one));  // what is in force; lists that do not fit leave the place empty
    if (!in_place.empty())
        if (const auto last = pki::crl::from_der(in_place)) static_cast<void>(shelf.put(*last));
    const auto placed = shelf.put(*list);
    if (!placed) return placed.error();
    if (placed->what == crl_shelf::offer::older)
        return error(errc::crl_rolled_back,
                     "number " + (*list)->number() + " of " + to_rfc3339((*list)->this_update()));
    return list;
}

crl_fetcher::crl_fetcher(crl_options options, const fetch_rules& rules, net::client& client,
                         trust_directory& directory, const trust_holder& trust, async::pool& pool,
                         weather& weather, const clock& clock, async::task_group& tasks)
    : options_(std::move(options)),
      rules_(rules),
      client_(client),
      directory_(directory),
      trust_(trust),
      pool_(pool),
      weather_(weather),
      clock_(clock),
      tasks_(tasks) {}

void crl_fetcher::add_locations(const pki::certificate& cert, std::vector<source>& to) const {
    for (const auto& mirror : options_.mirrors)
        if (mirror.issuer == cert.issuer()) return;
    const auto locations = pki::locations_of(cert);
    const auto add = [&](const std::vector<std::string>& urls, const char* kind) {
        for (const auto& url : urls)
            if (check_address(url, rules_)) to.push_back({url, kind, cert.issuer()});
    };
    add(locations.crls, "crl");
    add(locations.deltas, "delta");
}

std::vector<crl_fetcher::source> crl_fetcher::known_sources() const {
    std::vector<source> all;
    for (const auto& mirror : options_.mirrors) {
        for (const auto& url : mirror.crls)
            all.push_back({url, "crl", mirror.issuer});
        for (const auto& url : mirror.deltas)
            all.push_back({url, "delta", mirror.issuer});
    }
    const auto known = trust_.get();
    for (const auto* certificates : {&known->anchors(), &known->certificates()})
        for (const auto& one : *certificates)
            add_locations(*one, all);
    return all;
}

void crl_fetcher::start() {
    begin(known_sources());
}

void crl_fetcher::notice(const pki::certificate& cert) {
    std::vector<source> found;
    add_locations(cert, found);
    begin(std::move(found));
}

void crl_fetcher::begin(std::vector<source> sources) {
    for (auto& one : sources) {
        {
            const std::lock_guard lock(guard_);
            if (begun_.size() >= weather::most_sources || !begun_.insert(one.url).second) continue;
        }
        tasks_.spawn("crl", keep_fetching(std::move(one)));
    }
}

asio::awaitable<void> crl_fetcher::keep_fetching(source from) {
    auto stoppable = asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await std::move(stoppable);
    for (;;) {
        auto fetching = fetch(from);
        co_await std::move(fetching);
        std::optional<timestamp> next_update;
        {
            const std::lock_guard lock(guard_);
            const auto known = dates_.find(from.url);
            if (known != dates_.end()) next_update = known->second.next_update;
        }
        const auto status = weather_.find(from.url);
        const unsigned failures = status ? status->failures_in_a_row : 0;
        const auto pause =
            pause_before_next(options_.schedule, clock_.now(), next_update, failures, chance());
        weather_.plan(from.url, clock_.now() + pause);
        auto sleeping = async::sleep_for(pause);
        if (!co_await std::move(sleeping)) co_return;
    }
}

asio::awaitable<bool> crl_fetcher::fetch_all_once() {
    bool all_well = true;
    std::set<std::string> seen;
    for (const auto& one : known_sources()) {
        if (!seen.insert(one.url).second) continue;
        auto fetching = fetch(one);
        const auto fetched = co_await std::move(fetching);
        if (!fetched) all_well = false;
    }
    co_return all_well;
}

asio::awaitable<result<void>> crl_fetcher::fetch(source from) {
    fetch_report report{from.url, from.kind, from.issuer, clock_.now(), {}, 0, {}, {}, {}};
    const timestamp began = report.at;
    result<void> done;
    auto exchanging = exchange(from, report);
    done = co_await std::move(exchanging);
    report.at = clock_.now();
    report.took = report.at - began;
    // A delta without its full list lies there and changes nothing: it arrived, and all is not well.
    if (done)
        if (auto problem = directory_.problem_of(file_of(from))) done = *problem;
    if (!done) report.problem = done.error();
    weather_.note(report);
    co_return done;
}

asio::awaitable<result<void>> crl_fetcher::exchange(const source& from, fetch_report& report) {
    net::client_request request;
    request.method = "GET";
    request.url = from.url;
    const auto file = file_of(from);
    std::error_code absent;
    const auto tags =
        std::filesystem::exists(file, absent) ? read_file(tags_of(file), 4096) : result<octets>("");
    if (tags) {
        const auto lines = lines_of(*tags);
        if (lines.size() > 1 && lines[0] == from.url) {
            if (!lines[1].empty()) request.fields.emplace_back("If-None-Match", lines[1]);
            if (lines.size() > 2 && !lines[2].empty())
                request.fields.emplace_back("If-Modified-Since", lines[2]);
        }
    }
    auto sending = client_.send(std::move(request), options_.deadline);
    auto got = co_await std::move(sending);
    if (!got) {
        const auto& failed = got.error().error;
        if (failed.code() == errc::fetch_forbidden) co_return failed;
        co_return error(errc::crl_unreachable, failed.to_string());
    }
    report.octets = got->body.size();
    report.date = got->headers.find("date").value_or("");
    if (got->status == 304) co_return result<void>();
    if (got->status != 200) co_return error(errc::crl_unreachable, "HTTP " + std::to_string(got->status));
    octets fresh_tags = from.url + "\n" + std::string(got->headers.find("etag").value_or("")) + "\n" +
                        std::string(got->headers.find("last-modified").value_or("")) + "\n";
    auto work = [this, from, body = std::move(got->body), fresh = std::move(fresh_tags)]() mutable {
        const auto done = take(from, std::move(body), fresh);
        return done ? nullptr : std::make_unique<const error>(done.error());
    };
    auto taking = pool_.run(std::move(work));
    const auto taken = co_await std::move(taking);
    if (!taken) co_return taken.error();
    if (*taken) co_return **taken;
    const std::lock_guard lock(guard_);
    report.this_update = dates_.at(from.url).this_update;
    co_return result<void>();
}

std::filesystem::path crl_fetcher::file_of(const source& from) const {
    return options_.folder / (from.kind + "-" + to_hex(crypto::sha256(from.url)).substr(0, 16) + ".crl");
}

// On a pool thread: parsing and the disk.
result<void> crl_fetcher::take(const source& from, octets body, const std::string& tags) {
    const auto file = file_of(from);
    const auto in_place = read_file(file);
    const auto list = judge_fetched(body, *trust_.get(), in_place ? octets_view(*in_place) : octets_view());
    if (!list) return list.error();
    if (auto kept = replace_file(file, body); !kept) return kept;
    if (auto kept = replace_file(tags_of(file), tags); !kept) return kept;
    remember(from, **list);
    directory_.reload();
    return {};
}

void crl_fetcher::remember(const source& from, const pki::crl& list) {
    const std::lock_guard lock(guard_);
    dates_[from.url] = {list.this_update(), list.next_update()};
}

}  // namespace gw::revocation
