#include "cli/verdict_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "cli/output.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (value == nullptr) return {};
    if (const auto* string = value->if_string()) return printable(*string);
    return value->is_null() ? std::string() : json::serialize(*value);
}

bool is_true(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& list(const json::object& from, std::string_view key) {
    static const json::array none;
    const auto* value = from.if_contains(key);
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

void line(std::string_view margin, std::string_view name, const std::string& value) {
    if (!value.empty()) print(fmt::format("{}{:<12}{}", margin, name, value));
}

// "TOTAL-FAILED REVOKED 3004 certificate_revoked: ..."
std::string outcome(const json::object& from) {
    std::string out = text(from, "indication");
    for (const char* key : {"sub_indication", "code"})
        if (const auto part = text(from, key); !part.empty() && part != "0") out += " " + part;
    return out;
}

std::string signer_line(const json::object& signer) {
    std::string out = text(signer, "subject");
    for (const char* key : {"iin", "bin"})
        if (const auto number = text(signer, key); !number.empty())
            out += fmt::format("; {} {}", key, number);
    std::string roles;
    for (const auto& role : list(signer, "roles"))
        if (role.is_string()) roles += (roles.empty() ? "" : ", ") + printable(role.get_string());
    return roles.empty() ? out : out + "; " + roles;
}

void print_path(std::string_view margin, const json::array& path) {
    for (const auto& one : path) {
        const auto& certificate = one.as_object();
        line(margin, &one == path.begin() ? "path" : "",
             fmt::format("{} (serial {}, {} to {}){}", text(certificate, "subject"),
                         text(certificate, "serial"), text(certificate, "not_before"),
                         text(certificate, "not_after"), is_true(certificate, "anchor") ? ", trusted" : ""));
    }
}

void print_revocation(std::string_view margin, const json::array& lists) {
    for (const auto& one : lists) {
        const auto& evidence = one.as_object();
        if (text(evidence, "sha256").empty()) {
            line(margin, &one == lists.begin() ? "revocation" : "",
                 text(evidence, "status") + ": " +
                     (text(evidence, "problem").empty() ? "no list fits" : text(evidence, "problem")));
            continue;
        }
        std::string what = fmt::format("{} by {} of {}", text(evidence, "status"), text(evidence, "source"),
                                       text(evidence, "issuer"));
        if (const auto number = text(evidence, "number"); !number.empty()) what += ", number " + number;
        what += ", issued " + text(evidence, "this_update");
        if (const auto next = text(evidence, "next_update"); !next.empty()) what += ", next " + next;
        if (const auto when = text(evidence, "revoked_at"); !when.empty())
            what += fmt::format(", revoked {} for reason {}", when, text(evidence, "reason"));
        if (const auto rule = text(evidence, "rule"); !rule.empty()) what += " (" + rule + ")";
        if (const auto problem = text(evidence, "problem"); !problem.empty()) what += ": " + problem;
        line(margin, &one == lists.begin() ? "revocation" : "", what);
    }
}

void print_signature(const json::object& signature) {
    constexpr std::string_view margin = "  ";
    print(fmt::format("{} signature: {}", text(signature, "scope"), outcome(signature)));
    line(margin, "reason", text(signature, "code") == "0" ? std::string() : text(signature, "message"));
    line(margin, "value", is_true(signature, "signature_ok") ? "holds" : "does not hold");
    for (const auto& one : list(signature, "references")) {
        const auto& reference = one.as_object();
        const auto uri = text(reference, "uri");
        line(margin, "reference",
             fmt::format("{}: the digest {}", uri.empty() ? "whole document" : uri,
                         is_true(reference, "digest_ok") ? "holds" : "does not hold"));
    }
    line(margin, "covers", text(signature, "covered"));
    line(margin, "algorithm", text(signature, "algorithm"));
    const auto* signer = signature.if_contains("signer");
    line(margin, "signer",
         signer != nullptr && signer->is_object() ? signer_line(signer->get_object())
                                                  : text(signature, "signer_name"));
    print_path(margin, list(signature, "path"));
    print_revocation(margin, list(signature, "revocation"));
}

}  // namespace

void print_verdict(const json::object& verdict) {
    print(outcome(verdict));
    if (text(verdict, "code") != "0") line("", "reason", text(verdict, "message"));
    print_path("", list(verdict, "path"));
    print_revocation("", list(verdict, "revocation"));
    for (const auto& one : list(verdict, "signatures"))
        if (one.is_object()) print_signature(one.get_object());
    for (const auto& one : list(verdict, "sources")) {
        const auto& source = one.as_object();
        line("", &one == list(verdict, "sources").begin() ? "sources" : "",
             text(source, "kind") + " " + text(source, "where") + " of " + text(source, "issuer") + ": " +
                 text(source, "problem"));
    }
}

}  // namespace gw::cli
