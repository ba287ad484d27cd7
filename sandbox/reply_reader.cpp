#include "sandbox/reply_reader.hpp"

#include <charconv>

#include "xml/reader.hpp"

namespace sandbox {
namespace {

// The first element of this local name anywhere below.
gw::xml::element find(const gw::xml::element& top, std::string_view local) {
    if (top.local_name() == local) return top;
    for (const auto& child : top.children())
        if (auto found = find(child, local)) return found;
    return {};
}

std::string text_of(const gw::xml::element& top, std::string_view local) {
    const auto element = find(top, local);
    if (!element) return {};
    auto text = element.text();
    return text ? text.value() : std::string();
}

// "4003 document_missing; message …": code and name.
void read_error_data(const std::string& text, gateway_reply& out) {
    const char* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, out.code);
    if (failed != std::errc()) return;
    std::string_view rest(stop, static_cast<std::size_t>(end - stop));
    while (!rest.empty() && rest.front() == ' ')
        rest.remove_prefix(1);
    out.name = rest.substr(0, rest.find_first_of(";: "));
}

}  // namespace

gateway_reply read_reply(unsigned http_status, const std::string& body, const gw::pki::trust& gateway) {
    gateway_reply out;
    out.http_status = http_status;
    out.kind = "http";
    const auto reader = gw::xml::reader::open(body);
    if (!reader) return out;
    const auto root = reader.value().root();
    if (find(root, "Fault")) {
        out.kind = http_status == 500 ? "fault" : "http";
        out.shep_code = text_of(root, "errorCode");
        out.text = text_of(root, "faultstring");
        read_error_data(text_of(root, "errorData"), out);
    } else if (const auto answer = find(root, "Answer")) {
        out.shep_code = text_of(find(root, "status"), "code");
        out.kind = out.shep_code == "SCSS001" ? "accepted" : "refused";
        read_error_data(text_of(answer, "Code") + " " + text_of(answer, "Name"), out);
        out.case_number = text_of(answer, "CaseNumber");
        out.text = text_of(find(root, "status"), "message");
        out.text_kk = text_of(answer, "TextKk");
        out.text_ru = text_of(answer, "TextRu");
        out.detail = text_of(answer, "Detail");
    }
    gw::pki::certificate_cache cache(8);
    const gw::dsig::verifier verifier(gw::dsig::options{}, cache);
    const auto checked = verifier.verify_transport(body, gateway, gw::system_clock().now());
    out.is_signed = !checked.report.failure && checked.report.signer &&
                    checked.report.signer->sha256() == gateway.certificates().front()->sha256();
    return out;
}

}  // namespace sandbox
