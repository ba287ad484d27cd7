// Loading: each rule of the format is broken once, and the finding names file, line and rule.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "catalogue/catalogue.hpp"
#include "catalogue/working_calendar.hpp"

namespace gw::catalogue {
namespace {

namespace fs = std::filesystem;

const char* const act_text = R"([act]
code = "one"
public_service = "permit"
provider = "here"
number = "1"
adopted = 2019-12-01
valid_from = 2020-01-01
valid_to = 2020-12-31
on_missing_document = "note"
title.kk = "Рұқсат"
title.ru = "Разрешение"
language = "kk"
[[channel]]
code = "egov"
offered = true
result_to = "cabinet"
[[channel]]
code = "desk"
offered = true
result_to = "desk"
[[channel]]
code = "migration"
offered = false
reason = { kk = "Акт атамайды", ru = "Акт не называет" }
[[procedure]]
code = "issue"
title = { kk = "Беру", ru = "Выдача" }
categories = ["a", "b"]
total = "3 working_days"
[[procedure.document]]
code = "passport"
[[procedure.document]]
code = "form"
in_form = true
[[procedure.document]]
code = "receipt"
categories = ["b"]
asked = "after_notice"
condition = { kk = "Ақылы болса", ru = "Если платно" }
[[procedure.step]]
role = "office"
limit = "20 minutes"
title = { kk = "Тіркеу", ru = "Регистрация" }
[[procedure.step]]
role = "head"
limit = "11 working_days"
applicant_part = "10 working_days"
title = { kk = "Беру", ru = "Выдача" }
channels = ["egov"]
[[procedure.rule]]
kind = "term_months"
broken = "refuse"
least = 1
most = 12
text = { kk = "Мерзім", ru = "Срок" }
[[ground]]
code = "unreliable"
refuses = "service"
procedures = ["issue"]
text = { kk = "Негіз", ru = "Основание" }
)";

const char* const tables_text = R"([[document]]
code = "passport"
title = { kk = "Паспорт", ru = "Паспорт" }
[[document]]
code = "form"
title = { kk = "Өтініш", ru = "Заявление" }
[[document]]
code = "receipt"
title = { kk = "Түбіртек", ru = "Квитанция" }
[[provider]]
code = "here"
title = { kk = "Мұнда", ru = "Здесь" }
target = "akimat-here"
number_prefix = "HERE"
hours_confirmed = true
hours = { open = 09:00:00, lunch_from = 13:00:00, lunch_to = 14:30:00, close = 18:30:00, desk_until = 17:30:00 }
[[provider.offset]]
from = 2015-01-01
utc = "+06:00"
[[provider.offset]]
from = 2024-03-01
utc = "+05:00"
[[year]]
year = 2020
holidays = [2020-01-01, 2020-05-09]
days_off = [2020-01-07]
unconfirmed = [2020-06-01]
moved = [{ off = 2020-05-08, worked = 2020-05-11 }]
[[year]]
year = 2021
holidays = [2021-01-01]
)";

const char* const words_text = R"([readings]
first_working_day = "next"
[[public_service]]
code = "permit"
title = { kk = "Рұқсат", ru = "Разрешение" }
[[channel]]
code = "egov"
portal = true
title = { kk = "Портал", ru = "Портал" }
[[channel]]
code = "migration"
portal = true
title = { kk = "Портал", ru = "Портал" }
[[channel]]
code = "desk"
portal = false
title = { kk = "Кеңсе", ru = "Канцелярия" }
[[role]]
code = "office"
title = { kk = "Кеңсе", ru = "Канцелярия" }
[[role]]
code = "head"
title = { kk = "Басшы", ru = "Руководитель" }
)";

class catalogue_load : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("gw-catalogue-" + std::to_string(std::random_device()()));
        fs::create_directories(folder_ / "acts");
        write("acts/one.toml", act_text);
        write("tables.toml", tables_text);
        write("words.toml", words_text);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, std::string_view text) {
        std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
    }
    std::string read(const std::string& name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    }
    void replace(const std::string& name, std::string_view from, std::string_view to) {
        std::string text = read(name);
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write(name, text.replace(at, from.size(), to));
    }
    // The findings, with paths from the catalogue's folder; "" when it loads.
    std::string findings() const {
        const auto loaded = catalogue::load(folder_);
        if (loaded) return {};
        EXPECT_EQ(loaded.error().code(), errc::catalogue_invalid);
        std::string text = loaded.error().detail();
        const std::string prefix = folder_.string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

    fs::path folder_;
};

TEST_F(catalogue_load, takes_a_catalogue_that_keeps_the_rules) {
    const auto loaded = catalogue::load(folder_);
    ASSERT_TRUE(loaded) << loaded.error().to_string();
    const auto& act = (*loaded)->acts().front();
    EXPECT_EQ(act.code, "one");
    EXPECT_EQ(act.title.kk, "Рұқсат");
    EXPECT_EQ(act.file, (folder_ / "acts/one.toml").string());
    const auto& issue = act.procedures.front();
    EXPECT_EQ(issue.documents_for("a", "egov")->size(), 2u);
    EXPECT_EQ(issue.documents_for("b", "egov")->size(), 3u);
    EXPECT_FALSE(issue.documents_for("c", "egov"));
    EXPECT_EQ(issue.documents_for("b", "egov")->back()->condition.kk, "Ақылы болса");
    EXPECT_EQ(issue.documents_for("b", "egov")->front()->title.ru, "Паспорт");
    EXPECT_EQ(issue.steps_for("egov").size(), 2u);
    EXPECT_EQ(issue.steps_for("egov").back().n, 2);
    EXPECT_EQ(issue.steps_for("desk").size(), 1u);
    EXPECT_EQ(issue.rules.front().kind, rule_kind::term_months);
    EXPECT_EQ(act.grounds.front().text.ru, "Основание");
    EXPECT_TRUE(act.find_channel("egov")->portal);
    EXPECT_FALSE(act.find_channel("desk")->portal);
    EXPECT_EQ((*loaded)->words().documents.size(), 3u);
    EXPECT_EQ((*loaded)->providers().size(), 1u);
    EXPECT_EQ((*loaded)->calendar().years().front().unconfirmed.size(), 1u);
}

TEST_F(catalogue_load, reads_only_toml_files) {
    write("README.md", "not [toml");
    EXPECT_EQ(findings(), "");
}

struct broken {
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* finding;
};

void PrintTo(const broken& rule, std::ostream* out) {
    *out << rule.name;
}

class broken_catalogue : public catalogue_load, public ::testing::WithParamInterface<broken> {};

TEST_P(broken_catalogue, is_refused_by_file_and_line) {
    replace(GetParam().file, GetParam().from, GetParam().to);
    EXPECT_EQ(findings(), GetParam().finding);
}

constexpr const char* act_file = "acts/one.toml";
constexpr const char* tables = "tables.toml";
constexpr const char* words = "words.toml";

const broken broken_acts[] = {
    {"unknown_key", act_file, "number = \"1\"", "number = \"1\"\nnubmer = \"2\"",
     "acts/one.toml:6: unknown key `nubmer`"},
    {"unknown_key_in_a_step", act_file, "role = \"office\"", "role = \"office\"\nrule = 1",
     "acts/one.toml:42: unknown key `rule`"},
    {"unknown_table", act_file, "[[channel]]\ncode = \"migration\"", "[[chanel]]\ncode = \"migration\"",
     "acts/one.toml:21: unknown key `chanel`"},
    {"missing_key", act_file, "number = \"1\"\n", "", "acts/one.toml:1: `number` is missing"},
    {"empty_text", act_file, "number = \"1\"", "number = \" \"",
     "acts/one.toml:5: `number` must be a text that is not empty"},
    {"text_expected", act_file, "number = \"1\"", "number = 1",
     "acts/one.toml:5: `number` must be a text that is not empty"},
    {"identifier", act_file, "code = \"one\"", "code = \"One act\"",
     "acts/one.toml:2: `code` must be made of a-z, 0-9, - and _"},
    {"missing_translation", act_file, "title.kk = \"Рұқсат\"\n", "", "acts/one.toml:10: `kk` is missing"},
    {"missing_translation_of_a_step", act_file, "{ kk = \"Тіркеу\", ru = \"Регистрация\" }",
     "{ kk = \"Тіркеу\" }", "acts/one.toml:43: `ru` is missing"},
    {"missing_translation_of_a_condition", act_file, "{ kk = \"Ақылы болса\", ru = \"Если платно\" }",
     "{ ru = \"Если платно\" }", "acts/one.toml:39: `kk` is missing"},
    {"date_as_text", act_file, "valid_from = 2020-01-01", "valid_from = \"2020-01-01\"",
     "acts/one.toml:7: `valid_from` must be a date such as 2017-06-05, without quotes"},
    {"end_before_begin", act_file, "valid_to = 2020-12-31", "valid_to = 2019-12-31",
     "acts/one.toml:8: `valid_to` is before `valid_from`"},
    {"in_force_before_adopted", act_file, "adopted = 2019-12-01", "adopted = 2020-01-02",
     "acts/one.toml:7: `valid_from` is before `adopted`"},
    {"repeal_without_end", act_file, "valid_to = 2020-12-31", "repealed_by = \"2\"",
     "acts/one.toml:8: `repealed_by` needs `valid_to`"},
    {"unknown_answer_to_missing_documents", act_file, "\"note\"", "\"ignore\"",
     "acts/one.toml:9: `on_missing_document` must be one of refuse, note"},
    {"unknown_provider", act_file, "provider = \"here\"", "provider = \"there\"",
     "acts/one.toml:1: unknown provider `there`"},
    {"unknown_channel", act_file, "code = \"migration\"", "code = \"migratoin\"",
     "acts/one.toml:22: `code` names an unknown channel: `migratoin` is not among the [[channel]] tables"},
    {"channel_twice", act_file, "code = \"migration\"", "code = \"egov\"",
     "acts/one.toml:22: `code` is named twice"},
    {"refused_channel_without_reason", act_file,
     "reason = { kk = \"Акт атамайды\", ru = \"Акт не называет\" }\n", "",
     "acts/one.toml:21: `reason` is missing: why is the channel not offered?"},
    {"offered_channel_with_reason", act_file, "offered = true",
     "offered = true\nreason = { kk = \"Жоқ\", ru = \"Нет\" }",
     "acts/one.toml:16: `reason` is only for a channel that is not offered"},
    {"flag_expected", act_file, "offered = true", "offered = \"yes\"",
     "acts/one.toml:15: `offered` must be true or false\nacts/one.toml:13: `reason` is missing: why is the "
     "channel not offered?\nacts/one.toml:16: unknown key `result_to`\nacts/one.toml:49: `channels` `egov` "
     "is not offered by the act"},
    {"unknown_document", act_file, "code = \"passport\"", "code = \"pasport\"",
     "acts/one.toml:31: `code` names an unknown document: `pasport` is not among the [[document]] tables"},
    {"document_twice", act_file, "code = \"passport\"", "code = \"form\"",
     "acts/one.toml:33: `code` is named twice in one list of this procedure"},
    {"unknown_category", act_file, "categories = [\"b\"]", "categories = [\"c\"]",
     "acts/one.toml:37: `categories` `c` is not a category of the procedure"},
    {"category_twice", act_file, "categories = [\"b\"]", "categories = [\"b\", \"b\"]",
     "acts/one.toml:37: `categories` names the same twice"},
    {"categories_as_text", act_file, "categories = [\"b\"]", "categories = \"b\"",
     "acts/one.toml:37: `categories` must be a list of identifiers that is not empty"},
    {"form_part_asked_for_never", act_file, "in_form = true", "in_form = true\nasked = \"never\"",
     "acts/one.toml:35: `asked` does not go with `in_form`"},
    {"step_without_a_role", act_file, "role = \"office\"\n", "", "acts/one.toml:40: `role` is missing"},
    {"unknown_role", act_file, "role = \"office\"", "role = \"boss\"",
     "acts/one.toml:41: `role` names an unknown role: `boss` is not among the [[role]] tables"},
    {"unknown_unit", act_file, "20 minutes", "20 weeks",
     "acts/one.toml:42: `limit` must be a limit such as \"5 working_days\" (minutes, hours, working_days, "
     "calendar_days)"},
    {"zero_minutes", act_file, "20 minutes", "0 minutes",
     "acts/one.toml:42: `limit` must be a limit such as \"5 working_days\" (minutes, hours, working_days, "
     "calendar_days)"},
    {"negative_limit", act_file, "3 working_days", "-3 working_days",
     "acts/one.toml:29: `total` must be a limit such as \"5 working_days\" (minutes, hours, working_days, "
     "calendar_days)"},
    {"day_of_application_without_total", act_file, "total = \"3 working_days\"",
     "total_skips_application_day = true", "acts/one.toml:29: `total_skips_application_day` needs `total`"},
    {"no_step", act_file, "[[procedure.step]]\nrole = \"office\"", "[[ground]]\nrole = \"office\"",
     "acts/one.toml:40: `code` is missing\nacts/one.toml:40: `refuses` is missing\nacts/one.toml:40: `text` "
     "is missing\nacts/one.toml:42: unknown key `limit`\nacts/one.toml:41: unknown key "
     "`role`\nacts/one.toml:43: unknown key `title`\nacts/one.toml:25: `issue` has no step for the channel "
     "`desk`"},
    {"unknown_service", act_file, "public_service = \"permit\"", "public_service = \"permission\"",
     "acts/one.toml:3: `public_service` names an unknown public service: `permission` is not among the "
     "[[public_service]] tables"},
    {"provider_and_providers", act_file, "provider = \"here\"", "provider = \"here\"\nproviders = [\"here\"]",
     "acts/one.toml:5: `providers` does not go with `provider`"},
    {"unknown_language", act_file, "language = \"kk\"", "language = \"en\"",
     "acts/one.toml:12: `language` must be one of kk, ru"},
    {"missing_translation_of_a_reason", act_file, "{ kk = \"Акт атамайды\", ru = \"Акт не называет\" }",
     "{ ru = \"Акт не называет\" }", "acts/one.toml:24: `kk` is missing"},
    {"missing_translation_of_a_ground", act_file, "text = { kk = \"Негіз\", ru = \"Основание\" }",
     "text = { kk = \"Негіз\" }", "acts/one.toml:60: `ru` is missing"},
    {"ground_of_a_stranger", act_file, "procedures = [\"issue\"]", "procedures = [\"extend\"]",
     "acts/one.toml:56: `procedures` names `extend`, which the act does not have"},
    {"ground_that_refuses_nothing", act_file, "refuses = \"service\"", "refuses = \"all\"",
     "acts/one.toml:58: `refuses` must be one of acceptance, service"},
    {"channel_for_a_stranger", act_file, "result_to = \"desk\"",
     "result_to = \"desk\"\nprocedures = [\"extend\"]",
     "acts/one.toml:17: `procedures` names `extend`, which the act does not have"},
    {"channel_without_a_way_back", act_file, "result_to = \"desk\"\n", "",
     "acts/one.toml:17: `result_to` is missing"},
    {"step_on_a_channel_not_offered", act_file, "channels = [\"egov\"]", "channels = [\"migration\"]",
     "acts/one.toml:49: `channels` `migration` is not offered by the act"},
    {"no_step_for_a_channel", act_file, "role = \"office\"", "role = \"office\"\nchannels = [\"egov\"]",
     "acts/one.toml:25: `issue` has no step for the channel `desk`"},
    {"applicant_part_of_all", act_file, "applicant_part = \"10 working_days\"",
     "applicant_part = \"11 working_days\"",
     "acts/one.toml:47: `applicant_part` must be less than `limit`, in the same unit"},
    {"applicant_part_in_another_unit", act_file, "applicant_part = \"10 working_days\"",
     "applicant_part = \"10 hours\"",
     "acts/one.toml:47: `applicant_part` must be less than `limit`, in the same unit"},
    {"unknown_rule", act_file, "kind = \"term_months\"", "kind = \"term_years\"",
     "acts/one.toml:51: `kind` is not a kind of rule that can be computed"},
    {"rule_without_its_limit", act_file, "kind = \"term_months\"", "kind = \"filed_not_after\"",
     "acts/one.toml:50: `limit` is missing\nacts/one.toml:53: unknown key `least`\nacts/one.toml:54: unknown "
     "key `most`"},
    {"rule_the_wrong_way_round", act_file, "most = 12", "most = 0",
     "acts/one.toml:54: `most` must be at least 1\nacts/one.toml:54: `most` is less than `least`"},
    {"rule_without_consequence", act_file, "broken = \"refuse\"", "broken = \"shrug\"",
     "acts/one.toml:52: `broken` must be one of refuse, note"},
    {"steps_of_what_is_not_ruled", act_file, "categories = [\"a\", \"b\"]",
     "categories = [\"a\", \"b\"]\nnot_ruled = { kk = \"Жоқ\", ru = \"Нет\" }",
     "acts/one.toml:29: `not_ruled` does not go with steps"},
    {"unknown_signer", act_file, "language = \"kk\"", "language = \"kk\"\nsigned_by = \"notary\"",
     "acts/one.toml:13: `signed_by` must be one of applicant, employer, both"},
    {"continued_act_that_is_no_example", act_file, "number = \"1\"", "number = \"1\"\ncontinues = \"zero\"",
     "acts/one.toml:6: `continues` is only for an example\nacts/one.toml:14: unknown key "
     "`channel`\nacts/one.toml:57: unknown key `ground`\nacts/one.toml:26: unknown key "
     "`procedure`\nacts/one.toml:1: `continues`: there is no act `zero` of this public service with text of "
     "its own"},
    {"standard_nobody_writes_out", act_file, "[[channel]]\ncode = \"egov\"",
     "[act.standard]\norder = \"9\"\ntaken_over_from = \"zero\"\n[[channel]]\ncode = \"egov\"",
     "acts/one.toml:1: `taken_over_from`: there is no act `zero` of this public service with text of its "
     "own"},
    {"unknown_reading", act_file, "[[channel]]\ncode = \"egov\"",
     "[act.readings]\nfirst_working_day = \"any\"\n[[channel]]\ncode = \"egov\"",
     "acts/one.toml:14: `first_working_day` must be one of next, same"},
    {"table_expected", act_file, "[[ground]]", "[ground]",
     "acts/one.toml:56: `ground` must be tables, each headed by double brackets"},
};

const broken broken_tables[] = {
    {"unknown_key_of_a_provider", tables,
     "target =", "tagret = \"x\"\ntarget =", "tables.toml:13: unknown key `tagret`"},
    {"unknown_kind_of_table", tables, "[[year]]\nyear = 2021", "[[yaer]]\nyear = 2021",
     "tables.toml:29: unknown key `yaer`"},
    {"document_code_twice", tables, "code = \"receipt\"", "code = \"form\"",
     "tables.toml:8: `code` is there twice\nacts/one.toml:36: `code` names an unknown document: `receipt` is "
     "not among the [[document]] tables"},
    {"prefix", tables, "\"HERE\"", "\"here\"", "tables.toml:14: `number_prefix` must be made of A-Z"},
    {"lunch_before_opening", tables, "open = 09:00:00", "open = 13:30:00",
     "tables.toml:16: `open` must come before lunch, and lunch before the close"},
    {"desk_after_close", tables, "desk_until = 17:30:00", "desk_until = 19:00:00",
     "tables.toml:16: `desk_until` must lie within the office hours"},
    {"time_as_text", tables, "desk_until = 17:30:00", "desk_until = \"17:30\"",
     "tables.toml:16: `desk_until` must be a time in whole minutes such as 09:00:00, without quotes\n"
     "tables.toml:16: `desk_until` must lie within the office hours"},
    {"offset_shape", tables, "\"+05:00\"", "\"+5\"",
     "tables.toml:22: `utc` must be an offset such as \"+05:00\""},
    {"offsets_out_of_order", tables, "from = 2024-03-01", "from = 2015-01-01",
     "tables.toml:21: `from` must be later than that of the offset before"},
    {"year_twice", tables, "year = 2021\nholidays = [2021-01-01]", "year = 2020\nholidays = [2020-01-01]",
     "tables.toml:30: `year` is there twice"},
    {"year_gap", tables, "year = 2021\nholidays = [2021-01-01]", "year = 2022\nholidays = [2022-01-01]",
     "tables.toml:29: the year before 2022 is missing"},
    {"year_without_holidays", tables, "holidays = [2021-01-01]\n", "",
     "tables.toml:29: `holidays` is missing or empty"},
    {"holiday_of_another_year", tables, "2020-05-09", "2021-05-09",
     "tables.toml:25: `holidays` 2021-05-09 is not a day of the year\n"
     "tables.toml:23: moved: 2020-05-11 is a working day already"},
    {"move_of_another_year", tables, "worked = 2020-05-11", "worked = 2021-01-02",
     "tables.toml:28: `off` and `worked` must be days of the year"},
    {"move_to_a_day_off", tables, "off = 2020-05-08", "off = 2020-01-07",
     "tables.toml:23: moved: 2020-01-07 is a day off already"},
    {"move_from_a_working_day", tables, "worked = 2020-05-11", "worked = 2020-05-12",
     "tables.toml:23: moved: 2020-05-12 is a working day already"},
    {"dates_expected", tables, "days_off = [2020-01-07]", "days_off = 2020-01-07",
     "tables.toml:26: `days_off` must be a list of dates"},
    {"year_number", tables, "year = 2021", "year = \"2021\"",
     "tables.toml:30: `year` must be a whole number from 0 to 9999\n"
     "tables.toml:31: `holidays` 2021-01-01 is not a day of the year\ntables.toml:23: the year before 2020 "
     "is missing"},
};

const broken broken_words[] = {
    {"role_twice", words, "code = \"head\"", "code = \"office\"",
     "words.toml:22: `code` is there twice\nacts/one.toml:45: `role` names an unknown role: `head` is not "
     "among the [[role]] tables"},
    {"channel_twice", words, "code = \"migration\"", "code = \"egov\"",
     "words.toml:11: `code` is there twice\nacts/one.toml:22: `code` names an unknown channel: `migration` "
     "is not among the [[channel]] tables"},
    {"channel_of_no_kind", words, "portal = false\n", "", "words.toml:14: `portal` is missing"},
    {"unknown_reading", words, "first_working_day = \"next\"", "first_working_day = \"any\"",
     "words.toml:2: `first_working_day` must be one of next, same"},
};

std::string case_name(const ::testing::TestParamInfo<broken>& info) {
    return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(acts, broken_catalogue, ::testing::ValuesIn(broken_acts), case_name);
INSTANTIATE_TEST_SUITE_P(words, broken_catalogue, ::testing::ValuesIn(broken_words), case_name);
INSTANTIATE_TEST_SUITE_P(tables, broken_catalogue, ::testing::ValuesIn(broken_tables), case_name);

TEST_F(catalogue_load, refuses_what_is_not_toml) {
    replace(act_file, "number = \"1\"", "number = ");
    EXPECT_EQ(findings().find("acts/one.toml:5: "), 0u) << findings();
}

TEST_F(catalogue_load, refuses_an_impossible_date) {
    replace(act_file, "valid_from = 2020-01-01", "valid_from = 2019-02-29");
    EXPECT_EQ(findings().find("acts/one.toml:7: "), 0u) << findings();
}

TEST_F(catalogue_load, refuses_text_that_is_not_utf8) {
    replace(act_file, "number = \"1\"", "number = \"\xff\"");
    EXPECT_EQ(findings().find("acts/one.toml:5: "), 0u) << findings();
}

TEST_F(catalogue_load, refuses_two_acts_in_force_at_once) {
    write("acts/two.toml", act_text);
    replace("acts/two.toml", "code = \"one\"", "code = \"two\"");
    replace("acts/two.toml", "valid_from = 2020-01-01\nvalid_to = 2020-12-31", "valid_from = 2020-12-31");
    EXPECT_EQ(
        findings(),
        "acts/two.toml:1: overlaps acts/one.toml: both are in force for `permit` of `here` on 2020-12-31");
    replace("acts/two.toml", "valid_from = 2020-12-31", "valid_from = 2021-01-01");
    EXPECT_EQ(findings(), "");
}

TEST_F(catalogue_load, lets_one_act_rule_two_services_in_two_files) {
    write("acts/two.toml", act_text);
    replace("acts/two.toml", "public_service = \"permit\"", "public_service = \"other\"");
    replace(words, "[[role]]",
            "[[public_service]]\ncode = \"other\"\ntitle = { kk = \"Б\", ru = \"Д\" }\n[[role]]");
    EXPECT_EQ(findings(), "");
}

TEST_F(catalogue_load, gives_an_act_of_several_providers_to_each) {
    const std::string text = tables_text;
    const auto from = text.find("[[provider]]"), to = text.find("[[year]]");
    std::string there = text.substr(from, to - from);
    there.replace(there.find("\"here\""), 6, "\"there\"");
    write("there.toml", there);
    replace(act_file, "provider = \"here\"", "providers = [\"here\", \"there\"]");
    const auto loaded = catalogue::load(folder_);
    ASSERT_TRUE(loaded) << loaded.error().to_string();
    ASSERT_EQ((*loaded)->acts().size(), 2u);
    EXPECT_EQ((*loaded)->acts().back().provider, "there");
    EXPECT_EQ((*loaded)->acts().back().code, "one");
    write("acts/two.toml", act_text);
    replace("acts/two.toml", "code = \"one\"", "code = \"two\"");
    EXPECT_EQ(
        findings(),
        "acts/two.toml:1: overlaps acts/one.toml: both are in force for `permit` of `here` on 2020-01-01");
}

TEST_F(catalogue_load, continues_an_act_in_an_example) {
    write("next.toml", R"([act]
code = "next"
public_service = "permit"
provider = "here"
number = "EXAMPLE"
example = true
continues = "one"
valid_from = 2021-01-01
)");
    const auto loaded = catalogue::load(folder_);
    ASSERT_TRUE(loaded) << loaded.error().to_string();
    const auto* const next = (*loaded)->find_act("permit", "here", from_date("2021-05-05").value()).value();
    EXPECT_EQ(next->code, "next");
    EXPECT_EQ(next->number, "EXAMPLE");
    EXPECT_TRUE(next->example);
    EXPECT_EQ(next->title.ru, "Разрешение");
    EXPECT_EQ(next->valid_to, act::open_end);
    EXPECT_FALSE(next->adopted.has_value());
    EXPECT_EQ(next->find_procedure("issue")->steps_for("egov").size(), 2u);
    EXPECT_EQ(next->grounds.size(), 1u);
    replace("next.toml", "continues = \"one\"", "continues = \"next\"");
    EXPECT_EQ(findings(),
              "next.toml:1: `continues`: there is no act `next` of this public service with text of its own");
}

TEST_F(catalogue_load, takes_lists_over_where_an_act_only_points_to_a_standard) {
    write("acts/two.toml", act_text);
    replace("acts/two.toml", "code = \"one\"", "code = \"two\"");
    replace("acts/two.toml", "valid_from = 2020-01-01\nvalid_to = 2020-12-31", "valid_from = 2021-01-01");
    replace(
        "acts/two.toml", "[[channel]]\ncode = \"egov\"",
        "[act.standard]\norder = \"279\"\ndocuments = \"9\"\ngrounds = \"10\"\ntaken_over_from = \"one\"\n"
        "[[channel]]\ncode = \"egov\"");
    std::string text = read("acts/two.toml");
    text.erase(text.find("[[procedure.document]]"),
               text.find("[[procedure.step]]") - text.find("[[procedure.document]]"));
    text.erase(text.find("[[ground]]"));
    text.erase(text.find("categories = "), std::string("categories = [\"a\", \"b\"]\n").size());
    write("acts/two.toml", text);
    const auto loaded = catalogue::load(folder_);
    ASSERT_TRUE(loaded) << loaded.error().to_string();
    const auto* const two = (*loaded)->find_act("permit", "here", from_date("2021-05-05").value()).value();
    EXPECT_EQ(two->find_procedure("issue")->documents_from, "one");
    EXPECT_EQ(two->find_procedure("issue")->documents_for("b", "egov")->size(), 3u);
    EXPECT_EQ(two->grounds_from, "one");
    EXPECT_EQ(two->grounds.size(), 1u);
}

TEST_F(catalogue_load, reads_how_open_points_are_read) {
    EXPECT_FALSE(catalogue::load(folder_).value()->default_readings().starting_day_counts);
    replace(words, "first_working_day = \"next\"",
            "first_working_day = \"same\"\nportal_request_until = \"desk\"");
    replace(act_file, "[[channel]]\ncode = \"egov\"",
            "[act.readings]\nday_of_application = \"submission\"\n[[channel]]\ncode = \"egov\"");
    const auto loaded = catalogue::load(folder_).value();
    EXPECT_TRUE(loaded->default_readings().starting_day_counts);
    EXPECT_FALSE(loaded->default_readings().submission_day_not_counted);
    const auto own = loaded->acts().front().own_readings.value();
    EXPECT_TRUE(own.submission_day_not_counted);
    EXPECT_TRUE(own.starting_day_counts);
    EXPECT_FALSE(own.portal_until_close);
}

TEST_F(catalogue_load, refuses_one_code_for_two_acts) {
    write("acts/two.toml", act_text);
    replace("acts/two.toml", "valid_from = 2020-01-01\nvalid_to = 2020-12-31", "valid_from = 2021-01-01");
    EXPECT_EQ(findings(), "acts/two.toml:1: the code `one` is also that of acts/one.toml");
}

TEST_F(catalogue_load, refuses_one_procedure_twice) {
    const std::string text = act_text;
    const auto from = text.find("[[procedure]]"), to = text.find("[[ground]]");
    write(act_file, text + text.substr(from, to - from));
    EXPECT_EQ(findings(), "acts/one.toml:62: `code` is the code of another procedure of this act");
}

TEST_F(catalogue_load, refuses_a_catalogue_without_a_calendar) {
    const std::string text = tables_text;
    write(tables, text.substr(0, text.find("[[year]]")));
    EXPECT_EQ(findings(), "acts/one.toml:1: there is no working calendar: no [[year]] table");
}

TEST_F(catalogue_load, refuses_a_catalogue_without_an_act) {
    fs::remove(folder_ / act_file);
    EXPECT_EQ(findings(), "tables.toml:1: there is no act");
}

TEST_F(catalogue_load, refuses_an_act_without_channels_and_procedures) {
    const std::string text = act_text;
    write(act_file, text.substr(0, text.find("[[channel]]")));
    EXPECT_EQ(findings(),
              "acts/one.toml:1: `channel` is missing: an act says through which channels it is provided\n"
              "acts/one.toml:1: `procedure` is missing: an act has at least one");
}

TEST_F(catalogue_load, refuses_an_empty_or_absent_folder) {
    fs::remove_all(folder_);
    EXPECT_FALSE(findings().empty());
    fs::create_directories(folder_);
    EXPECT_FALSE(findings().empty());
}

TEST_F(catalogue_load, reports_everything_that_is_wrong_at_once) {
    replace(act_file, "number = \"1\"\n", "");
    replace(tables, "\"+05:00\"", "\"+5\"");
    EXPECT_EQ(
        findings(),
        "tables.toml:22: `utc` must be an offset such as \"+05:00\"\nacts/one.toml:1: `number` is missing");
}

TEST_F(catalogue_load, gives_a_snapshot_that_later_changes_do_not_touch) {
    const auto before = catalogue::load(folder_).value();
    replace(act_file, "number = \"1\"", "number = \"2\"");
    const auto after = catalogue::load(folder_).value();
    EXPECT_EQ(before->acts().front().number, "1");
    EXPECT_EQ(after->acts().front().number, "2");
    replace(act_file, "number = \"2\"", "number = 2");
    EXPECT_FALSE(catalogue::load(folder_));
    EXPECT_EQ(after->acts().front().number, "2");
}

}  // namespace
}  // namespace gw::catalogue
