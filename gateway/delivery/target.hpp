// Port: one place that cases are delivered to. A target sends once and says what came of it; when to repeat
// is not its business.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace gw::delivery {

namespace asio = boost::asio;

enum class send_result {
    delivered,  // the target has it
    refused,    // it will never take it as it is: for an administrator
    failed,     // it does not have it; try again later
    unknown,    // the request may have reached it and no answer came
};
std::string_view to_string(send_result) noexcept;

struct delivery_outcome {
    send_result result = send_result::failed;
    std::string reference;                   // delivered: the target's own name for the case, may be empty
    gw::error error;                         // otherwise: target_refused, target_failed, target_timeout, ...
    std::optional<milliseconds> not_before;  // failed: the target asked to be left alone for so long
};

class target {
public:
    virtual ~target() = default;
    virtual std::string_view name() const noexcept = 0;
    // Whether sending the same delivery id twice has the effect of sending it once.
    virtual bool safe_to_repeat() const noexcept = 0;
    // The record outlives the call. Ends within the deadline; never throws because of what the target
    // answered.
    virtual asio::awaitable<delivery_outcome> deliver(const store::delivery_record&,
                                                      milliseconds deadline) = 0;
};

}  // namespace gw::delivery
