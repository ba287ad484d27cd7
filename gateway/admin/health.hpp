// Whether the gateway can do its work, and if not, which part cannot and why. A part is a check that some
// module registers; nothing here knows what it looks at.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "async/pool.hpp"
#include "base/error.hpp"
#include "revocation/trust_directory.hpp"

namespace gw::admin {

namespace asio = boost::asio;

struct part_status {
    std::string part;
    std::optional<error> failure;
};
struct readiness {
    std::vector<part_status> parts;
    bool ready() const noexcept;
};
// {"ready":false,"parts":[{"part":"store","ok":true},{"part":"crl","ok":false,"code":3009,"name":"revocation_stale",
//   "message":"…","detail":"…"}]}
std::string to_json(const readiness&);

class health {
public:
    // May throw infrastructure_error, which is a failure with its code.
    using check = std::function<result<void>()>;

    // Parts are added before the first look.
    void add(std::string name, check quick);
    void add_blocking(std::string name, check);  // runs on the pool
    void set_draining() noexcept { draining_ = true; }
    // Blocking checks run on `db`; a full queue there is a failure too.
    asio::awaitable<readiness> look(async::pool& db) const;

private:
    struct part {
        std::string name;
        check run;
        bool blocking;
    };
    std::vector<part> parts_;
    std::atomic<bool> draining_{false};
};

// revocation_unavailable or revocation_stale for the first authority whose list is not usable.
result<void> check_crls(const std::vector<revocation::crl_status>&);

}  // namespace gw::admin
