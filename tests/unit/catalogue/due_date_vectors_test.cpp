// Due dates of every act, procedure and channel against due_dates.csv, which was worked out apart from the
// program.
#include <fstream>
#include <sstream>

#include "shipped.hpp"

namespace gw::catalogue {
namespace {

struct vector_line {
    std::string act, service, provider, procedure, channel, received, accepted, warning, due;
    std::vector<std::string> steps;
};

vector_line parse(const std::string& line) {
    vector_line read;
    std::istringstream in(line);
    for (auto* field : {&read.act, &read.service, &read.provider, &read.procedure, &read.channel,
                        &read.received, &read.accepted, &read.warning, &read.due})
        std::getline(in, *field, ',');
    for (std::string step; in >> step;)
        read.steps.push_back(step);
    return read;
}

std::vector<vector_line> vectors() {
    std::vector<vector_line> all;
    std::ifstream in("tests/unit/catalogue/due_dates.csv");
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.front() != '#') all.push_back(parse(line));
    return all;
}

const act* find_act(const vector_line& wanted) {
    for (const auto& one : testing::shipped()->acts())
        if (one.code == wanted.act && one.public_service == wanted.service && one.provider == wanted.provider)
            return &one;
    return nullptr;
}

TEST(due_date_vectors, agree) {
    const auto all = vectors();
    ASSERT_GE(all.size(), 250u);
    for (const auto& one : all) {
        SCOPED_TRACE(one.act + " " + one.service + " " + one.procedure + " " + one.channel + " " +
                     one.received);
        const auto* const act = find_act(one);
        ASSERT_NE(act, nullptr);
        const auto& office = *testing::shipped()->find_provider(one.provider);
        const auto dates =
            testing::shipped()->compute_due_dates(*act, *act->find_procedure(one.procedure),
                                                  *act->find_channel(one.channel), testing::at(one.received));
        ASSERT_TRUE(dates) << dates.error().to_string();
        const auto text = [&office](timestamp at) { return to_rfc3339(at, office.offset_at(at)); };
        EXPECT_EQ(text(dates->accepted_at), one.accepted);
        EXPECT_EQ(text(dates->warning_at), one.warning);
        EXPECT_EQ(text(dates->due_at), one.due);
        std::vector<std::string> steps;
        for (const auto& step : dates->steps)
            steps.push_back(text(step.due_at));
        EXPECT_EQ(steps, one.steps);
    }
}

// Every chain of steps of the acts has a vector.
TEST(due_date_vectors, leave_no_procedure_out) {
    const auto all = vectors();
    for (const auto& act : testing::shipped()->acts()) {
        if (act.example) continue;
        for (const auto& procedure : act.procedures) {
            const bool seen = std::any_of(all.begin(), all.end(), [&](const vector_line& one) {
                return one.service == act.public_service && one.procedure == procedure.code &&
                       one.act.substr(0, 5) == act.code.substr(0, 5);
            });
            EXPECT_EQ(seen, procedure.ruled())
                << act.code << " " << act.public_service << " " << procedure.code;
        }
    }
}

}  // namespace
}  // namespace gw::catalogue
