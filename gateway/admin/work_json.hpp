// The JSON of the work on cases: stand, transitions, events, changes (schemas/backoffice/openapi.yaml).
#pragma once

#include <string>
#include <vector>

#include "admin/decision.hpp"
#include "admin/json_writer.hpp"
#include "admin/work_requests.hpp"
#include "cases/life_cycle.hpp"
#include "cases/service_case.hpp"
#include "store/store.hpp"

namespace gw::admin {

void add_stand(object_writer&, const store::case_summary&);
// Whether the text of the event is a JSON object of ours.
bool has_details(const store::case_event&);

// The case as it was registered, with where it stands now, what was attached and its history.
result<cases::service_case> present_case(const store::stored_case&);
// The same as JSON; a case that cannot be read is shown as it is kept.
std::string present_json(const store::stored_case&);

std::string attachment_address(const case_id&, std::uint64_t number);
std::string write_transitions(const cases::life_cycle&, cases::case_position);
std::string write_changed(const store::case_summary&, const store::case_changed&);
// Of the application, and of the decisions on it that were judged.
std::string write_evidence(const store::message_record&, const case_id&,
                           const std::vector<store::attachment>& decisions);
std::string write_feed_event(const store::feed_event&);
std::string write_feed(const std::vector<store::feed_event>&, std::uint64_t next, bool more);

// Texts of events, JSON objects.
std::string write_moved(cases::case_position from, cases::case_position to, const move_request&,
                        std::optional<timestamp> pay_by);
std::string write_attached(const store::attachment&);
std::string write_decided(const signed_decision&, const std::string& sha256);
std::string write_alarm(int step, const std::string& role, timestamp due_at);

}  // namespace gw::admin
