// Replaces the revocation list of the issuing authority again and again while a gateway works.
#pragma once

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/bytes.hpp"

namespace bench {

class list_swapper {
public:
    // Makes `lists` of them, numbered from `first` on, from the key in the folder of certs-example.
    list_swapper(const std::filesystem::path& certs, std::size_t entries, std::size_t lists,
                 std::uint32_t first);
    ~list_swapper() { stop(); }
    list_swapper(const list_swapper&) = delete;
    list_swapper& operator=(const list_swapper&) = delete;

    // One list a second until stop() or the last.
    void start();
    std::size_t stop();  // how many were put in place

private:
    std::filesystem::path file_;
    std::vector<gw::octets> lists_;
    std::atomic<bool> stopping_ = false;
    std::size_t swapped_ = 0;
    std::thread worker_;
};

}  // namespace bench
