// Lets a SOAP client that we did not write work with this module: prints what the gateway serves and answers,
// and reads what the client sent (zeep_client.py).
#include <iostream>
#include <iterator>
#include <string>

#include "soap/answer.hpp"
#include "soap/detail/body.hpp"
#include "soap/wsdl.hpp"

namespace {

using namespace gw;

int document(const std::string& query, const std::string& url) {
    const auto text = soap::wsdl_document(query, url);
    if (text) std::cout << *text;
    return text ? 0 : 1;
}

// The answer to the SendMessage Body on standard input: a fault when it cannot be read.
int reply() {
    const std::string body{std::istreambuf_iterator<char>(std::cin), {}};
    const timestamp at = *from_rfc3339("2026-11-22T05:00:00Z");
    const auto request = soap::detail::read_body(body, std::chrono::minutes(300));
    if (!request) {
        soap::fault fault;
        fault.code = request.error().code();
        fault.detail = request.error().detail();
        fault.at = at;
        std::cout << soap::write_fault(fault);
        return 1;
    }
    const auto answer = soap::make_acceptance(message_id("m-1"), "SKO-20261122-7K3QX4", at, at);
    soap::sync_response response;
    response.message_id = "m-1";
    response.correlation_id = request->message_id;
    response.response_date = at;
    response.status_code = soap::status_accepted;
    response.status_message = soap::status_message(answer);
    response.data_xml = soap::write_answer(answer);
    std::cout << soap::write_response(response);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string what = count > 1 ? arguments[1] : "";
    if (what == "document" && count == 4) return document(arguments[2], arguments[3]);
    if (what == "reply") return reply();
    return 2;
}
