// `message send`: posts a message as a portal does and says what came back.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/http_exchange.hpp"
#include "cli/output.hpp"
#include "cli/soap_answer.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct send_options {
    std::string file, url, timeout = "30s", out_file;
    net::client_tls_options tls;
};

int exit_code_of(unsigned http_status, const std::optional<soap_answer>& answer) {
    if (http_status == 429 || http_status == 503 || http_status == 502 || http_status == 504 ||
        http_status == 408)
        return exit_unavailable;
    if (!answer) return exit_negative;
    if (answer->accepted() && http_status == 200) return exit_ok;
    return answer->later() ? exit_unavailable : exit_negative;
}

json::object to_json(unsigned http_status, const std::optional<soap_answer>& answer, const octets& body) {
    json::object out{{"http_status", http_status},
                     {"accepted", answer && answer->accepted() && http_status == 200}};
    if (answer) {
        const std::pair<const char*, const std::string&> fields[] = {
            {"status_code", answer->status_code},     {"status_message", answer->status_message},
            {"fault_code", answer->fault_code},       {"fault_message", answer->fault_message},
            {"fault_data", answer->fault_data},       {"name", answer->name},
            {"message_id", answer->message_id},       {"case_number", answer->case_number},
            {"registered_at", answer->registered_at}, {"due_at", answer->due_at},
        };
        for (const auto& [name, value] : fields)
            if (!value.empty()) out[name] = value;
        if (!answer->code.empty()) out["code"] = std::atoi(answer->code.c_str());
    }
    out["answer"] = body;
    return out;
}

int send(const send_options& from, const context& run) {
    auto message = read_file(from.file);
    if (!message) return fail(run.json, message.error());
    for (const auto* file : {&from.tls.ca_file, &from.tls.certificate_file, &from.tls.key_file})
        if (!file->empty())
            if (const auto readable = read_file(*file); !readable) return fail(run.json, readable.error());
    net::client_request request;
    request.url = from.url;
    request.content_type = "text/xml; charset=utf-8";
    request.fields = {{"SOAPAction", "\"\""}};  // SOAP 1.1 section 6.1.1: required, SHEP gives it no meaning
    request.body = std::move(message.value());
    const auto got = exchange(std::move(request), from.tls, from_duration(from.timeout).value());
    if (!got) {
        if (got.error().error.code() == errc::config_invalid)
            return fail_usage(run.json, got.error().error.detail());
        return fail(run.json, got.error().error);
    }

    const auto& response = got.value();
    const auto answer = read_soap_answer(response.body);
    if (!from.out_file.empty())
        if (auto written = replace_file(from.out_file, response.body); !written)
            return fail(run.json, written.error());
    if (run.json) {
        print_json(to_json(response.status, answer, response.body));
    } else {
        print("HTTP " + std::to_string(response.status));
        print(printable_lines(response.body));
    }
    return exit_code_of(response.status, answer);
}

}  // namespace

void add_message_send(CLI::App& noun, context& run) {
    auto* verb = add_verb(noun, run, "send",
                          "Post a message and show the answer; 0 only when it is accepted (SCSS001)");
    auto options = std::make_shared<send_options>();
    verb->add_option("FILE", options->file, "The message, signed as the receiver wants it")->required();
    verb->add_option("--url", options->url, "Where to")->required()->type_name("URL");
    verb->add_option("--ca", options->tls.ca_file,
                     "PEM: who may issue the receiver's TLS certificate; default: the system's")
        ->type_name("FILE");
    auto* cert =
        verb->add_option("--client-cert", options->tls.certificate_file, "PEM: TLS client certificate")
            ->type_name("FILE");
    auto* key = verb->add_option("--client-key", options->tls.key_file, "PEM: its key")->type_name("FILE");
    cert->needs(key);
    key->needs(cert);
    verb->add_option("--timeout", options->timeout, "For the whole exchange; default 30s")
        ->check(check_duration)
        ->type_name("DURATION");
    verb->add_option("--out", options->out_file, "Keep the answer as it came")->type_name("FILE");
    verb->callback([options, &run] { run.action = [options, &run] { return send(*options, run); }; });
}

}  // namespace gw::cli
