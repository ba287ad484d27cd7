// The pull API over a real store: each rule of schemas/backoffice/openapi.yaml kept and broken.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json/parse.hpp>

#include "unit/admin/office.hpp"

namespace gw::admin {
namespace {

namespace json = boost::json;
using test::office;

class backoffice : public ::testing::Test {
protected:
    void SetUp() override {
        at_.add_case("SKO-1", "akimat-sko");
        at_.add_case("ZHI-1", "akimat-zhitikara");
        at_.add_case("SKO-2", "akimat-sko");
        at_.add_case("SKO-3", "akimat-sko");
    }
    json::value get(const std::string& path) {
        const auto answer = at_.send("GET", path);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        EXPECT_EQ(answer.content_type, "application/json");
        return json::parse(answer.body);
    }
    std::vector<std::string> numbers(const json::value& page) {
        std::vector<std::string> out;
        for (const auto& each : page.at("cases").as_array())
            out.emplace_back(each.at("number").as_string());
        return out;
    }
    // The problem's name, with its HTTP status and code checked against the table.
    std::string refusal(const net::response& answer) {
        EXPECT_EQ(answer.content_type, "application/problem+json") << answer.body;
        const auto problem = json::parse(answer.body);
        EXPECT_EQ(problem.at("status").as_int64(), static_cast<std::int64_t>(answer.status));
        for (const auto& info : all_errors()) {
            if (info.name != std::string_view(problem.at("name").as_string())) continue;
            EXPECT_EQ(problem.at("code").as_int64(), static_cast<std::int64_t>(info.code));
        }
        return std::string(problem.at("name").as_string());
    }
    using texts = std::vector<std::string>;

    office at_;
};

constexpr const char* granted =
    R"({"event_id":"e-1","status":"granted","text_kk":"Берілді","text_ru":"Выдано"})";

TEST_F(backoffice, lists_the_cases_of_this_office_only) {
    const auto page = get("/api/v1/cases");
    EXPECT_EQ(numbers(page), (texts{"SKO-1", "SKO-2", "SKO-3"}));
    EXPECT_FALSE(page.at("more").as_bool());
    const auto& first = page.at("cases").at(0);
    EXPECT_EQ(first.at("id").as_string(), "id-SKO-1");
    EXPECT_EQ(first.at("status").as_string(), "registered");
    EXPECT_EQ(first.at("registered_at").as_string(), "2026-11-22T05:00:00Z");
    EXPECT_FALSE(first.at("acknowledged").as_bool());
}

TEST_F(backoffice, pages_through_a_cursor) {
    const auto first = get("/api/v1/cases?limit=2");
    EXPECT_EQ(numbers(first), (texts{"SKO-1", "SKO-2"}));
    EXPECT_TRUE(first.at("more").as_bool());
    const std::string next(first.at("next").as_string());
    const auto second = get("/api/v1/cases?limit=2&after=" + next);
    EXPECT_EQ(numbers(second), texts{"SKO-3"});
    EXPECT_FALSE(second.at("more").as_bool());
    const std::string last(second.at("next").as_string());
    const auto third = get("/api/v1/cases?after=" + last);
    EXPECT_EQ(numbers(third), texts{});
    EXPECT_EQ(third.at("next").as_string(), last);  // an empty page does not lose the place
    at_.add_case("SKO-4", "akimat-sko");
    EXPECT_EQ(numbers(get("/api/v1/cases?after=" + last)), texts{"SKO-4"});
}

TEST_F(backoffice, a_page_that_is_exactly_full_knows_it_is_the_last) {
    EXPECT_FALSE(get("/api/v1/cases?limit=3").at("more").as_bool());
}

TEST_F(backoffice, refuses_bad_list_parameters) {
    for (const char* query :
         {"limit=0", "limit=501", "limit=x", "limit=", "after=-1", "after=1x", "after=1234567890123456789",
          "unacknowledged=1", "provider=akimat-zhitikara", "limit=1&limit=2", "&"})
        EXPECT_EQ(refusal(at_.send("GET", std::string("/api/v1/cases?") + query)), "api_request_invalid")
            << query;
}

TEST_F(backoffice, shows_a_case_by_id_and_by_number) {
    const auto by_id = get("/api/v1/cases/id-SKO-1");
    EXPECT_EQ(get("/api/v1/cases/SKO-1"), by_id);
    EXPECT_EQ(by_id.at("case").at("version").as_int64(), 1);
    EXPECT_EQ(by_id.at("events").at(0).at("kind").as_string(), "registered");
}

TEST_F(backoffice, the_cases_of_others_do_not_exist) {
    for (const char* id : {"id-ZHI-1", "ZHI-1", "unknown", "a%2fb", ""}) {
        const std::string path = std::string("/api/v1/cases/") + id;
        EXPECT_EQ(refusal(at_.send("GET", path)), "api_not_found") << id;
        EXPECT_EQ(refusal(at_.send("POST", path + "/acknowledge")), "api_not_found") << id;
        EXPECT_EQ(refusal(at_.send("POST", path + "/status", granted)), "api_not_found") << id;
    }
    EXPECT_FALSE(at_.store->find_case("ZHI-1")->summary.acknowledged);
    EXPECT_EQ(at_.send("GET", "/api/v1/cases/ZHI-1", "", test::zhitikara_token).status, 200u);
}

TEST_F(backoffice, acknowledges_once_and_for_good) {
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-1/acknowledge").status, 204u);
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/id-SKO-1/acknowledge").status, 204u);
    EXPECT_EQ(numbers(get("/api/v1/cases?unacknowledged=true")), (texts{"SKO-2", "SKO-3"}));
    EXPECT_EQ(numbers(get("/api/v1/cases?unacknowledged=false")).size(), 3u);
    const auto shown = get("/api/v1/cases/SKO-1");
    EXPECT_TRUE(shown.at("acknowledged").as_bool());
    ASSERT_EQ(shown.at("events").as_array().size(), 2u);
    EXPECT_EQ(shown.at("events").at(1).at("actor").as_string(), "sko-office");
}

TEST_F(backoffice, records_a_status) {
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-1/status", granted).status, 204u);
    const auto shown = get("/api/v1/cases/SKO-1");
    EXPECT_EQ(shown.at("status").as_string(), "granted");
    const auto& event = shown.at("events").at(1);
    EXPECT_EQ(event.at("kind").as_string(), "status");
    EXPECT_EQ(event.at("status").as_string(), "granted");
    EXPECT_EQ(event.at("text_kk").as_string(), "Берілді");
    EXPECT_EQ(event.at("text_ru").as_string(), "Выдано");
}

TEST_F(backoffice, a_repeated_status_changes_nothing_and_another_content_is_a_conflict) {
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-1/status", granted).status, 204u);
    at_.clock.set(at_.clock.now() + std::chrono::minutes(5));
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-1/status", granted).status, 204u);
    EXPECT_EQ(get("/api/v1/cases/SKO-1").at("events").as_array().size(), 2u);
    const auto other =
        at_.send("POST", "/api/v1/cases/SKO-1/status", R"({"event_id":"e-1","status":"withdrawn"})");
    EXPECT_EQ(other.status, 409u);
    EXPECT_EQ(refusal(other), "api_conflict");
    EXPECT_EQ(get("/api/v1/cases/SKO-1").at("status").as_string(), "granted");
    // The event id belongs to the case, not to the office.
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-2/status", granted).status, 204u);
}

TEST_F(backoffice, refuses_a_malformed_status) {
    const std::string long_text(1001, 'x');
    for (const std::string& body :
         {std::string(), std::string("[]"), std::string("{"), std::string(R"({"status":"granted"})"),
          std::string(R"({"event_id":"a b","status":"granted"})"),
          std::string(R"({"event_id":"","status":"granted"})"),
          std::string(R"({"event_id":"e","status":"registered"})"),
          std::string(R"({"event_id":"e","status":1})"),
          std::string(R"({"event_id":"e","status":"granted","status":"in_progress"})"),
          std::string(R"({"event_id":"e","status":"granted","text_kz":"x"})"),
          R"({"event_id":"e","status":"granted","text_kk":")" + long_text + R"("})",
          R"({"event_id":")" + std::string(65, 'e') + R"(","status":"granted"})",
          std::string(R"({"event_id":"e","status":"refused","text_ru":"Квота исчерпана"})"),
          std::string(R"({"event_id":"e","status":"granted","text_kk":)") + std::string(1000, '[')})
        EXPECT_EQ(refusal(at_.send("POST", "/api/v1/cases/SKO-1/status", body)), "api_request_invalid")
            << body;
    EXPECT_EQ(get("/api/v1/cases/SKO-1").at("status").as_string(), "registered");
}

TEST_F(backoffice, a_refusal_with_its_reason_in_both_languages_is_taken) {
    const char* body =
        R"({"event_id":"e","status":"refused","text_kk":"Квота таусылған","text_ru":"Квота исчерпана"})";
    EXPECT_EQ(at_.send("POST", "/api/v1/cases/SKO-1/status", body).status, 204u);
}

TEST_F(backoffice, limits_the_body) {
    const auto answer = at_.send("POST", "/api/v1/cases/SKO-1/status", std::string(64 * 1024 + 1, ' '));
    EXPECT_EQ(answer.status, 413u);
    EXPECT_EQ(refusal(answer), "body_too_large");
}

TEST_F(backoffice, demands_a_known_token) {
    for (const std::string& token :
         {std::string(), std::string("wrong"), test::sko_token + "x", std::string(600, 'x')}) {
        const auto answer = at_.send("GET", "/api/v1/cases", "", token);
        EXPECT_EQ(answer.status, 401u);
        EXPECT_EQ(refusal(answer), "api_unauthorised");
        const std::pair<std::string, std::string> challenge{"WWW-Authenticate", "Bearer"};
        EXPECT_EQ(answer.fields.at(0), challenge);
    }
}

TEST_F(backoffice, compares_the_scheme_without_regard_to_case) {
    net::request request;
    request.method = "GET";
    request.path = "/api/v1/cases";
    request.headers.fields = {{"authorization", "bearer " + test::sko_token}};
    EXPECT_EQ(at_.send(request).status, 200u);
    request.headers.fields = {{"authorization", "Basic " + test::sko_token}};
    EXPECT_EQ(at_.send(request).status, 401u);
}

TEST_F(backoffice, knows_its_paths_and_methods) {
    for (const char* path : {"/api/v1/", "/api/v1/case", "/api/v2/cases", "/api/v1/cases/a/b",
                             "/api/v1/cases/a/status/x", "/"}) {
        EXPECT_FALSE(backoffice_api::owns(path)) << path;
        EXPECT_EQ(refusal(at_.send("GET", path)), "http_path_unknown") << path;
    }
    const auto answer = at_.send("DELETE", "/api/v1/cases/SKO-1");
    EXPECT_EQ(answer.status, 405u);
    EXPECT_EQ(refusal(answer), "http_method_not_allowed");
    const std::pair<std::string, std::string> allow{"Allow", "GET, HEAD"};
    EXPECT_EQ(answer.fields.at(0), allow);
    for (const char* method : {"GET", "HEAD"}) {
        const auto status = at_.send(method, "/api/v1/cases/SKO-1/status");
        EXPECT_EQ(status.status, 405u) << method;
        EXPECT_EQ(status.fields.at(0).second, "POST");
    }
}

// RFC 9110 section 9.3.2: as GET; the connection leaves out the body.
TEST_F(backoffice, head_is_answered_as_get) {
    for (const char* path : {"/api/v1/cases", "/api/v1/cases/SKO-1", "/api/v1/openapi.yaml"})
        EXPECT_EQ(at_.send("HEAD", path).body, at_.send("GET", path).body) << path;
    EXPECT_EQ(at_.send("HEAD", "/api/v1/cases", "", "").status, 401u);
}

// One office that waits with all its connections leaves room for the others.
TEST_F(backoffice, a_token_has_its_share_of_the_waiting_requests) {
    const long_poll_options poll{milliseconds(1), 256, 1};
    backoffice_api api{*at_.store,
                       at_.db,
                       at_.clock,
                       {{"sko-office", "akimat-sko", crypto::sha256(test::sko_token)},
                        {"zhitikara-office", "akimat-zhitikara", crypto::sha256(test::zhitikara_token)}},
                       {},
                       poll};
    const auto wait = [&](const std::string& token) {
        auto ended = std::make_shared<bool>(false);
        net::request request;
        request.method = "GET";
        request.path = "/api/v1/events";
        request.query = "wait=60";
        request.headers.fields = {{"authorization", "Bearer " + token}};
        asio::co_spawn(at_.context, api.handle(std::move(request)),
                       [ended](std::exception_ptr, net::response) { *ended = true; });
        return ended;
    };
    const auto first = wait(test::sko_token), second = wait(test::sko_token),
               other = wait(test::zhitikara_token);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!*second && std::chrono::steady_clock::now() < until)
        at_.context.run_one();
    EXPECT_TRUE(*second);
    EXPECT_FALSE(*first);
    EXPECT_FALSE(*other);
    api.end_waiting();
    while (!*first || !*other)
        at_.context.run_one();
}

TEST_F(backoffice, serves_its_description_to_everybody) {
    const auto description = at_.send("GET", "/api/v1/openapi.yaml", "", "");
    EXPECT_EQ(description.status, 200u);
    EXPECT_EQ(description.content_type, "application/yaml");
    EXPECT_NE(description.body.find("$ref: \"service-case.schema.json\""), octets::npos);
    const auto schema = at_.send("GET", "/api/v1/service-case.schema.json", "", "");
    EXPECT_EQ(schema.status, 200u);
    EXPECT_TRUE(json::parse(schema.body).is_object());
}

TEST_F(backoffice, a_lost_store_is_unavailable_and_says_nothing_of_the_inside) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(at_.folder.file("gateway.db").c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, "DROP TABLE svc_case", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
    const auto answer = at_.send("GET", "/api/v1/cases");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_EQ(refusal(answer), "store_unavailable");
    EXPECT_EQ(answer.body.find("svc_case"), octets::npos);
    const std::pair<std::string, std::string> later{"Retry-After", "5"};
    EXPECT_EQ(answer.fields.at(0), later);
}

}  // namespace
}  // namespace gw::admin
