// The demonstration as a table: who sends what, how it is spoiled, and what must come of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sandbox/requests.hpp"

namespace sandbox {

struct scenario {
    std::string portal;  // whose path is posted to
    std::string title;
    std::string kind;  // expected: "accepted", "refused", "fault"
    std::string name;  // expected name of the code; "accepted" when it is
    // Makes the message; `now` is the time of sending.
    std::function<std::string(parties&, gw::timestamp now)> message;
};

// `forms`: the folder schemas/portals/examples. `with_gost`: the hierarchy has GOST certificates
// (parties::have_gost).
std::vector<scenario> demonstration(const std::filesystem::path& forms, bool with_gost);

}  // namespace sandbox
