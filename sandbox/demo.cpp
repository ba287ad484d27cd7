#include "sandbox/demo.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <set>

#include "sandbox/posting.hpp"
#include "sandbox/scenarios.hpp"

namespace sandbox {
namespace {

namespace asio = boost::asio;
constexpr gw::milliseconds patience{30'000};

struct line {
    const scenario* from;
    gateway_reply reply;
    std::string algorithm;
    std::string delivery = "-";
    bool as_expected = false;
};

// "rsa-sha256", "gost-2015-512".
std::string short_name(std::string uri) {
    if (uri.ends_with("gost34310-gost34311")) return "gost-2004";
    if (const auto at = uri.find("gostr34102015-"); at != std::string::npos)
        return "gost-2015" + uri.substr(uri.size() - 4);
    return uri.substr(uri.find_last_of("#:") + 1);
}

// The algorithms of all signatures in a part of the message, each once.
std::string algorithms_in(std::string_view part) {
    std::string out;
    std::size_t at = 0;
    const std::string_view marker = "SignatureMethod Algorithm=\"";
    while ((at = part.find(marker, at)) != std::string::npos) {
        at += marker.size();
        const auto end = std::min(part.find('"', at), part.find("&quot;", at));
        const std::string name = short_name(std::string(part.substr(at, end - at)));
        if (out.find(name) == std::string::npos) out += (out.empty() ? "" : "+") + name;
    }
    return out.empty() ? "-" : out;
}

// The portal's, then the applicants': "gost-2015-512 / rsa-sha256".
std::string algorithms_of(std::string_view message) {
    const auto body = std::min(message.find(":Body"), message.size());
    return algorithms_in(message.substr(0, body)) + " / " + algorithms_in(message.substr(body));
}

class player {
public:
    explicit player(const demo_options& options)
        : options_(options),
          cast_(options.certs),
          trust_({}, {cast_.get(options.gateway_signer).certificate}, {}),
          scenarios_(demonstration(options.forms, cast_.have_gost())) {}

    int run() {
        std::exception_ptr failure;
        asio::co_spawn(io_, play(), [&](std::exception_ptr raised) { failure = raised; });
        io_.run();
        if (failure) std::rethrow_exception(failure);
        return print();
    }

private:
    asio::awaitable<void> play() {
        auto client = make_client(io_.get_executor(), options_.certs);
        for (const auto& one : scenarios_) {
            auto posting = post(client, one);
            co_await std::move(posting);
        }
        auto looking = follow_deliveries(client);
        co_await std::move(looking);
    }

    asio::awaitable<void> post(gw::net::client& client, const scenario& one) {
        std::string message = one.message(cast_, gw::system_clock().now());
        line made{&one, {}, algorithms_of(message)};
        std::string url = options_.gateway + "/shep/" + one.portal;
        auto sending = post_message(client, std::move(url), std::move(message), trust_);
        made.reply = co_await std::move(sending);
        made.as_expected =
            made.reply.kind == one.kind && (one.kind == "accepted" || made.reply.name == one.name);
        // Known portals get signed answers; who could not be told apart gets an unsigned fault.
        if (one.kind != "fault" && !made.reply.is_signed) made.as_expected = false;
        lines_.push_back(std::move(made));
    }

    // Every case must reach the back office, and once.
    asio::awaitable<void> follow_deliveries(gw::net::client& client) {
        auto following = get_until(client, options_.back_office + "/cases", patience,
                                   [this](const std::string& body) { return note_deliveries(body); });
        co_await std::move(following);
    }

    bool note_deliveries(const std::string& body) {
        std::map<std::string, int> rows;
        const boost::json::value taken = boost::json::parse(body);
        for (const auto& row : taken.as_array())
            rows[boost::json::value_to<std::string>(row.at("case_number"))] +=
                row.at("deliveries").to_number<int>();
        bool all = true;
        for (auto& one : lines_) {
            if (one.reply.kind != "accepted") continue;
            const auto found = rows.find(one.reply.case_number);
            one.delivery = found == rows.end() ? "waiting" : found->second == 1 ? "delivered" : "repeated";
            all = all && found != rows.end();
        }
        return all;
    }

    int print() {
        std::size_t accepted = 0, refused = 0, delivered = 0, wrong = 0;
        std::set<std::string> cases;
        if (!options_.quiet)
            std::printf("  %s %s %s %s %s %s %s\n", cell("PORTAL", 9).c_str(), cell("REQUEST", 50).c_str(),
                        cell("PORTAL'S / APPLICANTS' ALGORITHM", 42).c_str(), cell("VERDICT", 8).c_str(),
                        cell("REASON", 38).c_str(), cell("CASE", 21).c_str(), "DELIVERY");
        for (auto& one : lines_) {
            const bool ok = one.reply.kind == "accepted";
            if (ok && one.delivery != "delivered") one.as_expected = false;
            ++(ok ? accepted : refused);
            if (ok && one.delivery == "delivered" && cases.insert(one.reply.case_number).second) ++delivered;
            wrong += one.as_expected ? 0 : 1;
            if (options_.quiet && one.as_expected) continue;
            const std::string reason =
                ok ? "-" : one.reply.shep_code + " " + (one.reply.name.empty() ? "?" : one.reply.name);
            std::printf("%s %s %s %s %s %s %s %s\n", one.as_expected ? " " : "!",
                        cell(one.from->portal, 9).c_str(), cell(one.from->title, 50).c_str(),
                        cell(one.algorithm, 42).c_str(), cell(one.reply.kind, 8).c_str(),
                        cell(reason, 38).c_str(),
                        cell(one.reply.case_number.empty() ? "-" : one.reply.case_number, 21).c_str(),
                        one.delivery.c_str());
            if (!one.as_expected)
                std::printf("    expected %s %s; HTTP %u, %s: %s\n", one.from->kind.c_str(),
                            one.from->name.c_str(), one.reply.http_status,
                            one.reply.is_signed ? "signed" : "unsigned", one.reply.text.c_str());
        }
        std::printf(
            "%zu requests: %zu accepted, %zu refused, %zu cases delivered once, %zu not as expected\n",
            lines_.size(), accepted, refused, delivered, wrong);
        return wrong == 0 ? 0 : 1;
    }

    demo_options options_;
    asio::io_context io_{1};
    parties cast_;
    gw::pki::trust trust_;
    std::vector<scenario> scenarios_;
    std::vector<line> lines_;
};

}  // namespace

int run_demo(const demo_options& options) {
    return player(options).run();
}

}  // namespace sandbox
