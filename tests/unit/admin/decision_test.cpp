// A decision by itself: who of several signers it is taken from, and what it may say.
#include "admin/decision.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/catalogue.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::admin {
namespace {

using dsig::test::party;

class decision : public ::testing::Test {
protected:
    static octets document(const std::string& content) {
        return "<decision xmlns=\"urn:shep-gateway:decision:1\"><case>SKO-1</case>" + content + "</decision>";
    }
    static octets granted(const std::string& text = "Разрешение") {
        return document("<outcome>granted</outcome><text_ru>" + text + "</text_ru>");
    }
    static octets refused(const std::string& more = "") {
        return document("<outcome>refused</outcome>" + more +
                        "<text_kk>Бас тарту</text_kk><text_ru>Отказ</text_ru>");
    }
    result<signed_decision> read(octets text, const std::vector<const party*>& signers) {
        for (const auto* one : signers)
            text = cast_.sign_document(text, *one);
        decision_judge judge{
            &verifier_, [this] { return pki::trust_ptr(std::shared_ptr<void>(), &cast_.trust); }, {}};
        judge.policy.revocation = pki::revocation_mode::skip;
        return read_decision(text, judge, cast_.employer.certificate->bin(), dsig::test::now);
    }
    std::string why(octets text, const std::vector<const party*>& signers) {
        const auto made = read(std::move(text), signers);
        if (made) return "taken";
        EXPECT_EQ(made.error().code(), errc::decision_not_accepted);
        return made.error().detail();
    }
    party colleague(const std::string& role) const {
        return dsig::test::make_party(cast_.pki.ca,
                                      test_pki::organisation("881102400114", "151140025060", role));
    }

    dsig::test::cast& cast_ = dsig::test::the_cast();
    pki::certificate_cache certificates_{100};
    dsig::verifier verifier_{dsig::options{}, certificates_};
    const party& head_ = cast_.employer;
};

TEST_F(decision, is_the_word_of_who_may_sign_for_the_office) {
    const auto clerk = colleague(test_pki::role::employee);
    for (const auto& signers :
         {std::vector<const party*>{&head_, &clerk}, std::vector<const party*>{&clerk, &head_}}) {
        const auto made = read(granted(), signers);
        ASSERT_TRUE(made) << made.error().to_string();
        EXPECT_EQ(made->signer_sha256, to_hex(head_.certificate->sha256()));
        EXPECT_EQ(made->signer, head_.certificate->subject());
    }
    EXPECT_EQ(why(granted(), {&clerk}), "signer_role_forbidden");
}

TEST_F(decision, bears_no_signature_of_others) {
    const auto other =
        dsig::test::make_party(cast_.pki.ca, test_pki::organisation("750825400116", "090540390018"));
    EXPECT_EQ(why(granted(), {&head_, &other}), "signer_bin_mismatch");
    EXPECT_EQ(why(granted(), {&other, &head_}), "signer_bin_mismatch");
    EXPECT_EQ(why(granted(), {&head_, &cast_.applicant}), "signer_bin_mismatch");
    EXPECT_EQ(why(granted(), {&head_}), "taken");
}

TEST_F(decision, texts_are_bounded_in_characters) {
    const auto letters = [](std::size_t count) {
        std::string text;
        while (count-- > 0)
            text += "қ";
        return text;
    };
    EXPECT_EQ(why(granted(letters(1000)), {&head_}), "taken");
    EXPECT_EQ(why(granted(letters(1001)), {&head_}), "text_ru");
    EXPECT_EQ(why(document("<outcome>granted</outcome><text_kk>" + letters(300000) + "</text_kk>"), {&head_}),
              "text_kk");
}

TEST_F(decision, only_elements_of_its_own_namespace_are_read) {
    EXPECT_EQ(why(document("<outcome xmlns=\"urn:other\">granted</outcome>"), {&head_}), "outcome");
    // The result may have elements of the same names.
    EXPECT_EQ(why(document("<outcome>granted</outcome><case xmlns=\"urn:other\">1</case>"), {&head_}),
              "taken");
    EXPECT_EQ(why(document("<outcome>granted</outcome><outcome>granted</outcome>"), {&head_}), "outcome");
}

TEST_F(decision, the_ground_of_a_refusal_is_one_of_the_act) {
    EXPECT_EQ(why(document("<outcome>granted</outcome><ground>unreliable_documents</ground>"), {&head_}),
              "ground");
    const auto acts = catalogue::catalogue::load("catalogue").value();
    const auto judged = [&](std::string_view code, const std::string& procedure, const std::string& ground) {
        const auto act = std::ranges::find(acts->acts(), code, &catalogue::act::code);
        const auto made =
            read(refused(ground.empty() ? "" : "<ground>" + ground + "</ground>"), {&head_}).value();
        const auto known = check_ground(made, *act, *act->find_procedure(procedure));
        return known ? "taken" : known.error().detail();
    };
    EXPECT_EQ(judged("nk-2017-227", "issue", ""), "taken");
    EXPECT_EQ(judged("nk-2017-227", "issue", "unreliable_documents"), "taken");
    EXPECT_EQ(judged("nk-2017-227", "issue", "no-such-ground"), "ground");
    EXPECT_EQ(judged("zhitikara-labour-immigrant", "issue", "incomplete_documents"), "taken");
    EXPECT_EQ(judged("zhitikara-labour-immigrant", "copy", "incomplete_documents"), "ground");
}

}  // namespace
}  // namespace gw::admin
