// What the commands that look into the store have in common: where it is, and what of it may be shown.
#pragma once

#include <CLI/App.hpp>
#include <boost/json/fwd.hpp>
#include <memory>
#include <string>

#include "config/settings.hpp"
#include "store/store.hpp"

namespace gw::cli {

// --config, with the place where packages put the file.
void add_config_option(CLI::App&, std::string& file);

// Throws infrastructure_error when there is no store or it cannot be read.
result<std::unique_ptr<store::store>> open_store_read_only(const std::string& config_file);

// ИИН and БИН in every text of the document become "850101******"; identifiers and digests stay, whatever
// digits they have.
void mask_personal_numbers_in(boost::json::value&);

}  // namespace gw::cli
