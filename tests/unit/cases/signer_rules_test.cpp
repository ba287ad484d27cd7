// Who may sign what: each rule with a signature that passes and one that fails for exactly its code.
#include "cases/signer_rules.hpp"

#include <gtest/gtest.h>

namespace {

using namespace gw;
using cases::signer_summary;
using cases::signing_party;

signer_summary signer(std::string iin, std::string bin = "", std::vector<std::string> roles = {}) {
    signer_summary made;
    made.iin = std::move(iin);
    made.bin = std::move(bin);
    made.roles = std::move(roles);
    return made;
}

const signer_summary person = signer("850315300118", "", {"individual"});
const signer_summary stranger = signer("950228600115", "", {"individual"});
const signer_summary head = signer("790921400115", "151140090010", {"legal_entity", "first_head"});
const signer_summary deputy = signer("881102400114", "151140090010", {"right_to_sign"});
const signer_summary employee = signer("930704300110", "151140090010", {"employee"});
const signer_summary other_head = signer("750825400116", "090540390018", {"first_head"});
const signer_summary nameless = signer("", "");

std::vector<const signer_summary*> all(std::initializer_list<const signer_summary*> list) {
    return list;
}

std::string verdict(const result<void>& checked) {
    return checked ? "passed" : std::string(checked.error().info().name);
}
std::string one(const signing_party& party, std::initializer_list<const signer_summary*> list) {
    return verdict(check_signed_by(party, all(list)));
}
std::string both(const signing_party& foreigner, const signing_party& employer,
                 std::initializer_list<const signer_summary*> list) {
    return verdict(check_signed_by_both(foreigner, employer, all(list)));
}

TEST(signer_rules, an_iin_needs_that_iin) {
    const signing_party party{"850315300118", ""};
    EXPECT_EQ(one(party, {&person}), "passed");
    EXPECT_EQ(one(party, {&stranger, &person}), "passed");
    EXPECT_EQ(one(party, {&stranger}), "signer_iin_mismatch");
    EXPECT_EQ(one(party, {&nameless}), "signer_identity_missing");
    EXPECT_EQ(one(party, {}), "signer_identity_missing");
}

TEST(signer_rules, a_bin_needs_that_bin_and_a_role_that_may_sign) {
    const signing_party party{"", "151140090010"};
    EXPECT_EQ(one(party, {&head}), "passed");
    EXPECT_EQ(one(party, {&deputy}), "passed");
    EXPECT_EQ(one(party, {&employee}), "signer_role_forbidden");
    EXPECT_EQ(one(party, {&other_head}), "signer_bin_mismatch");
    EXPECT_EQ(one(party, {&person}), "signer_bin_mismatch");
    EXPECT_EQ(one(party, {&nameless}), "signer_identity_missing");
    EXPECT_EQ(one(party, {&employee, &other_head}), "signer_role_forbidden");
}

TEST(signer_rules, both_named_means_both_in_one_certificate) {
    const signing_party party{"790921400115", "151140090010"};
    EXPECT_EQ(one(party, {&head}), "passed");
    EXPECT_EQ(one(party, {&deputy}), "signer_iin_mismatch");
    const signing_party split{"850315300118", "151140090010"};
    EXPECT_EQ(one(split, {&head, &person}), "signer_iin_mismatch");
}

TEST(signer_rules, numbers_are_compared_as_text) {
    EXPECT_EQ(one({"085031530011", ""}, {&person}), "signer_iin_mismatch");
    const signer_summary wrong_check_digit = signer("820417300118");
    EXPECT_EQ(one({"820417300118", ""}, {&wrong_check_digit}), "passed");
}

TEST(signer_rules, a_request_that_names_nobody_is_signed_by_nobody) {
    EXPECT_EQ(one({}, {&head}), "signer_identity_missing");
    EXPECT_EQ(one({}, {&nameless}), "signer_identity_missing");
}

TEST(signer_rules, foreigner_and_employer_both_sign) {
    const signing_party foreigner{"850315300118", ""};
    const signing_party company{"", "151140090010"};
    const signing_party household{"950228600115", ""};
    EXPECT_EQ(both(foreigner, company, {&person, &head}), "passed");
    EXPECT_EQ(both(foreigner, company, {&deputy, &person}), "passed");
    EXPECT_EQ(both(foreigner, household, {&person, &stranger}), "passed");
    EXPECT_EQ(both(foreigner, company, {&person, &head, &other_head}), "passed");
}

TEST(signer_rules, one_party_alone_is_not_enough) {
    const signing_party foreigner{"850315300118", ""};
    const signing_party company{"", "151140090010"};
    EXPECT_EQ(both(foreigner, company, {&person}), "second_signature_missing");
    EXPECT_EQ(both(foreigner, company, {&head}), "second_signature_missing");
    EXPECT_EQ(both(foreigner, company, {&person, &person}), "second_signature_missing");
    EXPECT_EQ(both(foreigner, company, {}), "second_signature_missing");
}

TEST(signer_rules, a_stranger_in_place_of_a_party_is_named) {
    const signing_party foreigner{"850315300118", ""};
    const signing_party company{"", "151140090010"};
    EXPECT_EQ(both(foreigner, company, {&stranger, &head}), "signer_iin_mismatch");
    EXPECT_EQ(both(foreigner, company, {&person, &other_head}), "signer_bin_mismatch");
    EXPECT_EQ(both(foreigner, company, {&person, &employee}), "signer_role_forbidden");
    EXPECT_EQ(both(foreigner, company, {&stranger}), "signer_iin_mismatch");
}

TEST(signer_rules, one_signature_stands_for_one_party) {
    const signing_party foreigner{"790921400115", ""};
    const signing_party company{"", "151140090010"};
    EXPECT_EQ(both(foreigner, company, {&head}), "second_signature_missing");
    EXPECT_EQ(both(foreigner, company, {&head, &deputy}), "passed");
}

}  // namespace
