#include "intake/parking.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace gw::intake {
namespace {

const error_info* row_of(int code) {
    for (const auto& row : all_errors())
        if (static_cast<int>(row.code) == code) return &row;
    return nullptr;
}

// The same message came again meanwhile and went through: this one must not go on too.
void refuse_as_duplicate(store::message_record& record) {
    record.code = static_cast<int>(errc::duplicate_conflict);
    record.key.reset();
    record.svc_case.reset();
    record.outbox.clear();
}

}  // namespace

bool may_wait(const store::message_record& record) noexcept {
    if (record.code == 0 || record.stranger) return false;
    const error_info* row = row_of(record.code);
    return row != nullptr && row->sub_indication == sub_indication::try_later &&
           row->retry == retryable::later;
}

void park(store::message_record& record, const std::string& route, const parking_rules& rules) {
    GW_INVARIANT(may_wait(record));
    record.park = store::parking_order{route, record.received_at + rules.check_every,
                                       record.received_at + rules.give_up_after};
    record.key.reset();
}

parking::parking(parking_parts parts, const parking_rules& rules) : parts_(std::move(parts)), rules_(rules) {}

std::size_t parking::check_due(timestamp now) {
    const auto due = parts_.store.lease_parked(now, rules_.lease, rules_.at_once);
    for (const auto& one : due)
        check(one, now);
    return due.size();
}

void parking::check(const store::parked_message& one, timestamp now) {
    auto verdict = parts_.judge(one);
    if (!may_wait(verdict) || now >= one.give_up_at) return end(one, std::move(verdict), now);
    const timestamp next = std::min(now + rules_.check_every, one.give_up_at);
    parts_.store.postpone_parked(one.id, one.checks, next, verdict.code);
}

void parking::end(const store::parked_message& one, store::message_record verdict, timestamp now) {
    verdict.ends = store::parking_end{one.id, one.checks};
    verdict.park.reset();
    if (verdict.code != 0 && may_wait(verdict)) verdict.key.reset();
    auto outcome = parts_.store.commit({verdict}).front();
    const bool known = outcome && (outcome->outcome == store::commit_outcome::repeated ||
                                   outcome->outcome == store::commit_outcome::conflict);
    if (known) {
        refuse_as_duplicate(verdict);
        outcome = parts_.store.commit({verdict}).front();
    }
    if (!outcome) {
        log::error("parked_message_not_ended",
                   {{"message_id", one.id.str()}, {"error", outcome.error().to_string()}});
        parts_.store.postpone_parked(one.id, one.checks, now + rules_.check_every, one.code);
        return;
    }
    if (outcome->outcome != store::commit_outcome::stored) return;  // another node was faster
    log::info("parked_message_ended", {{"message_id", one.id.str()},
                                       {"verdict_id", verdict.id.str()},
                                       {"code", verdict.code},
                                       {"checks", one.checks}});
    if (parts_.ended) parts_.ended(one, verdict);
}

}  // namespace gw::intake
