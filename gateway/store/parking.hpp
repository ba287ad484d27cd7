// Messages of asynchronous routes whose verdict is INDETERMINATE for want of current data: kept with their
// octets, checked again when fresh data arrive or by timer, ended by a second verdict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"

namespace gw::store {

// In a message_record: the verdict is written to the journal as any other, and the message waits.
struct parking_order {
    std::string route;
    timestamp check_at{};    // the next look, unless fresh data arrive before
    timestamp give_up_at{};  // after it, what is still unknown is refused
};
// In a message_record: this verdict ends the parked message, if `check` is still its latest.
struct parking_end {
    message_id parked;
    int check = 0;
};
enum class parked_state { waiting, checking, ended };

struct parked_message {
    message_id id;  // of the message that was acknowledged
    std::string route, portal, peer;
    timestamp received_at{}, give_up_at{};
    parked_state state = parked_state::waiting;
    int checks = 0;  // counted for ever, so that a late end of an old check never matches a new one
    int code = 0;    // why it waits
    octets raw;
};

class parking_store {
public:
    virtual ~parking_store() = default;
    // Takes up to `most` due messages under a lease; a lease that ran out is taken again.
    virtual std::vector<parked_message> lease_parked(timestamp now, seconds lease, std::size_t most) = 0;
    // Back to waiting; false when `check` is not the latest. Fresh data that came during the check bring it
    // up at once.
    virtual bool postpone_parked(const message_id&, int check, timestamp next, int code) = 0;
    // Fresh data are here: everything that waits is due now. Returns how many wait.
    virtual std::size_t hurry_parked(timestamp now) = 0;
    virtual std::optional<timestamp> next_parked_due() = 0;
    virtual std::optional<parked_message> find_parked(const message_id&) = 0;
};

}  // namespace gw::store
