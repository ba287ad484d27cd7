// Revocation lists as files: read in pieces, so that a file of any size costs a window and its entries.
#pragma once

#include <filesystem>

#include "pki/crl.hpp"

namespace gw::revocation {

// PEM or DER. The codes of pki::crl; file_unreadable for what cannot be opened. A file beyond the limit is
// not read.
result<pki::crl_ptr> read_crl_file(const std::filesystem::path&, std::size_t limit);
// The DER of the list that was read from that file; file_unreadable when the file is another one by now.
result<octets> der_of(const pki::crl&, const std::filesystem::path&, std::size_t limit);

}  // namespace gw::revocation
