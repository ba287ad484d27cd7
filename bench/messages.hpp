// Distinct, signed messages of a wanted size, as a portal would post them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// A whole HTTP request; the SOAP message is its body.
struct post {
    std::string request;
    std::size_t body_at = 0;
    std::string_view body() const noexcept { return std::string_view(request).substr(body_at); }
};

struct recipe {
    std::filesystem::path certs;  // made by certs-example/make.sh
    std::filesystem::path forms;  // schemas/portals/examples
    std::size_t octets = 0;       // of the SOAP message; the smallest real one when it cannot be so small
};

// Signed with the portal's RSA-2048 key, the certificate inside, no signature of an applicant. Signing runs
// on all cores.
std::vector<post> make_posts(const recipe&, std::size_t count);

}  // namespace bench
