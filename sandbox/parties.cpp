#include "sandbox/parties.hpp"

#include <stdexcept>

#include "base/files.hpp"

namespace sandbox {

std::string read_text(const std::filesystem::path& path) {
    auto content = gw::read_file(path);
    if (!content) throw std::runtime_error(content.error().to_string());
    return std::move(content.value());
}

const party& parties::get(const std::string& name) {
    auto& place = open_[name];
    if (place) return *place;
    auto key = gw::crypto::read_private_key_pem(read_text(folder_ / (name + ".key")), "");
    if (!key) throw std::runtime_error(name + ": " + key.error().to_string());
    auto certificates = gw::pki::read_certificates(read_text(folder_ / (name + ".crt")));
    if (!certificates || certificates.value().empty()) throw std::runtime_error(name + ": no certificate");
    place = std::make_unique<party>(party{std::move(key.value()), certificates.value().front()});
    return *place;
}

}  // namespace sandbox
