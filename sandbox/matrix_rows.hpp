// Every request of the matrix with what the acts say must come of it.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace sandbox {

struct matrix_row {
    std::string portal, provider, service, procedure, category, what;
    std::string form{};                  // the business document, unsigned
    std::vector<std::string> signers{};  // in the order of signing
    std::string kind = "accepted";       // "accepted", "refused", "fault"
    std::string name = "accepted";       // of the code
    std::set<std::string> notes{};       // of the case for the officer: "document_missing passport"
    std::string kk{}, ru{};              // what the answer or the note says in each language
};

// `forms`: the folder schemas/portals/examples. `now`: dates of the forms are counted from its day in
// UTC+05:00.
std::vector<matrix_row> matrix_rows(const std::filesystem::path& forms, gw::timestamp now);

}  // namespace sandbox
