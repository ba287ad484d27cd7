// One TCP connection, plain or under TLS, as one type that Asio's and Beast's algorithms accept as a stream.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <utility>

#include "net/tls.hpp"

namespace gw::net {

namespace asio = boost::asio;

class stream {
public:
    using socket = asio::ip::tcp::socket;
    using executor_type = socket::executor_type;

    // `tls` empty: plain.
    stream(socket connected, tls_context tls) : tls_(std::move(tls)) {
        if (tls_) {
            secure_.emplace(std::move(connected), *tls_);
        } else {
            plain_.emplace(std::move(connected));
        }
    }

    executor_type get_executor() { return tcp().get_executor(); }
    socket& tcp() { return secure_ ? secure_->next_layer() : *plain_; }
    bool secure() const noexcept { return secure_.has_value(); }
    SSL* ssl() { return secure_->native_handle(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (secure_) return secure_->async_read_some(buffers, std::forward<Token>(token));
        return plain_->async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (secure_) return secure_->async_write_some(buffers, std::forward<Token>(token));
        return plain_->async_write_some(buffers, std::forward<Token>(token));
    }
    // Only when secure().
    template <class Token>
    auto async_handshake(asio::ssl::stream_base::handshake_type side, Token&& token) {
        return secure_->async_handshake(side, std::forward<Token>(token));
    }
    template <class Token>
    auto async_shutdown(Token&& token) {
        return secure_->async_shutdown(std::forward<Token>(token));
    }

private:
    tls_context tls_;  // Asio keeps what verification needs in it
    std::optional<socket> plain_;
    std::optional<boost::beast::ssl_stream<socket>> secure_;
};

}  // namespace gw::net
