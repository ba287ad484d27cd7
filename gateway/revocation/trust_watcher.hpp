// Looks at the trust directory again and again, on a pool thread. A refresh that fails is logged and the next
// one comes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "async/pool.hpp"
#include "revocation/trust_directory.hpp"

namespace gw::revocation {

namespace asio = boost::asio;

// One look. True when a new snapshot came into force.
asio::awaitable<bool> refresh_once(trust_directory&, async::pool&);
// Until cancelled; for a task_group. Directory and pool outlive it. `taken` is told after every new snapshot.
asio::awaitable<void> watch(trust_directory&, async::pool&, milliseconds every, std::function<void()> taken);

}  // namespace gw::revocation
