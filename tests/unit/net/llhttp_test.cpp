// The request cases of llhttp, each replayed against a running server as a client would send it.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>

#include "running_server.hpp"

namespace gw::net {
namespace {

constexpr const char* suite = "../shared/data/corpora/http/llhttp-request.json";
constexpr std::size_t least_cases = 98;
constexpr std::size_t least_accepted = 25;

struct wire_case {
    std::string id;
    std::string octets;
    bool must_fail = false;
};

// The file holds octets as characters of Latin-1 in UTF-8.
std::string from_latin1(const std::string& utf8) {
    std::string octets;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead < 0x80) {
            octets += utf8[i];
        } else if (lead == 0xc2 || lead == 0xc3) {
            octets += static_cast<char>(((lead & 3) << 6) | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
        } else {
            octets += utf8[i];  // beyond Latin-1: sent as it stands
        }
    }
    return octets;
}

std::vector<wire_case> load() {
    std::vector<wire_case> cases;
    std::ifstream in(suite, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto parsed = boost::json::parse(text);
    for (const auto& each : parsed.as_array()) {
        const auto& row = each.as_object();
        cases.push_back({row.at("id").as_string().c_str(),
                         from_latin1(std::string(row.at("wire_latin1").as_string())),
                         row.at("expect").as_string() == "error"});
    }
    return cases;
}

// Cases seldom name a host, which alone would refuse them. With one, and on a portal's path, they fail or
// pass for what they are about.
std::string on_portal_path(const std::string& octets) {
    static const std::regex first_line(
        R"(^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) /[^\s\x80-\xff#]* HTTP/1\.([01])\r\n)");
    std::smatch found;
    if (!std::regex_search(octets, found, first_line)) return octets;
    const std::string rest = found.suffix();
    const bool has_host = std::regex_search(rest, std::regex("(^|\\n)[Hh][Oo][Ss][Tt]:"));
    return "POST /shep/egov HTTP/1." + found[1].str() + "\r\n" + rest.substr(0, 0) +
           (has_host ? "" : "Host: gw\r\n") + rest;
}

// A client that waits for its answer; only where a request may be left open does it say that no more will
// come.
std::string replay(running_server& running, const wire_case& each, const std::string& octets) {
    raw_client client(running.port());
    client.send(octets);
    if (!each.must_fail) client.end_sending();
    return client.receive_all();
}

TEST(llhttp, every_case_that_must_fail_gets_400_and_nothing_after_it) {
    if (!std::filesystem::exists(suite)) {
        std::cout << "suite not there: llhttp-request.json; its rules are covered by framing and chunked\n";
        return;
    }
    const auto cases = load();
    EXPECT_GE(cases.size(), least_cases);
    std::size_t accepted = 0;
    for (const auto& each : cases) {
        for (const bool on_portal : {false, true}) {
            running_server running;
            const auto octets = on_portal ? on_portal_path(each.octets) : each.octets;
            const auto all = replay(running, each, octets);
            EXPECT_FALSE(says(all, "(timeout)")) << each.id;
            if (each.must_fail) {
                EXPECT_EQ(status_of(all), 400u) << each.id << "\n" << octets << "\n" << all;
                EXPECT_EQ(count_of(all, "\r\nDate: "), 1u) << each.id << "\n" << all;
                EXPECT_EQ(running.server().metrics().requests, 0u) << each.id;
            } else if (on_portal && status_of(all) == 200) {
                ++accepted;
            }
        }
    }
    // A server that refuses everything would pass the above.
    EXPECT_GE(accepted, least_accepted);
    std::cout << cases.size() << " cases, " << accepted << " accepted\n";
}

}  // namespace
}  // namespace gw::net
