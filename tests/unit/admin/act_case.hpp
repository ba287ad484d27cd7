// A case of an act of the catalogue, with its steps, and that catalogue.
#pragma once

#include <memory>
#include <string>

#include "cases/service_case.hpp"
#include "catalogue/catalogue.hpp"

namespace gw::admin::test {

using namespace std::chrono_literals;

inline const std::shared_ptr<const catalogue::catalogue>& acts() {
    static const auto loaded = catalogue::catalogue::load("catalogue").value();
    return loaded;
}

// A case of North Kazakhstan, registered now.
inline std::string case_json(timestamp now) {
    cases::service_case made;
    made.id = case_id("id-SKO-1");
    made.number = "SKO-1";
    made.source_message = message_id("message-SKO-1");
    made.portal = "egov";
    made.public_service = "foreign-labour-permit";
    made.procedure = "issue";
    made.act = "nk-foreign-labour-example";
    made.provider = "north-kazakhstan";
    made.received_at = made.accepted_at = now;
    made.steps = {{1, "office", "minutes", 20, now + 20min},
                  {2, "office", "hours", 2, now + 2h},
                  {3, "head", "hours", 2, now + 4h}};
    made.warning_at = now + 3h;
    made.due_at = now + 4h;
    return cases::to_json(made);
}

}  // namespace gw::admin::test
