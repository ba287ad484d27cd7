// The keys on disk as the server uses them, and whether a file has changed since.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "intake/reply.hpp"

namespace gw::app {

// key_unusable, key_password_wrong, certificate_malformed, config_invalid (key and certificate do not belong
// together).
result<intake::signing_identity_ptr> load_identity(const config::signing&);

// Changes of any of some files, by size and time.
class file_watch {
public:
    explicit file_watch(std::vector<std::filesystem::path>);
    bool changed();  // since the last call; blocks on the file system

private:
    std::string fingerprint() const;
    std::vector<std::filesystem::path> files_;
    std::string last_;
};

}  // namespace gw::app
