// Who takes part: keys and certificates out of the test hierarchy that certs-example makes.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "crypto/keys.hpp"
#include "dsig/sign.hpp"

namespace sandbox {

struct party {
    gw::crypto::pkey key;
    gw::pki::certificate_ptr certificate;
    gw::dsig::signer as_signer() const { return {key.get(), certificate}; }
};

// Opens each party once. Throws std::runtime_error with the file that is missing or broken.
class parties {
public:
    explicit parties(std::filesystem::path folder) : folder_(std::move(folder)) {}
    // "portals/egov/sign", "applicants/head", "gateway/sign-p256"
    const party& get(const std::string& name);
    // Whether certs-example could make GOST certificates.
    bool have_gost() const { return std::filesystem::exists(folder_ / "anchors/root-gost2015.pem"); }
    const std::filesystem::path& folder() const noexcept { return folder_; }

private:
    std::filesystem::path folder_;
    std::map<std::string, std::unique_ptr<party>> open_;
};

std::string read_text(const std::filesystem::path&);

}  // namespace sandbox
