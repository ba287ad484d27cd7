#include "cli/http_exchange.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace gw::cli {

namespace asio = boost::asio;
using exchange_result = boost::system::result<net::client_response, net::client_error>;

exchange_result exchange(net::client_request request, const net::client_tls_options& tls, seconds timeout) {
    auto context = net::make_client_tls(tls);
    if (!context) return net::client_error{context.error(), net::send_failure::not_sent};
    std::optional<exchange_result> outcome;
    std::exception_ptr raised;
    {
        asio::io_context io(1);
        net::client client(io.get_executor(), std::move(context.value()), {});
        const auto deadline = std::chrono::duration_cast<milliseconds>(timeout);
        asio::co_spawn(io, client.send(std::move(request), deadline),
                       [&](std::exception_ptr failure, exchange_result result) {
                           raised = failure;
                           outcome = std::move(result);
                           io.stop();  // kept connections are of no use to a command
                       });
        io.run();
    }
    if (raised) std::rethrow_exception(raised);
    GW_INVARIANT(outcome.has_value());
    return std::move(*outcome);
}

}  // namespace gw::cli
