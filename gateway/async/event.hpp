// Something that happens once and that many coroutines may await, on whatever executor each of them runs.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <vector>

namespace gw::async {

namespace asio = boost::asio;

// Safe to use from any thread.
class event {
public:
    void set();
    // Returns when the event has been set; ends early when cancelled, as every wait does.
    asio::awaitable<void> wait();

private:
    std::mutex guard_;
    bool happened_ = false;
    std::vector<std::shared_ptr<asio::steady_timer>> waiting_;
};

}  // namespace gw::async
