// What every source of revocation did last: for metrics, the JSON view and the log. Bounded, since
// certificates of strangers may name sources.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace gw::revocation {

struct source_status {
    std::string url;
    std::string kind;    // "crl", "delta", "ocsp"
    std::string issuer;  // whose certificates it speaks of
    std::uint64_t attempts = 0, failures = 0;
    unsigned failures_in_a_row = 0;
    std::optional<timestamp> last_attempt, last_success, next_attempt;
    std::optional<error> problem;  // of the last attempt; nothing: it went well
    milliseconds latency{0};
    std::size_t octets = 0;  // of the last answer
    // Its clock minus ours, by the Date field of HTTP; of a list that is issued in the future, by how much.
    std::optional<seconds> clock_skew;
};

// What is wrong with a source of revocation, for the verdicts that were made meanwhile.
struct source_problem {
    std::string kind;     // "crl", "delta", "ocsp"
    std::string issuer;   // whose certificates it speaks of; empty: nobody knows
    std::string where;    // its address or file
    std::string problem;  // the name of a code and its detail
};
using source_problems = std::shared_ptr<const std::vector<source_problem>>;  // never null

// One attempt that has ended.
struct fetch_report {
    std::string url, kind, issuer;
    timestamp at{};
    milliseconds took{0};
    std::size_t octets = 0;
    std::optional<error> problem;
    std::string date;                           // the Date field of HTTP
    std::optional<timestamp> this_update = {};  // of a list that was taken
};

// Safe to use from any thread.
class weather {
public:
    static constexpr std::size_t most_sources = 256;
    static constexpr seconds notable_skew{120};

    // Also writes the log: a failure when its code is new, the recovery, a clock that differs.
    void note(const fetch_report&);
    void plan(const std::string& url, timestamp next_attempt);
    std::vector<source_status> sources() const;
    std::optional<source_status> find(const std::string& url) const;
    // Of those whose last attempt failed or whose clock differs.
    source_problems problems() const;

private:
    void collect_problems();

    mutable std::mutex guard_;
    std::map<std::string, source_status> sources_;
    source_problems problems_ = std::make_shared<const std::vector<source_problem>>();
};

// IMF-fixdate (RFC 9110 section 5.6.7), the only form that is written today.
std::optional<timestamp> from_http_date(std::string_view);

}  // namespace gw::revocation
