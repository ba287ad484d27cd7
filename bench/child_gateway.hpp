// A gateway as a process of its own, so that its processor time and memory are its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

namespace bench {

class child_gateway {
public:
    // Starts with an empty store and waits until it listens. Throws std::runtime_error when it does not.
    child_gateway(const std::filesystem::path& binary, const std::filesystem::path& config);
    ~child_gateway();
    child_gateway(const child_gateway&) = delete;
    child_gateway& operator=(const child_gateway&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    double cpu_seconds() const;
    // Of /proc/PID/status: "VmRSS" now, "VmHWM" at its highest.
    double megabytes(const char* field) const;

private:
    void await_port(int output);
    void stop() noexcept;

    pid_t pid_ = -1;
    int output_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace bench
