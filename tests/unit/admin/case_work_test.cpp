// The work on a case over the API: life cycle of a real act, conditions, repeats, attachments, signed
// decisions, the feed. Each rule of openapi.yaml kept and broken.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <thread>

#include "admin/case_alarms.hpp"
#include "store/journal.hpp"
#include "unit/admin/act_case.hpp"
#include "unit/admin/office.hpp"
#include "unit/dsig/messages.hpp"

namespace gw::admin {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using test::acts;
using test::case_json;

struct certified {
    dsig::test::cast& cast = dsig::test::the_cast();
    pki::certificate_cache certificates{100};
    dsig::verifier verifier{dsig::options{}, certificates};
};

class case_work_api : public ::testing::Test {
protected:
    case_work_api() {
        at_.add_case("SKO-1", "north-kazakhstan", case_json(at_.clock.now()));
        at_.add_case("ZHI-1", "akimat-zhitikara", case_json(at_.clock.now()));
        // As the gateway keeps a snapshot when it comes into force.
        sha256_digest snapshot{};
        std::ranges::copy(*from_hex(crypto_.cast.trust.version()), snapshot.begin());
        at_.store->put_evidence({"trust", "snapshot", snapshot});
        token clerk{"clerk", "north-kazakhstan", crypto::sha256("clerk-token"), {"office"}, ""};
        api_ = std::make_unique<backoffice_api>(*at_.store, at_.db, at_.clock,
                                                std::vector<token>{office_, clerk}, parts(),
                                                long_poll_options{1ms, 2});
    }
    case_work_parts parts() {
        case_work_parts made;
        made.acts = [] { return acts(); };
        made.decisions = {&crypto_.verifier,
                          [this] {
                              if (meanwhile_) std::exchange(meanwhile_, {})();
                              return pki::trust_ptr(std::shared_ptr<void>(), &crypto_.cast.trust);
                          },
                          policy()};
        return made;
    }
    static pki::policy policy() {
        pki::policy rules;
        rules.revocation = pki::revocation_mode::skip;
        return rules;
    }

    struct extra {
        std::string if_match = "*", key = {}, accept = {}, token = "office-token";
    };
    net::response send(const std::string& method, const std::string& path, const std::string& body,
                       extra with) {
        net::request request;
        request.method = method;
        const auto mark = path.find('?');
        request.path = path.substr(0, mark);
        if (mark != std::string::npos) request.query = path.substr(mark + 1);
        request.headers.fields = {{"authorization", "Bearer " + with.token}, {"content-type", "text/plain"}};
        if (!with.if_match.empty()) request.headers.fields.emplace_back("if-match", with.if_match);
        if (!with.key.empty()) request.headers.fields.emplace_back("idempotency-key", with.key);
        if (!with.accept.empty()) request.headers.fields.emplace_back("accept", with.accept);
        request.body = body;
        return gw::testing::run_awaitable(at_.context, api_->handle(std::move(request)));
    }
    net::response post(const std::string& action, const std::string& body) {
        return post(action, body, extra{});
    }
    net::response post(const std::string& action, const std::string& body, extra with) {
        return send("POST", "/api/v1/cases/SKO-1/" + action, body, std::move(with));
    }
    json::value get(const std::string& path) {
        const auto answer = send("GET", "/api/v1/" + path, "", extra{});
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return json::parse(answer.body);
    }
    static std::string name_of(const net::response& answer) {
        EXPECT_EQ(answer.content_type, "application/problem+json") << answer.body;
        return std::string(json::parse(answer.body).at("name").as_string());
    }
    static std::string field(const net::response& answer, std::string_view name) {
        for (const auto& [key, value] : answer.fields)
            if (key == name) return value;
        return {};
    }
    std::string state() { return std::string(get("cases/SKO-1").at("state").as_string()); }
    void go(const std::string& to, const std::string& role) {
        const auto answer = post("move", R"({"state":")" + to + R"(","role":")" + role + R"("})");
        ASSERT_EQ(answer.status, 200u) << answer.body;
    }
    // As intake sets it for a new case.
    void watch(const std::string& name, timestamp next) {
        store::case_change change;
        change.id = case_id("id-" + name);
        change.event = {at_.clock.now(), "note", "test", ""};
        change.stand = store::case_stand{"registered", 1, "", next};
        ASSERT_TRUE(at_.store->change_case(change));
    }
    std::vector<std::string> kinds() {
        std::vector<std::string> out;
        const auto shown = get("cases/SKO-1");
        for (const auto& event : shown.at("events").as_array())
            out.emplace_back(event.at("kind").as_string());
        return out;
    }
    // To where the head signs the permit.
    void go_to_decision() {
        for (const auto& [to, role] :
             {std::pair("with_head", "office"), std::pair("with_officer", "head"),
              std::pair("with_head", "case_officer"), std::pair("with_officer", "head"),
              std::pair("waiting_for_payment", "case_officer"), std::pair("with_officer", "case_officer"),
              std::pair("with_head", "case_officer")})
            go(to, role);
    }
    octets decision(const std::string& outcome, const dsig::test::party& by,
                    const std::string& number = "SKO-1") {
        return crypto_.cast.sign_document(
            R"(<decision xmlns="urn:shep-gateway:decision:1"><case>)" + number + "</case><outcome>" +
                outcome + "</outcome><text_kk>Рұқсат</text_kk><text_ru>Разрешение</text_ru></decision>",
            by);
    }

    test::office at_;
    certified crypto_;
    std::string bin = crypto_.cast.employer.certificate->bin();
    token office_{"sko-office", "north-kazakhstan", crypto::sha256("office-token"), {}, bin};
    std::function<void()> meanwhile_;  // once, while a decision is being verified
    std::unique_ptr<backoffice_api> api_;
};

TEST_F(case_work_api, shows_where_the_case_stands) {
    const auto answer = send("GET", "/api/v1/cases/SKO-1", "", extra{});
    EXPECT_EQ(field(answer, "ETag"), "\"0\"");
    const auto shown = json::parse(answer.body);
    EXPECT_EQ(shown.at("state").as_string(), "registered");
    EXPECT_EQ(shown.at("step").as_int64(), 1);
    EXPECT_EQ(shown.at("case").at("progress").at("state").as_string(), "registered");
    EXPECT_EQ(shown.at("case").at("history").as_array().size(), 1u);
}

TEST_F(case_work_api, gives_xml_to_who_asks_for_it) {
    const auto answer = send("GET", "/api/v1/cases/SKO-1", "", {.accept = "application/xml"});
    EXPECT_EQ(answer.content_type, "application/xml; charset=utf-8");
    const auto made = cases::case_from_xml(answer.body);
    ASSERT_TRUE(made);
    EXPECT_EQ(cases::to_json(*made), json::serialize(get("cases/SKO-1").at("case")));
    EXPECT_EQ(name_of(send("GET", "/api/v1/cases/SKO-1", "", {.accept = "text/html"})), "api_not_acceptable");
}

TEST_F(case_work_api, tells_what_can_be_done_now) {
    const auto shown = get("cases/SKO-1/transitions");
    EXPECT_EQ(shown.at("state").as_string(), "registered");
    const auto& rows = shown.at("transitions").as_array();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [](const auto& one) { return one.at("state").as_string() == "with_head"; });
    ASSERT_NE(row, rows.end());
    EXPECT_EQ(row->at("roles").at(0).as_string(), "office");
    EXPECT_EQ(row->at("portal").at("status").as_string(), "in_progress");
}

TEST_F(case_work_api, moves_a_case_and_tells_the_portal) {
    const auto answer =
        post("move", R"({"state":"with_head","role":"office","officer":"Асанова Г.","text_ru":"Передано"})");
    ASSERT_EQ(answer.status, 200u) << answer.body;
    EXPECT_EQ(json::parse(answer.body).at("step").as_int64(), 3);
    const auto shown = get("cases/SKO-1");
    EXPECT_EQ(field(answer, "ETag"), "\"" + std::string(shown.at("version").as_string()) + "\"");
    EXPECT_EQ(shown.at("status").as_string(), "in_progress");
    EXPECT_EQ(shown.at("officer").as_string(), "Асанова Г.");
    const auto& details = shown.at("events").at(1).at("details");
    EXPECT_EQ(details.at("from").as_string(), "registered");
    EXPECT_EQ(details.at("portal").at("text_ru").as_string(), "Передано");
    EXPECT_FALSE(details.at("portal").at("text_kk").as_string().empty());
}

// The fee's ten working days begin with the notice, however early or late it is given.
TEST_F(case_work_api, the_applicants_time_runs_from_the_notice) {
    for (const auto& [to, role] : {std::pair("with_head", "office"), std::pair("with_officer", "head"),
                                   std::pair("with_head", "case_officer"), std::pair("with_officer", "head")})
        go(to, role);
    at_.clock.set(from_rfc3339("2026-12-04T15:00:00+05:00").value());  // a Friday
    go("waiting_for_payment", "case_officer");
    const auto shown = get("cases/SKO-1");
    const auto& events = shown.at("events").as_array();
    // To Monday the 21st: the 16th is a holiday.
    EXPECT_EQ(events.back().at("details").at("pay_by").as_string(), "2026-12-21T13:30:00Z");
    EXPECT_FALSE(events.at(events.size() - 2).at("details").as_object().contains("pay_by"));
}

TEST_F(case_work_api, refuses_moves_that_the_act_does_not_have) {
    EXPECT_EQ(name_of(post("move", R"({"state":"with_commission","role":"office"})")), "api_conflict");
    EXPECT_EQ(name_of(post("move", R"({"state":"with_head","role":"case_officer"})")), "api_forbidden");
    EXPECT_EQ(
        name_of(post("move", R"({"state":"withdrawn","role":"case_officer"})", {.token = "clerk-token"})),
        "api_forbidden");
    go_to_decision();
    EXPECT_EQ(name_of(post("move", R"({"state":"decided","role":"head"})")), "api_request_invalid");
    EXPECT_EQ(state(), "with_head");
}

TEST_F(case_work_api, refuses_malformed_requests) {
    for (const char* body :
         {"", "[]", R"({"state":"with_head"})", R"({"role":"office"})",
          R"({"state":"elsewhere","role":"office"})", R"({"state":"with_head","role":"king"})",
          R"({"state":"with_head","role":"office","step":0})",
          R"({"state":"with_head","role":"office","more":1})",
          R"({"state":"withdrawn","role":"office","state":"with_head"})",
          R"({"state":"with_head","role":"office","st\u0061te":"with_head"})",
          "{\"state\":\"with_head\",\"role\":\"office\",\"officer\":\"a\\u0000b\"}"})
        EXPECT_EQ(name_of(post("move", body)), "api_request_invalid") << body;
    for (const char* body : {"{}", R"({"officer":""})", R"({"officer":7})"})
        EXPECT_EQ(name_of(post("claim", body)), "api_request_invalid") << body;
    EXPECT_EQ(name_of(post("claim", R"({"officer":"a"})", {.key = std::string(65, 'k')})),
              "api_request_invalid");
}

TEST_F(case_work_api, a_change_needs_the_version_that_was_read) {
    EXPECT_EQ(name_of(post("claim", R"({"officer":"A"})", {.if_match = ""})), "api_precondition_required");
    const auto first = post("claim", R"({"officer":"A"})", {.if_match = "\"0\""});
    ASSERT_EQ(first.status, 200u);
    const auto stale = post("release", "", {.if_match = "\"0\""});
    EXPECT_EQ(stale.status, 412u);
    EXPECT_EQ(name_of(stale), "api_precondition_failed");
    EXPECT_EQ(post("release", "", {.if_match = field(first, "ETag")}).status, 200u);
}

// RFC 9110 section 13.1.1: one of a list is enough, a weak tag never matches.
TEST_F(case_work_api, any_of_the_versions_named_will_do) {
    const auto claim = [&](std::string tags) {
        return post("claim", R"({"officer":"A"})", {.if_match = std::move(tags)});
    };
    EXPECT_EQ(name_of(claim("W/\"0\"")), "api_precondition_failed");
    EXPECT_EQ(name_of(claim("\"7\", \"x\"")), "api_precondition_failed");
    for (const char* malformed : {"0", "\"0", "\"0\",", ",", "W/", "\"0\" \"1\" x"})
        EXPECT_EQ(name_of(claim(malformed)), "api_request_invalid") << malformed;
    EXPECT_EQ(claim("\"7\" , W/\"0\", \"0\"").status, 200u);
}

// What is done already leaves no trace: whoever has read the case meanwhile keeps his version.
TEST_F(case_work_api, nothing_happens_twice) {
    const auto none = post("release", "");
    EXPECT_EQ(none.status, 200u);
    EXPECT_EQ(field(none, "ETag"), "\"0\"");
    const auto first = post("claim", R"({"officer":"A"})");
    const auto again = post("claim", R"({"officer":"A"})");
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(field(first, "ETag"), field(again, "ETag"));
    EXPECT_EQ(get("cases/SKO-1").at("events").as_array().size(), 2u);
}

TEST_F(case_work_api, one_officer_has_a_case) {
    EXPECT_EQ(post("claim", R"({"officer":"A"})").status, 200u);
    EXPECT_EQ(post("claim", R"({"officer":"A"})").status, 200u);
    EXPECT_EQ(name_of(post("claim", R"({"officer":"B"})")), "api_conflict");
    EXPECT_EQ(post("release", "").status, 200u);
    EXPECT_EQ(post("claim", R"({"officer":"B"})").status, 200u);
}

TEST_F(case_work_api, a_repeated_request_is_done_once) {
    const std::string body = R"({"state":"with_head","role":"office"})";
    const auto first = post("move", body, {.if_match = "\"0\"", .key = "k-1"});
    const auto again = post("move", body, {.if_match = "\"0\"", .key = "k-1"});
    EXPECT_EQ(first.status, 200u);
    EXPECT_EQ(again.status, 200u);
    EXPECT_EQ(first.body, again.body);
    EXPECT_EQ(field(first, "ETag"), field(again, "ETag"));
    EXPECT_EQ(get("cases/SKO-1").at("events").as_array().size(), 2u);
    EXPECT_EQ(name_of(post("move", R"({"state":"withdrawn","role":"office"})", {.key = "k-1"})),
              "api_key_reused");
    // A refusal is no answer to keep: the same key may be used when it is mended.
    EXPECT_EQ(name_of(post("move", body, {.key = "k-2"})), "api_conflict");
    EXPECT_EQ(post("move", R"({"state":"with_officer","role":"head"})", {.key = "k-2"}).status, 200u);
}

// The second finds another version, because the first is the same request: that is no reason to refuse it.
TEST_F(case_work_api, a_repeat_that_comes_meanwhile_gets_the_answer_of_the_first) {
    go_to_decision();
    const case_work work(*at_.store, at_.clock, parts());
    net::request request;
    request.method = "POST";
    request.path = "/api/v1/cases/SKO-1/decision";
    request.headers.fields = {{"if-match", make_etag(at_.store->find_case("SKO-1")->summary.version)},
                              {"idempotency-key", "k-1"}};
    request.body = decision("granted", crypto_.cast.employer);
    const auto ask = [&] { return work.change("decision", request, office_, "SKO-1"); };
    std::optional<case_work::done> first;
    meanwhile_ = [&] { first = ask(); };
    const auto second = ask();
    ASSERT_TRUE(first);
    ASSERT_TRUE(*first);
    ASSERT_TRUE(second) << second.error().to_string();
    EXPECT_EQ((*first)->body, second->body);
    EXPECT_EQ(second->status, 201u);
}

TEST_F(case_work_api, the_cases_of_others_do_not_exist) {
    for (const char* action : {"claim", "move", "release", "attachments?code=x", "decision"})
        EXPECT_EQ(send("POST", std::string("/api/v1/cases/ZHI-1/") + action,
                       action == std::string("claim")  ? R"({"officer":"A"})"
                       : action == std::string("move") ? R"({"state":"with_head","role":"office"})"
                       : action == std::string("decision")
                           ? std::string(decision("granted", crypto_.cast.employer, "ZHI-1"))
                           : "x",
                       extra{})
                      .status,
                  404u)
            << action;
    for (const char* path : {"cases/ZHI-1/transitions", "cases/ZHI-1/evidence", "cases/ZHI-1/attachments/1"})
        EXPECT_EQ(send("GET", std::string("/api/v1/") + path, "", extra{}).status, 404u) << path;
}

TEST_F(case_work_api, attaches_and_gives_back) {
    const auto answer =
        post("attachments?code=minutes&file_name=%D1%85%D0%B0%D1%82.txt", "текст", {.if_match = ""});
    ASSERT_EQ(answer.status, 201u) << answer.body;
    const auto back = send("GET", field(answer, "Location"), "", extra{});
    EXPECT_EQ(back.status, 200u);
    EXPECT_EQ(back.body, "текст");
    EXPECT_EQ(back.content_type, "text/plain");
    EXPECT_EQ(field(back, "Content-Disposition"), "attachment");
    const auto shown = get("cases/SKO-1").at("case").at("attachments").at(0);
    EXPECT_EQ(shown.at("file_name").as_string(), "хат.txt");
    EXPECT_EQ(shown.at("href").as_string(), field(answer, "Location"));
    EXPECT_EQ(shown.at("sha256").as_string(), to_hex(crypto::sha256("текст")));
    for (const char* query : {"", "code=", "code=A", "code=x&code=y", "code=x&file_name=a%2Fb",
                              "code=decision&file_name=decision.xml", "code=x&file_name=%ff",
                              "code=x&file_name=%4", "code=x&size=1"})
        EXPECT_EQ(name_of(post(std::string("attachments?") + query, "x")), "api_request_invalid") << query;
    EXPECT_EQ(name_of(post("attachments?code=x", "")), "api_request_invalid");
    EXPECT_EQ(name_of(post("attachments?code=x", std::string((16u << 20) + 1, 'x'))), "body_too_large");
}

TEST_F(case_work_api, takes_a_decision_that_the_office_signed) {
    go_to_decision();
    const auto answer = post("decision", decision("granted", crypto_.cast.employer));
    ASSERT_EQ(answer.status, 201u) << answer.body;
    const auto shown = get("cases/SKO-1");
    EXPECT_EQ(shown.at("state").as_string(), "decided");
    EXPECT_EQ(shown.at("status").as_string(), "granted");
    const auto& details = shown.at("events").as_array().back().at("details");
    EXPECT_EQ(details.at("outcome").as_string(), "granted");
    EXPECT_EQ(details.at("portal").at("text_ru").as_string(), "Разрешение");
    EXPECT_EQ(shown.at("case").at("attachments").at(0).at("code").as_string(), "decision");
    go("result_sent", "case_officer");
    go("closed", "office");
}

TEST_F(case_work_api, refuses_a_decision_that_is_not_the_offices_own) {
    go_to_decision();
    const auto good = decision("granted", crypto_.cast.employer);
    auto changed = good;
    changed.replace(changed.find("granted"), 7, "refused");
    EXPECT_EQ(name_of(post("decision", changed)), "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision", "<decision/>")), "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision", "no xml")), "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision", decision("granted", crypto_.cast.applicant))),
              "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision", decision("granted", crypto_.cast.employer, "SKO-2"))),
              "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision", decision("perhaps", crypto_.cast.employer))), "decision_not_accepted");
    EXPECT_EQ(name_of(post("decision?role=head", good, {.token = "clerk-token"})), "api_forbidden");
    EXPECT_EQ(name_of(post("decision?role=office", good, {.token = "clerk-token"})),
              "api_forbidden");                                               // no signer
    EXPECT_EQ(name_of(post("decision?role=office", good)), "api_forbidden");  // not who decides
    EXPECT_EQ(state(), "with_head");
}

TEST_F(case_work_api, a_decision_before_its_step_is_a_conflict) {
    EXPECT_EQ(name_of(post("decision", decision("granted", crypto_.cast.employer))), "api_conflict");
    go("with_head", "office");  // who here only appoints the officer
    EXPECT_EQ(name_of(post("decision", decision("granted", crypto_.cast.employer))), "api_conflict");
    EXPECT_EQ(post("decision", decision("refused", crypto_.cast.employer)).status, 201u);
}

TEST_F(case_work_api, a_status_is_no_decision) {
    const std::string granted = R"({"event_id":"e-1","status":"granted"})";
    EXPECT_EQ(name_of(post("status", granted)), "api_forbidden") << "this token has a signer";
    EXPECT_EQ(name_of(post("status", granted, {.token = "clerk-token"})), "api_forbidden");
    EXPECT_EQ(state(), "registered");
    EXPECT_EQ(post("status", R"({"event_id":"e-2","status":"withdrawn"})").status, 204u);
    EXPECT_EQ(name_of(post("status", R"({"event_id":"e-3","status":"in_progress"})")), "api_conflict");
}

TEST_F(case_work_api, shows_the_verdict_without_the_message) {
    const auto shown = get("cases/SKO-1/evidence");
    EXPECT_EQ(shown.at("indication").as_string(), "TOTAL-PASSED");
    EXPECT_EQ(shown.at("raw_sha256").as_string(), to_hex(crypto::sha256("<xml/>")));
}

TEST_F(case_work_api, keeps_the_proof_of_a_decision) {
    EXPECT_TRUE(get("cases/SKO-1/evidence").at("decisions").as_array().empty());
    go_to_decision();
    const auto document = decision("granted", crypto_.cast.employer);
    ASSERT_EQ(post("decision", document).status, 201u);
    const auto shown = get("cases/SKO-1/evidence").at("decisions").at(0);
    EXPECT_EQ(shown.at("verdict").at("indication").as_string(), "TOTAL-PASSED");
    EXPECT_EQ(shown.at("sha256").as_string(), to_hex(crypto::sha256(document)));
    EXPECT_EQ(send("GET", std::string(shown.at("href").as_string()), "", extra{}).body, document);
    std::set<std::string> kinds, digests;
    for (const auto& item : shown.at("evidence").as_array()) {
        kinds.emplace(item.at("kind").as_string());
        digests.emplace(item.at("sha256").as_string());
    }
    EXPECT_EQ(kinds, (std::set<std::string>{"certificate", "policy", "trust"}));
    EXPECT_TRUE(digests.contains(to_hex(crypto_.cast.employer.certificate->sha256())));
    const auto kept = at_.store->find_attachment(case_id("id-SKO-1"), 1)->proof;
    std::vector<sha256_digest> all;
    for (const auto& item : kept->evidence)
        all.push_back(item->sha256);
    const auto details = get("cases/SKO-1").at("events").as_array().back().at("details");
    EXPECT_EQ(details.at("verdict_sha256").as_string(), to_hex(crypto::sha256(kept->verdict_json)));
    EXPECT_EQ(details.at("evidence_sha256").as_string(), to_hex(store::digest_of(all)));
}

TEST_F(case_work_api, feeds_events_and_waits_for_them) {
    EXPECT_TRUE(get("events").at("events").as_array().empty());
    go("with_head", "office");
    const auto page = get("events?after=0&limit=1&wait=60");
    ASSERT_EQ(page.at("events").as_array().size(), 1u);
    EXPECT_EQ(page.at("events").at(0).at("case_number").as_string(), "SKO-1");
    EXPECT_EQ(page.at("events").at(0).at("kind").as_string(), "moved");
    const std::string next(page.at("next").as_string());
    EXPECT_TRUE(get("events?after=" + next).at("events").as_array().empty());
    for (const char* query : {"wait=61", "wait=x", "state=decided", "unacknowledged=true"})
        EXPECT_EQ(name_of(send("GET", std::string("/api/v1/events?") + query, "", extra{})),
                  "api_request_invalid");
}

TEST_F(case_work_api, a_waiting_request_gets_what_comes_meanwhile) {
    net::request request;
    request.method = "GET";
    request.path = "/api/v1/events";
    request.query = "wait=60";
    request.headers.fields = {{"authorization", "Bearer office-token"}};
    std::jthread writer([this] {
        store::case_change change;
        change.id = case_id("id-SKO-1");
        change.event = {at_.clock.now(), "moved", "office", "{}"};
        std::ignore = at_.store->change_case(change);
    });
    const auto answer = gw::testing::run_awaitable(at_.context, api_->handle(std::move(request)));
    EXPECT_EQ(json::parse(answer.body).at("events").as_array().size(), 1u);
}

TEST_F(case_work_api, searches) {
    const auto numbers = [&](const std::string& query) {
        return get("cases?" + query).at("cases").as_array().size();
    };
    EXPECT_EQ(numbers("state=registered"), 1u);
    EXPECT_EQ(numbers("state=decided"), 0u);
    EXPECT_EQ(numbers("number=SKO-&registered_from=2026-11-22T00:00:00Z"), 1u);
    EXPECT_EQ(numbers("registered_to=2026-11-22T00:00:00Z"), 0u);
    EXPECT_EQ(numbers("due_before=2036-11-22T00:00:00%2B05:00"), 1u);
    for (const char* query :
         {"state=elsewhere", "applicant=12", "due_before=tomorrow", "officer=", "officer=%zz"})
        EXPECT_EQ(name_of(send("GET", std::string("/api/v1/cases?") + query, "", extra{})),
                  "api_request_invalid");
}

TEST_F(case_work_api, late_steps_are_told_before_and_when_they_are) {
    watch("SKO-1", at_.clock.now() + 15min);
    const auto start = at_.clock.now();
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 14min).events, 0u);
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 15min).events, 1u);
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 15min).events, 0u);
    EXPECT_EQ(kinds().back(), "step_due_soon");
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 20min).events, 1u);
    EXPECT_EQ(kinds().back(), "step_late");
    const auto details = get("cases/SKO-1").at("events").as_array().back().at("details");
    EXPECT_EQ(details.at("step").as_int64(), 1);
    EXPECT_EQ(details.at("role").as_string(), "office");
    go("with_head", "office");  // step 2 is done with it
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 4h).events, 2u);
    EXPECT_EQ(kinds().back(), "case_late");
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 400h).events, 0u);
}

// The timer looks every so often: what was due before the move is told all the same, once.
TEST_F(case_work_api, a_move_does_not_swallow_what_was_due) {
    const auto start = at_.clock.now();
    watch("SKO-1", start + 15min);
    at_.clock.set(start + 21min);
    go("with_head", "office");
    EXPECT_EQ(kinds(), (std::vector<std::string>{"registered", "note", "step_late", "moved"}));
    EXPECT_EQ(raise_due_alarms(*at_.store, start + 21min).events, 0u);
    at_.clock.set(start + 5h);
    EXPECT_EQ(post("move", R"({"state":"withdrawn","role":"office"})").status, 200u);
    EXPECT_EQ(kinds().at(kinds().size() - 2), "case_late");
}

TEST_F(case_work_api, the_timer_looks_at_a_hundred_cases_at_a_time) {
    const auto start = at_.clock.now();
    for (int i = 0; i < 101; ++i) {
        const auto name = "MANY-" + std::to_string(i);
        at_.add_case(name, "north-kazakhstan", case_json(start));
        watch(name, start + 15min);
    }
    const auto first = raise_due_alarms(*at_.store, start + 16min);
    EXPECT_EQ(first.events, 100u);
    EXPECT_TRUE(first.more);
    const auto second = raise_due_alarms(*at_.store, start + 16min);
    EXPECT_EQ(second.events, 1u);
    EXPECT_FALSE(second.more);
}

}  // namespace
}  // namespace gw::admin
