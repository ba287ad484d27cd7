#include "cli/stored.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/log.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

bool is_identifier(const json::object& within, std::string_view key) {
    constexpr std::array names{"id", "sha256", "serial", "certificate", "trust_version"};
    if (key == "number") return within.contains("this_update");  // of a revocation list
    return key.ends_with("_id") || std::find(names.begin(), names.end(), key) != names.end();
}

}  // namespace

void mask_personal_numbers_in(json::value& value) {
    if (auto* text = value.if_string()) {
        const auto masked = mask_personal_numbers({text->data(), text->size()});
        text->assign(masked.data(), masked.size());
    } else if (auto* array = value.if_array()) {
        for (auto& one : *array)
            mask_personal_numbers_in(one);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object)
            if (const auto key = member.key(); !is_identifier(*object, {key.data(), key.size()}))
                mask_personal_numbers_in(member.value());
    }
}

void add_config_option(CLI::App& app, std::string& file) {
    file = "/etc/shep-gateway/gateway.toml";
    app.add_option("--config", file, "Configuration of the gateway; default " + file)->type_name("FILE");
}

result<std::unique_ptr<store::store>> open_store_read_only(const std::string& config_file) {
    const auto settings = config::load(config_file);
    if (!settings) return settings.error();
    store::sqlite_options options;
    options.path = settings.value().store.string();
    options.read_only = true;
    return store::open_sqlite(options);
}

}  // namespace gw::cli
