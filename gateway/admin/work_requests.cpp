#include "admin/work_requests.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include "admin/json_reader.hpp"
#include "base/json_text.hpp"
#include "crypto/digest.hpp"

namespace gw::admin {
namespace {

namespace json = boost::json;

constexpr std::size_t most_text_characters = 1000;
constexpr std::size_t most_name_octets = 200;
constexpr std::size_t most_key_octets = 64;

error invalid(std::string_view name, std::string_view why) {
    return {errc::api_request_invalid, std::string(name).append(": ").append(why)};
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_printable(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= most_name_octets && is_printable(text);
}

bool is_code(std::string_view text) {
    const auto permitted = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= most_key_octets && std::ranges::all_of(text, permitted);
}

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= most_key_octets &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// Members by name; each reader says whether its value fits.
using member_reader = std::function<bool(const json::value&)>;

result<void> read_object(octets_view body, const std::map<std::string, member_reader, std::less<>>& members) {
    const auto object = read_json_object(body);
    if (!object) return object.error();
    for (const auto& [name, member] : *object) {
        const auto known = members.find(std::string_view(name.data(), name.size()));
        if (known == members.end()) return invalid(name, "unknown member");
        if (!known->second(member)) return invalid(name, "does not fit");
    }
    return {};
}

member_reader text_into(std::string& out, std::function<bool(std::string_view)> fits) {
    return [&out, fits = std::move(fits)](const json::value& value) {
        if (!value.is_string()) return false;
        out = value.get_string();
        return fits(out);
    };
}

bool is_text(std::string_view text) {
    return count_characters(text) <= most_text_characters;
}

bool is_office_role(std::string_view role) {
    const auto& roles = cases::office_roles();
    return std::ranges::find(roles, role) != roles.end();
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// name=value pairs, each name once, values decoded.
result<std::map<std::string, std::string, std::less<>>> read_pairs(std::string_view query) {
    std::map<std::string, std::string, std::less<>> pairs;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto name = pair.substr(0, pair.find('='));
        auto value = percent_decode(pair.substr(std::min(pair.size(), name.size() + 1)));
        if (!value) return value.error();
        if (!pairs.emplace(name, std::move(*value)).second) return invalid(name, "occurs more than once");
    }
    return pairs;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? ""
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether it is an entity-tag; one that is weak or none of ours matches no version.
bool read_tag(std::string_view tag, std::vector<std::uint64_t>& versions) {
    const bool weak = tag.starts_with("W/");
    if (weak) tag.remove_prefix(2);
    if (tag.size() < 2 || !tag.starts_with('"') || !tag.ends_with('"')) return false;
    const auto digits = tag.substr(1, tag.size() - 2);
    std::uint64_t version = 0;
    const auto [stop, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (!weak && failed == std::errc() && stop == digits.data() + digits.size()) versions.push_back(version);
    return true;
}

}  // namespace

result<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) return invalid("query", "is no percent-encoding");
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!is_utf8(out)) return invalid("query", "is no UTF-8");
    return out;
}

result<claim_request> read_claim(octets_view body) {
    claim_request out;
    if (auto read = read_object(body, {{"officer", text_into(out.officer, is_name)}}); !read)
        return read.error();
    if (out.officer.empty()) return invalid("officer", "is missing");
    return out;
}

result<move_request> read_move(octets_view body) {
    move_request out;
    std::optional<cases::case_state> state;
    std::string officer;
    const auto read =
        read_object(body, {{"state",
                            [&](const json::value& value) {
                                if (!value.is_string()) return false;
                                state = cases::case_state_from(std::string_view(value.get_string()));
                                return state.has_value();
                            }},
                           {"role", text_into(out.role, is_office_role)},
                           {"step",
                            [&](const json::value& value) {
                                if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > 999)
                                    return false;
                                out.step = static_cast<int>(value.get_int64());
                                return true;
                            }},
                           {"officer", text_into(officer, is_name)},
                           {"text_kk", text_into(out.text_kk, is_text)},
                           {"text_ru", text_into(out.text_ru, is_text)}});
    if (!read) return read.error();
    if (!state) return invalid("state", "is missing");
    if (out.role.empty()) return invalid("role", "is missing");
    out.state = *state;
    if (!officer.empty()) out.officer = std::move(officer);
    return out;
}

result<attach_request> read_attach(const net::request& request) {
    const auto pairs = read_pairs(request.query);
    if (!pairs) return pairs.error();
    attach_request out;
    for (const auto& [name, value] : *pairs) {
        if (name == "code" && is_code(value))
            out.code = value;
        else if (name == "file_name" && is_name(value) && value.find('/') == std::string::npos)
            out.file_name = value;
        else
            return invalid(name, "unknown, or does not fit");
    }
    if (out.code.empty()) return invalid("code", "is missing");
    const auto type = request.headers.find("content-type");
    out.media_type = type ? std::string(*type) : "application/octet-stream";
    if (!is_name(out.media_type)) return invalid("Content-Type", "does not fit");
    if (request.body.empty()) return invalid("body", "is empty");
    return out;
}

result<std::string> read_decision_role(std::string_view query) {
    const auto pairs = read_pairs(query);
    if (!pairs) return pairs.error();
    std::string role = "head";
    for (const auto& [name, value] : *pairs) {
        if (name != "role" || !is_office_role(value)) return invalid(name, "unknown, or does not fit");
        role = value;
    }
    return role;
}

std::string make_etag(std::uint64_t version) {
    return "\"" + std::to_string(version) + "\"";
}

bool precondition::holds(std::uint64_t version) const noexcept {
    return any || std::ranges::find(versions, version) != versions.end();
}

result<std::optional<precondition>> read_precondition(const net::headers& fields) {
    const auto field = fields.find("if-match");
    if (!field) return std::optional<precondition>();
    precondition read;
    read.any = *field == "*";
    std::string_view rest = *field;
    while (!read.any) {
        const auto comma = rest.find(',');
        if (!read_tag(trim(rest.substr(0, comma)), read.versions))
            return invalid("If-Match", "is no list of ETags");
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return std::optional<precondition>(std::move(read));
}

result<std::optional<store::request_key>> read_request_key(const net::request& request, const token& caller) {
    const auto key = request.headers.find("idempotency-key");
    if (!key) return std::optional<store::request_key>();
    if (!is_key(*key)) return invalid("Idempotency-Key", "1 to 64 printable characters are expected");
    std::string content = request.method + " " + request.path + "?" + request.query + "\n";
    content += request.body;
    return std::optional<store::request_key>(
        store::request_key{caller.provider + "/" + caller.name, std::string(*key), crypto::sha256(content)});
}

}  // namespace gw::admin
