// Messages that wait on asynchronous routes because something that must be known is not known now: when they
// may wait, and the worker that judges them again until they go on or are refused. It blocks on the store, so
// a db thread calls it; time is an argument.
#pragma once

#include <functional>
#include <optional>

#include "store/store.hpp"

namespace gw::intake {

struct parking_rules {
    seconds check_every{600};              // without fresh data
    seconds give_up_after{3 * 24 * 3600};  // since receipt; what is unknown then is refused
    seconds lease{120};                    // longer than one check takes
    std::size_t at_once = 16;
};

// INDETERMINATE, and the code says that waiting may help (TRY_LATER); of a sender that is known.
bool may_wait(const store::message_record&) noexcept;
// Turns the refusal into a wait: the key of the message stays free until the end.
void park(store::message_record&, const std::string& route, const parking_rules&);

struct parking_parts {
    store::store& store;
    // Judges the octets again as of the time of receipt, with what is in force now: the whole record of the
    // new verdict, under an id of its own.
    std::function<store::message_record(const store::parked_message&)> judge;
    // After the commit of the final verdict; tells the portal, wakes delivery. May be empty.
    std::function<void(const store::parked_message&, const store::message_record&)> ended;
};

class parking {
public:
    parking(parking_parts, const parking_rules&);
    // One round: everything that is due, at most `at_once`. Returns how many were looked at.
    std::size_t check_due(timestamp now);
    // A new list or answer is in force.
    std::size_t fresh_data(timestamp now) { return parts_.store.hurry_parked(now); }
    // When check_due has something to do again; nothing while nobody waits.
    std::optional<timestamp> next_due() { return parts_.store.next_parked_due(); }

private:
    void check(const store::parked_message&, timestamp now);
    void end(const store::parked_message&, store::message_record, timestamp now);

    parking_parts parts_;
    const parking_rules rules_;
};

}  // namespace gw::intake
