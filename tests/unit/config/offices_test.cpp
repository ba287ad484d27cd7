#include "config/offices.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gw::config {
namespace {

constexpr std::chrono::year_month_day today{std::chrono::year(2026), std::chrono::November,
                                            std::chrono::day(22)};

const catalogue::catalogue& shipped() {
    static const auto loaded = catalogue::catalogue::load("catalogue").value();
    return *loaded;
}

settings labour_immigrants() {
    settings made;
    made.file = "gateway.toml";
    intake::route migration;
    migration.portal = "migration";
    migration.services = {{"LABOUR_IMMIGRANT_PERMIT", "labour-immigrant-permit"}};
    made.routes = {migration};
    target office;
    office.name = "akimat-zhitikara";
    made.targets = {office};
    return made;
}

std::string problems_of(const settings& all, std::chrono::year_month_day on = today) {
    const auto checked = check_offices(all, shipped(), on);
    if (checked) return "none";
    EXPECT_EQ(checked.error().code(), errc::config_invalid);
    return checked.error().detail();
}

TEST(Offices, AProviderWithATargetIsServed) {
    EXPECT_EQ(problems_of(labour_immigrants()), "none");
}

TEST(Offices, AProviderThatPullsIsServed) {
    auto all = labour_immigrants();
    all.targets.clear();
    all.tokens = {{"officer", "zhitikara", {}, {}, {}}};
    EXPECT_EQ(problems_of(all), "none");
}

TEST(Offices, AProviderWhoseCasesNobodyFetchesIsNamedWithTheMend) {
    auto all = labour_immigrants();
    all.targets[0].name = "akimat-zitikara";
    EXPECT_EQ(
        problems_of(all),
        "gateway.toml: provider \"zhitikara\": nobody would fetch its cases (labour-immigrant-permit "
        "through migration): add [[target]] name = \"akimat-zhitikara\" or [[backoffice.token]] provider "
        "= \"zhitikara\", or take its acts out of the catalogue");
}

TEST(Offices, EveryProviderOfAPublicServiceIsNeeded) {
    auto all = labour_immigrants();
    all.routes[0].portal = "elicense";
    all.routes[0].services = {{"FOREIGN_LABOUR_PERMIT", "foreign-labour-permit"}};
    const auto found = problems_of(all);
    for (const char* code : {"kostanay", "kyzylorda", "mangystau", "north-kazakhstan"})
        EXPECT_NE(found.find("provider \"" + std::string(code) + "\""), std::string::npos) << found;
    EXPECT_EQ(std::ranges::count(found, '\n'), 3);
}

TEST(Offices, NothingComesInOnAPortalThatTheActDoesNotOffer) {
    auto all = labour_immigrants();
    all.targets.clear();
    all.routes[0].portal = "elicense";
    EXPECT_EQ(problems_of(all), "none");
}

TEST(Offices, UnknownNamesAreFound) {
    auto all = labour_immigrants();
    all.tokens = {{"officer", "zitikara", {}, {}, {}}};
    api_webhook hook;
    hook.name = "events";
    hook.provider = "nowhere";
    all.webhooks = {hook};
    all.routes[0].services["X"] = "driving-licence";
    EXPECT_EQ(problems_of(all),
              "gateway.toml: backoffice.token.officer: the catalogue has no provider \"zitikara\"\n"
              "gateway.toml: backoffice.webhook.events: the catalogue has no provider \"nowhere\"\n"
              "gateway.toml: portal.migration: service \"X\": the catalogue has no public service "
              "\"driving-licence\"");
}

}  // namespace
}  // namespace gw::config
