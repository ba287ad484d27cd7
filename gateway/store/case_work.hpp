// What the store keeps of the work on cases: where each stands, what was added to it, whom to tell. Part of
// the port in store.hpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace gw::store {

struct case_event {
    timestamp at{};
    std::string kind, actor, text;  // "registered", "delivered", "status", "moved", "step_late"
    // Order of events in the store; the last one is the version of its case. 0: not stored yet.
    std::uint64_t number = 0;
};

struct evidence_item;

// What was judged before it was taken, such as a decision, with everything that the verdict rests on.
struct attachment_proof {
    std::string verdict_json;  // schema of `message verify --json`
    std::vector<std::shared_ptr<const evidence_item>> evidence;
};

struct attachment {
    std::uint64_t number = 0;  // given by the store
    timestamp at{};
    std::string actor, code, file_name, media_type;
    sha256_digest sha256{};
    std::uint64_t size = 0;
    octets content;                         // empty in a list
    std::optional<attachment_proof> proof;  // nothing in a list
};

// Where a case stands; the words are those of cases/life_cycle.hpp.
struct case_stand {
    std::string state;
    int step = 1;
    std::string officer;
    std::optional<timestamp> next_alarm;
    bool operator==(const case_stand&) const = default;
};

// What makes a repeated request one request. The key belongs to the token that gave it.
struct request_key {
    std::string owner, key;
    sha256_digest content{};
};

// One change by an office, all or nothing.
struct case_change {
    case_id id;
    std::optional<std::uint64_t> expected_version;  // of the case before; nothing: whatever it is
    std::optional<request_key> request;
    case_event event;
    std::vector<case_event>
        before;          // alarms that were due and not raised; those that the case has are left out
    std::string status;  // of the pull API; empty keeps the old
    std::optional<case_stand> stand;  // nothing keeps the old
    std::optional<attachment> added;
};
struct case_changed {
    std::uint64_t version = 0;
    std::uint64_t attachment = 0;  // the number of what was added
    bool repeated = false;         // the request was known: this is its answer of the first time
};

// An event in the feed of an office.
struct feed_event {
    case_id svc_case;
    std::string case_number, provider, state;
    case_event event;
};

// A case whose next alarm has come.
struct alarmed_case {
    case_id id;
    std::string number, provider;
    case_stand stand;
    timestamp alarm_at{};
    std::string json;
};

// How far a webhook has come.
struct hook_place {
    std::uint64_t after = 0;  // the last event that it took
    int attempts = 0;         // failed ones of the next event
    timestamp next_attempt_at{};
    timestamp failing_since{};
    bool operator==(const hook_place&) const = default;
};

}  // namespace gw::store
