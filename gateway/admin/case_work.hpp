// What an office does with its cases over the API: claim, move, attach, decide, and read them back with their
// history. Runs on a db thread; knows nothing of HTTP connections.
#pragma once

#include <functional>
#include <memory>

#include "admin/decision.hpp"
#include "admin/work_requests.hpp"
#include "cases/service_case.hpp"
#include "catalogue/catalogue.hpp"
#include "net/http_types.hpp"
#include "store/store.hpp"

namespace gw::admin {

// All of it outlives the API.
struct case_work_parts {
    // The acts that tell a case's life cycle; none: cases are not moved here.
    std::function<std::shared_ptr<const catalogue::catalogue>()> acts;
    decision_judge decisions;
};

class case_work {
public:
    case_work(store::store&, const clock&, case_work_parts);

    using done = result<net::response>;
    done show(const net::request&, const token&, std::string_view id) const;
    done transitions(const token&, std::string_view id) const;
    done evidence(const token&, std::string_view id) const;
    done fetch_attachment(const token&, std::string_view id, std::string_view number) const;
    // `claim`, `release`, `move`, `attachments` or `decision`, whatever comes meanwhile: a repeat by its
    // Idempotency-Key gets the answer of the first time, and `If-Match: *` is the case as it then is.
    done change(std::string_view action, const net::request&, const token&, std::string_view id) const;

    // Of this office; those of others do not exist for it.
    result<store::stored_case> find_own(const token&, std::string_view id) const;

private:
    done claim(const net::request&, const token&, std::string_view id) const;
    done release(const net::request&, const token&, std::string_view id) const;
    done move(const net::request&, const token&, std::string_view id) const;
    done attach(const net::request&, const token&, std::string_view id) const;
    done decide(const net::request&, const token&, std::string_view id) const;
    // One try of a change. The answer of the first time when it was done before.
    done try_once(std::string_view action, const net::request&, const token&, std::string_view id) const;
    std::optional<done> repeat(const net::request&, const token&, std::string_view id) const;

    struct pending;  // a change being made
    result<pending> begin(const net::request&, const token&, std::string_view id, bool needs_version) const;
    struct ruling;  // the act of a case and its procedure
    result<ruling> ruling_of(const cases::service_case&) const;
    result<cases::life_cycle> life_of(const cases::service_case&) const;
    std::optional<timestamp> end_of_wait(const cases::service_case&, cases::case_position) const;
    done commit(pending, unsigned status) const;
    done answer_unchanged(const pending&) const;
    done answer(const case_id&, const store::case_changed&, unsigned status) const;
    void stand_at(pending&, cases::case_position) const;

    store::store& store_;
    const clock& clock_;
    case_work_parts parts_;
};

}  // namespace gw::admin
