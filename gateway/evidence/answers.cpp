#include "evidence/answers.hpp"

#include <boost/json.hpp>

namespace gw::evidence {
namespace {

namespace json = boost::json;

// Responders that gave nothing that could be kept.
constexpr errc without_answer[] = {errc::ocsp_unreachable, errc::ocsp_try_later, errc::ocsp_refused,
                                   errc::ocsp_malformed};

void add_failures(const json::value& part, std::vector<pki::ocsp_finding>& findings) {
    if (part.is_array())
        for (const auto& one : part.get_array())
            add_failures(one, findings);
    if (!part.is_object()) return;
    for (const auto& member : part.get_object()) {
        if (member.key() != "code" || !member.value().is_int64()) {
            add_failures(member.value(), findings);
            continue;
        }
        for (const errc code : without_answer)
            if (member.value().get_int64() == static_cast<int>(code))
                findings.push_back({nullptr, error(code, "as recorded"), timestamp::max()});
    }
}

}  // namespace

pki::ocsp_list recorded_answers(const std::vector<octets>& kept, octets_view recorded_verdict_json) {
    std::vector<pki::ocsp_finding> findings;
    for (const octets& der : kept) {
        auto answer = pki::ocsp_response::from_der(der);
        if (answer)
            findings.push_back({std::move(*answer), std::nullopt, {}});
        else
            findings.push_back({nullptr, answer.error(), {}});
    }
    json::error_code failed;
    const auto verdict =
        json::parse(json::string_view(recorded_verdict_json.data(), recorded_verdict_json.size()), failed);
    if (!failed) add_failures(verdict, findings);
    return pki::ocsp_list(std::move(findings));
}

}  // namespace gw::evidence
