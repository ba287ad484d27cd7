#include "sandbox/posting.hpp"

#include <chrono>
#include <stdexcept>

#include "async/deadline.hpp"

namespace sandbox {
namespace {

constexpr gw::milliseconds patience{30'000};

}  // namespace

gw::net::client make_client(boost::asio::any_io_executor executor, const std::filesystem::path& certs) {
    gw::net::client_tls_options tls;
    tls.ca_file = (certs / "anchors/root.pem").string();
    auto context = gw::net::make_client_tls(tls);
    if (!context) throw std::runtime_error(context.error().to_string());
    return gw::net::client(std::move(executor), context.value(), {});
}

boost::asio::awaitable<gateway_reply> post_message(gw::net::client& client, std::string url,
                                                   std::string message, const gw::pki::trust& gateway) {
    gw::net::client_request request;
    request.url = std::move(url);
    request.content_type = "text/xml; charset=utf-8";
    request.fields = {{"SOAPAction", "\"\""}};
    request.body = std::move(message);
    auto sending = client.send(std::move(request), patience);
    const auto answer = co_await std::move(sending);
    if (!answer) throw std::runtime_error("the gateway did not answer: " + answer.error().error.to_string());
    co_return read_reply(answer.value().status, answer.value().body, gateway);
}

boost::asio::awaitable<std::string> get_text(gw::net::client& client, std::string url) {
    gw::net::client_request request;
    request.method = "GET";
    request.url = std::move(url);
    auto sending = client.send(std::move(request), patience);
    const auto answer = co_await std::move(sending);
    co_return answer ? answer.value().body : std::string();
}

boost::asio::awaitable<void> get_until(gw::net::client& client, std::string url, gw::milliseconds patience,
                                       std::function<bool(const std::string&)> enough) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto asking = get_text(client, url);
        const std::string body = co_await std::move(asking);
        if (!body.empty() && enough(body)) co_return;
        if (std::chrono::steady_clock::now() > until) co_return;
        auto waiting = gw::async::sleep_for(gw::milliseconds(100));
        co_await std::move(waiting);
    }
}

std::string cell(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
        if (starts && shown == width) break;
        shown += starts ? 1 : 0;
        out.push_back(text[i]);
    }
    return out + std::string(width - shown, ' ');
}

}  // namespace sandbox
