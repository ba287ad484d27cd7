// What is said to an akimat back office and how its answer is read. Pure: the request and the answer are
// values, the time is an argument. docs/integrating-a-back-office.md describes the same from the office's
// side.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "delivery/target.hpp"
#include "net/client.hpp"
#include "store/store.hpp"

namespace gw::akimat {

struct office {
    std::string name;    // of the target, as the catalogue and the outbox write it
    std::string url;     // that takes the case
    std::string secret;  // shared with the office; empty: the client certificate alone says who we are
};

net::client_request make_request(const office&, const store::delivery_record&, timestamp now);

// 2xx and 409 (it has this key already): delivered. 408, 425, 429 and 5xx: later. Every other 4xx says that
// the same request can never pass. Redirections are not followed: a case goes only where the configuration
// says.
delivery::delivery_outcome read_answer(const net::client_response&, timestamp now);
delivery::delivery_outcome read_failure(const net::client_error&);

// Retry-After, RFC 9110 section 10.2.3: seconds or an HTTP date (IMF-fixdate).
std::optional<milliseconds> retry_after(std::string_view field, timestamp now);

}  // namespace gw::akimat
