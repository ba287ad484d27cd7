// Throw-away keys and certificates in a folder of their own.
#pragma once

#include <filesystem>
#include <string>

namespace gw::net {

// A root and leaves under it, as PEM files that go with the object.
class test_certificates {
public:
    test_certificates();
    ~test_certificates();
    test_certificates(const test_certificates&) = delete;
    test_certificates& operator=(const test_certificates&) = delete;

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    // ca.pem, server.pem/.key (localhost and 127.0.0.1), elsewhere.pem/.key (another host), client.pem/.key,
    // foreign-ca.pem, foreign.pem/.key (from that authority), locked.key (server.key under a password).

private:
    std::filesystem::path folder_;
};

}  // namespace gw::net
