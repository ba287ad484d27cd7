// A store with cases of two offices and the API over it, for the tests and for openapi_check.py.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>

#include "admin/backoffice_api.hpp"
#include "crypto/digest.hpp"
#include "support/run_awaitable.hpp"
#include "support/temp_folder.hpp"

namespace gw::admin::test {

inline const std::string sko_token = "sko-secret-token-0123456789";
inline const std::string zhitikara_token = "zhitikara-secret-token-0123456789";

struct office {
    boost::asio::io_context context;  // outlives the pool, whose threads post to it
    gw::test::temp_folder folder;
    fixed_clock clock{*from_rfc3339("2026-11-22T05:00:00Z")};
    std::unique_ptr<store::store> store = store::open_sqlite({folder.file("gateway.db")});
    async::pool db{"db", 1, 16};
    backoffice_api api{*store,
                       db,
                       clock,
                       {{"sko-office", "akimat-sko", crypto::sha256(sko_token)},
                        {"zhitikara-office", "akimat-zhitikara", crypto::sha256(zhitikara_token)}}};

    // Cases "SKO-1", "ZHI-1", ...: id and number of a case are made of its name.
    void add_case(const std::string& name, const std::string& provider,
                  std::string json = "{\"version\":1}") {
        store::message_record message;
        message.id = message_id("message-" + name);
        message.received_at = clock.now();
        message.raw = "<xml/>";
        message.size = message.raw.size();
        message.raw_sha256 = crypto::sha256(message.raw);
        message.indication = "TOTAL-PASSED";
        message.verdict_json = "{}";
        message.answer = "<answer/>";
        store::case_record made;
        made.id = case_id("id-" + name);
        made.number = name;
        made.provider = provider;
        made.target = provider;
        made.public_service = "foreign-labour-permit";
        made.procedure = "issue";
        made.portal = "egov";
        made.status = "registered";
        made.registered_at = clock.now();
        made.due_at = clock.now() + std::chrono::hours(24 * 7);
        made.json = std::move(json);
        message.svc_case = made;
        const auto committed = store->commit({message});
        if (!committed.at(0)) throw std::runtime_error(committed.at(0).error().to_string());
    }

    net::response send(net::request request) {
        return gw::testing::run_awaitable(context, api.handle(std::move(request)));
    }
    net::response send(const std::string& method, const std::string& path, const std::string& body = {},
                       const std::string& token = sko_token) {
        net::request request;
        request.method = method;
        const auto mark = path.find('?');
        request.path = path.substr(0, mark);
        if (mark != std::string::npos) request.query = path.substr(mark + 1);
        if (!token.empty()) request.headers.fields.emplace_back("authorization", "Bearer " + token);
        request.body = body;
        request.peer = "203.0.113.7:51234";
        return send(std::move(request));
    }
};

}  // namespace gw::admin::test
