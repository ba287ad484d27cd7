// Prints one JSON line {"operation", "status", "body"} for each answer of the pull API to a story of calls,
// so that openapi_check.py can hold them against the published description. Reads a case (schemas/case) on
// standard input.
#include <iostream>
#include <iterator>

#include "base/json_text.hpp"
#include "base/log.hpp"
#include "unit/admin/office.hpp"

namespace {

using namespace gw;

void print(const char* operation, const net::response& answer) {
    std::string name;
    append_json_text(name, operation);
    std::cout << "{\"operation\":" << name << ",\"status\":" << answer.status
              << ",\"body\":" << (answer.body.empty() ? "null" : answer.body) << "}\n";
}

}  // namespace

int main() {
    log::start("", log::level::error);  // standard output is for the answers
    admin::test::office office;
    const std::string json{std::istreambuf_iterator<char>(std::cin), {}};
    for (const char* name : {"SKO-1", "SKO-2", "SKO-3"})
        office.add_case(name, "akimat-sko", json);
    const char* refused =
        R"({"event_id":"e","status":"refused","text_kk":"Квота таусылған","text_ru":"Квота исчерпана"})";
    print("listCases", office.send("GET", "/api/v1/cases?limit=2"));
    print("listCases", office.send("GET", "/api/v1/cases?limit=x"));
    print("listCases", office.send("GET", "/api/v1/cases", "", "wrong"));
    print("acknowledgeCase", office.send("POST", "/api/v1/cases/SKO-1/acknowledge"));
    print("acknowledgeCase", office.send("POST", "/api/v1/cases/none/acknowledge"));
    print("postStatus", office.send("POST", "/api/v1/cases/SKO-1/status", refused));
    print("postStatus",
          office.send("POST", "/api/v1/cases/SKO-1/status", R"({"event_id":"e","status":"granted"})"));
    print("postStatus", office.send("POST", "/api/v1/cases/SKO-1/status", "{"));
    print("postStatus", office.send("POST", "/api/v1/cases/SKO-1/status", std::string(70'000, ' ')));
    print("getCase", office.send("GET", "/api/v1/cases/SKO-1"));
    print("getCase", office.send("GET", "/api/v1/cases/none"));

    // The work on a case.
    const auto post = [&](const std::string& action, const std::string& body, const std::string& version) {
        net::request request;
        request.method = "POST";
        request.path = "/api/v1/cases/SKO-2/" + action.substr(0, action.find('?'));
        if (action.find('?') != std::string::npos) request.query = action.substr(action.find('?') + 1);
        request.headers.fields = {{"authorization", "Bearer " + admin::test::sko_token}};
        if (!version.empty()) request.headers.fields.emplace_back("if-match", version);
        request.body = body;
        return office.send(std::move(request));
    };
    print("claimCase", post("claim", R"({"officer":"Асанова"})", "*"));
    print("claimCase", post("claim", R"({"officer":"Асанова"})", "\"0\""));
    print("claimCase", post("claim", R"({"officer":"Асанова"})", ""));
    print("releaseCase", post("release", "", "*"));
    print("moveCase", post("move", R"({"state":"with_head","role":"office"})", "*"));  // without a catalogue
    print("attach", post("attachments?code=minutes", "text", ""));
    print("getAttachment", office.send("GET", "/api/v1/cases/SKO-2/attachments/99"));
    print("decideCase", post("decision", "<decision/>", "*"));
    print("listEvents", office.send("GET", "/api/v1/events"));
    print("getCase", office.send("GET", "/api/v1/cases/SKO-2"));
    print("listEvents", office.send("GET", "/api/v1/events?wait=61"));
    print("listCases", office.send("GET", "/api/v1/cases?state=registered"));
}
