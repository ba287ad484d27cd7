// Each rule of the labour-immigrant notice and of the foreign-labour acts: kept, broken and not told, at the
// edges of its window.
#include "cases/act_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cases/cyrillic.hpp"

namespace {

using namespace gw;

const catalogue::catalogue& all() {
    static const auto loaded = catalogue::catalogue::load("catalogue").value();
    return *loaded;
}

std::chrono::year_month_day day(std::string_view text) {
    return from_date(text).value();
}

struct application {
    std::string procedure = "extend", channel = "egov", filed = "2026-11-20",
                code = "zhitikara-labour-immigrant";
    cases::service_case form;
    std::string said;  // in Russian, by the last verdict

    application() {
        form.term_from = "2026-12-15";
        form.term_to = "2027-05-15";
        form.permit = cases::held_permit{"1", "2026-06-15", "2026-12-14"};
        form.entry_date = "2026-06-01";
        form.work_address = "Костанайская область, г. Житикара, 6 мкр.";
        document("medical_certificate").date = "2026-06-10";
        document("medical_insurance").valid_to = "2027-05-15";
        document("agreement_of_intention").date = "2026-11-15";
    }
    cases::document& document(std::string_view wanted) {
        const auto found = std::ranges::find(form.documents, wanted, &cases::document::code);
        if (found != form.documents.end()) return *found;
        form.documents.emplace_back().code = wanted;
        return form.documents.back();
    }
    // "kept", "note", or the name of the refusal.
    std::string verdict(std::string_view check = {}) {
        said.clear();
        const auto act =
            std::ranges::find_if(all().acts(), [&](const catalogue::act& one) { return one.code == code; });
        const cases::rule_context at{all(),
                                     *act,
                                     *act->find_procedure(procedure),
                                     *act->find_channel(channel),
                                     *all().find_provider(act->provider),
                                     day(filed)};
        auto examined = form;
        if (const auto done = cases::check_rules(examined, at); !done)
            return std::string(done.error().info().name);
        for (const auto& one : examined.checks)
            if (one.code == check || (check.empty() && one.outcome == "note")) {
                said = one.text_ru;
                return one.outcome == "passed" ? "kept" : "note";
            }
        return check.empty() ? "kept" : "absent";
    }
};

TEST(months, end_on_the_corresponding_date_or_the_last_day) {
    EXPECT_EQ(cases::add_months(day("2026-12-15"), 6), day("2027-06-15"));
    EXPECT_EQ(cases::add_months(day("2026-08-31"), 6), day("2027-02-28"));
    EXPECT_EQ(cases::add_months(day("2023-08-31"), 6), day("2024-02-29"));
    EXPECT_EQ(cases::add_months(day("2024-02-29"), 12), day("2025-02-28"));
}

TEST(act_rules, keep_a_good_extension) {
    EXPECT_EQ(application().verdict(), "kept");
}

TEST(act_rules, of_the_term) {
    application a;
    a.form.permit->valid_from = "2026-12-15";  // so that the total is not what refuses
    const auto ending = [&](std::string to) {
        a.form.term_to = std::move(to);
        a.document("medical_insurance").valid_to = a.form.term_to;
        return a.verdict("term_months");
    };
    EXPECT_EQ(ending("2027-01-13"), "term_not_permitted");
    EXPECT_EQ(ending("2027-01-14"), "kept");  // a month to its last day
    EXPECT_EQ(ending("2027-01-15"), "kept");  // a month to the corresponding day
    EXPECT_EQ(ending("2027-12-15"), "kept");
    EXPECT_EQ(ending("2027-12-16"), "term_not_permitted");
    EXPECT_EQ(ending(""), "note");
}

TEST(act_rules, of_the_total_with_extensions) {
    application a;
    const auto ending = [&](std::string to) {
        a.form.term_to = std::move(to);
        a.document("medical_insurance").valid_to = a.form.term_to;
        return a.verdict("total_months");
    };
    EXPECT_EQ(ending("2027-06-15"), "kept");
    EXPECT_EQ(ending("2027-06-16"), "term_not_permitted");
    a.form.permit->valid_from.clear();
    EXPECT_EQ(ending("2027-06-16"), "note");
}

TEST(act_rules, of_the_window_of_an_extension) {
    application a;  // the permit runs out on 14 December
    const auto filed = [&](std::string on, std::string_view check) {
        a.filed = std::move(on);
        return a.verdict(check);
    };
    EXPECT_EQ(filed("2026-11-13", "filed_not_before"), "note");
    EXPECT_EQ(filed("2026-11-14", "filed_not_before"), "kept");
    EXPECT_EQ(filed("2026-12-09", "filed_not_after"), "kept");
    EXPECT_EQ(filed("2026-12-10", "filed_not_after"), "filed_too_late");
    EXPECT_EQ(filed("2026-12-14", "filed_not_after"), "filed_too_late");
    EXPECT_EQ(filed("2027-01-10", "filed_not_after"), "filed_too_late");
    a.form.permit.reset();
    EXPECT_EQ(filed("2026-12-14", "filed_not_after"), "note");
}

TEST(act_rules, of_the_window_over_the_end_of_february) {
    application a;
    a.form.permit = cases::held_permit{"1", "2023-09-02", "2024-03-05"};
    a.form.term_from = "2024-03-06";
    a.form.term_to = "2024-09-01";
    a.form.entry_date = "2023-08-20";
    a.document("medical_certificate").date = "2023-08-30";
    a.document("medical_insurance").valid_to = "2024-09-01";
    a.filed = "2024-02-29";
    EXPECT_EQ(a.verdict("filed_not_after"), "kept");
    a.filed = "2024-03-01";
    EXPECT_EQ(a.verdict("filed_not_after"), "filed_too_late");
    a.filed = "2024-02-04";
    EXPECT_EQ(a.verdict("filed_not_before"), "kept");
    a.filed = "2024-02-03";
    EXPECT_EQ(a.verdict("filed_not_before"), "note");
}

TEST(act_rules, of_a_new_permit_at_the_end_of_the_old) {
    application a;
    a.procedure = "issue";
    a.form.permit->valid_from = "2025-12-15";  // twelve months, with the extensions
    const auto filed = [&](std::string on) {
        a.filed = std::move(on);
        return a.verdict("new_permit_within");
    };
    EXPECT_EQ(filed("2026-12-09"), "note");
    EXPECT_EQ(filed("2026-12-10"), "kept");
    EXPECT_EQ(filed("2026-12-14"), "kept");
    EXPECT_EQ(filed("2026-12-15"), "absent");  // it has run out: a first permit
    a.form.permit->valid_from = "2025-12-16";  // eleven months and some days: he might still extend it
    EXPECT_EQ(filed("2026-12-09"), "absent");
    a.form.permit->valid_from.clear();
    EXPECT_EQ(filed("2026-12-09"), "note");
    a.form.permit.reset();
    EXPECT_EQ(filed("2026-12-09"), "absent");
}

TEST(act_rules, of_the_medical_certificate) {
    application a;
    a.document("medical_certificate").date = "2025-11-20";
    EXPECT_EQ(a.verdict("document_age"), "kept");
    a.document("medical_certificate").date = "2025-11-19";
    EXPECT_EQ(a.verdict("document_age"), "document_expired");
    a.document("medical_certificate").date.clear();
    EXPECT_EQ(a.verdict("document_age"), "note");
    std::erase_if(a.form.documents, [](const auto& one) { return one.code == "medical_certificate"; });
    EXPECT_EQ(a.verdict("document_age"), "absent");  // the list of documents tells it
}

TEST(act_rules, of_the_insurance) {
    application a;
    a.document("medical_insurance").valid_to = "2027-05-14";
    EXPECT_EQ(a.verdict("document_covers_term"), "document_expired");
    a.document("medical_insurance").valid_to.clear();
    EXPECT_EQ(a.verdict("document_covers_term"), "note");
}

TEST(act_rules, of_the_border_crossing) {
    application a;
    a.form.entry_date = "2025-11-20";
    EXPECT_EQ(a.verdict("border_crossing_within"), "kept");
    a.form.entry_date = "2025-11-19";
    EXPECT_EQ(a.verdict("border_crossing_within"), "document_expired");
    a.form.entry_date.clear();
    EXPECT_EQ(a.verdict("border_crossing_within"), "note");
}

TEST(act_rules, of_the_agreement_of_intention_through_migration) {
    application a;
    a.procedure = "issue";
    a.channel = "migration";
    a.form.permit.reset();
    const auto signed_on = [&](std::string on, std::string_view check) {
        a.document("agreement_of_intention").date = std::move(on);
        return a.verdict(check);
    };
    EXPECT_EQ(signed_on("2026-11-10", "agreement_within"), "kept");  // the tenth day
    EXPECT_EQ(signed_on("2026-11-09", "agreement_within"), "note");
    a.filed = "2026-11-23";  // Monday; ten days from the 11th end on Saturday the 21st
    EXPECT_EQ(signed_on("2026-11-11", "agreement_within"), "kept");
    EXPECT_EQ(signed_on("2026-05-31", "agreement_after_entry"), "note");
    EXPECT_EQ(signed_on("2026-06-01", "agreement_after_entry"), "kept");
    EXPECT_EQ(signed_on("", "agreement_after_entry"), "note");
    a.channel = "egov";
    EXPECT_EQ(a.verdict("agreement_within"), "absent");
}

TEST(act_rules, of_a_notice_of_termination) {
    application a;
    a.procedure = "termination-notice";
    const auto ended = [&](std::string on) {
        a.form.termination_date = std::move(on);
        return a.verdict("notice_within");
    };
    EXPECT_EQ(ended("2026-11-18"), "kept");  // Wednesday, filed on Friday
    EXPECT_EQ(ended("2026-11-17"), "note");
    EXPECT_EQ(ended(""), "note");
    EXPECT_NE(a.said.find("не указано"), std::string::npos);
    EXPECT_EQ(ended("2014-12-30"), "note");  // before the calendar begins
    EXPECT_NE(a.said.find("нет этого года"), std::string::npos);
    a.filed = "2026-11-24";
    EXPECT_EQ(ended("2026-11-20"), "kept");  // over the weekend
    a.filed = "2026-11-25";
    EXPECT_EQ(ended("2026-11-20"), "note");
}

TEST(act_rules, of_the_territory) {
    application a;
    a.form.work_address = "ЖІТІҚАРА АУДАНЫ, 6 ш.а.";
    EXPECT_EQ(a.verdict("territory"), "kept");
    a.form.work_address = "г. Рудный, ул. Ленина, 1";
    EXPECT_EQ(a.verdict("territory"), "note");
    a.form.work_address.clear();
    EXPECT_EQ(a.verdict("territory"), "note");
}

TEST(act_rules, of_documents_that_have_run_out) {
    application a;
    a.document("passport").valid_to = "2026-11-20";
    EXPECT_EQ(a.verdict("document_expired"), "absent");
    a.document("passport").valid_to = "2026-11-19";
    EXPECT_EQ(a.verdict("document_expired"), "document_expired");  // 004 refuses
    a.code = "kyzylorda-foreign-labour-example";
    EXPECT_EQ(a.verdict("document_expired"), "document_expired");  // 003 too
    a.code = "nk-foreign-labour-example";
    EXPECT_EQ(a.verdict("document_expired"), "note");  // 000 and 001 have no such rule
    a.code = "mangystau-foreign-labour-example";
    EXPECT_EQ(a.verdict("document_expired"), "note");
}

TEST(letters, in_lower_case) {
    EXPECT_EQ(cases::lower_case("ЖІТІҚАРА Rudny ӘҒҚҢӨҰҮҺЁЯ"), "жітіқара rudny әғқңөұүһёя");
    EXPECT_EQ(cases::lower_case("a\xd0"), "a\xd0");  // cut off: as it is
}

TEST(letters, of_a_latin_name) {
    EXPECT_TRUE(cases::is_latin_name("O'Neill-Gómez Jr."));
    EXPECT_TRUE(cases::is_latin_name("YILMAZ"));
    EXPECT_TRUE(cases::is_latin_name("Şahin"));
    EXPECT_FALSE(cases::is_latin_name("YILМAZ"));  // a Cyrillic М
    EXPECT_FALSE(cases::is_latin_name("Иванов"));
    EXPECT_FALSE(cases::is_latin_name("ABC1"));
}

}  // namespace
