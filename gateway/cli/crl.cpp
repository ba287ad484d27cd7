// `crl show`.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "pki/crl.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

// What part of the issuer's certificates the list covers; empty for all of them.
json::object scope_json(const pki::crl_scope& scope) {
    json::object out;
    if (!scope.names.empty()) {
        json::array names;
        for (const auto& name : scope.names)
            names.emplace_back(name.directory ? pki::to_text(name.directory.get()) : name.uri());
        out["names"] = std::move(names);
    }
    if (scope.only_user_certificates) out["only_user_certificates"] = true;
    if (scope.only_ca_certificates) out["only_ca_certificates"] = true;
    if (scope.only_attribute_certificates) out["only_attribute_certificates"] = true;
    if (scope.indirect) out["indirect"] = true;
    if (scope.reasons != pki::all_reasons) {
        json::array reasons;
        for (int reason = 1; reason <= 8; ++reason)
            if ((scope.reasons >> reason & 1u) != 0) reasons.emplace_back(reason);
        out["only_some_reasons"] = std::move(reasons);
    }
    return out;
}

json::object to_json(const pki::crl& list) {
    json::object out{{"issuer", list.issuer()},
                     {"number", list.number()},
                     {"this_update", to_rfc3339(list.this_update())},
                     {"next_update", nullptr},
                     {"entries", list.entries()},
                     {"signature_algorithm", list.signature_algorithm()},
                     {"authority_key_id", to_hex(list.authority_key_id())},
                     {"sha256", to_hex(list.sha256())},
                     {"delta", list.is_delta()},
                     {"base_number", list.base_number()},
                     {"scope", scope_json(list.scope())}};
    if (const auto next = list.next_update()) out["next_update"] = to_rfc3339(*next);
    return out;
}

void print_text(const pki::crl& list) {
    const auto line = [](const char* name, const std::string& value) {
        print(std::string(name) + printable(value));
    };
    line("issuer        ", list.issuer());
    line("number        ", list.number().empty() ? "none" : list.number());
    if (list.is_delta()) line("changes since ", list.base_number());
    if (const auto scope = scope_json(list.scope()); !scope.empty())
        line("covers only   ", json::serialize(scope));
    line("this update   ", to_rfc3339(list.this_update()));
    line("next update   ", list.next_update() ? to_rfc3339(*list.next_update()) : "none");
    line("entries       ", std::to_string(list.entries()));
    line("signed with   ", list.signature_algorithm());
    line("authority key ", to_hex(list.authority_key_id()));
    line("SHA-256       ", to_hex(list.sha256()));
}

int show(const std::string& file, const context& run) {
    const auto content = read_file(file);
    if (!content) return fail(run.json, content.error());
    const auto list = pki::read_crl(content.value());
    if (!list) return fail(run.json, list.error());
    if (run.json)
        print_json(to_json(*list.value()));
    else
        print_text(*list.value());
    return exit_ok;
}

}  // namespace

void add_crl(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "crl", "Show and fetch revocation lists");
    auto* verb =
        add_verb(*noun, run, "show", "What a revocation list says of itself; its signature is not judged");
    auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file, "Revocation list, PEM or DER")->required();
    verb->callback([file, &run] { run.action = [file, &run] { return show(*file, run); }; });
    add_crl_fetch(*noun, run);
}

}  // namespace gw::cli
