#include "admin/problem.hpp"

#include "base/json_text.hpp"

namespace gw::admin {
namespace {

constexpr const char* retry_after_seconds = "5";

const error_info& public_info(errc code) {
    const error_info& info = describe(code);
    return info.reply == reply_kind::local ? describe(errc::internal) : info;
}

unsigned status_of(const error_info& info) {
    if (info.reply == reply_kind::http) return info.http_status;
    return info.retry == retryable::later && info.code != errc::internal ? 503 : 500;
}

void add(octets& out, std::string_view name, std::string_view text) {
    out += ',';
    append_json_text(out, name);
    out += ':';
    append_json_text(out, text);
}

}  // namespace

net::response make_problem(const gw::error& why) {
    const error_info& info = public_info(why.code());
    net::response out;
    out.status = status_of(info);
    out.content_type = "application/problem+json";
    out.body = "{\"status\":" + std::to_string(out.status) +
               ",\"code\":" + std::to_string(static_cast<unsigned>(info.code));
    add(out.body, "name", info.name);
    add(out.body, "type", std::string("urn:shep-gateway:error:").append(info.name));
    add(out.body, "title", info.en);
    add(out.body, "text_kk", info.kk);
    add(out.body, "text_ru", info.ru);
    add(out.body, "retry", to_string(info.retry));
    if (out.status < 500 && !why.detail().empty()) add(out.body, "detail", why.detail());
    out.body += '}';
    if (out.status == 401) out.fields.emplace_back("WWW-Authenticate", "Bearer");
    if (out.status == 503) out.fields.emplace_back("Retry-After", retry_after_seconds);
    return out;
}

}  // namespace gw::admin
