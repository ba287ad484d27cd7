// How the certificates of signatures are judged: the keys that a portal and the decisions of offices share.
#pragma once

#include "config/toml_reader.hpp"

namespace gw::config {

pki::policy read_policy(table_reader&, const config::trust&);

}  // namespace gw::config
