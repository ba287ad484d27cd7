// The one reader of request heads: HTTP/1.1 framing as RFC 9112 writes it, with nothing of what it lets
// recipients tolerate. Beast's parser is not used for requests: in 1.81 it lets obs-fold, unknown transfer
// codings and Transfer-Encoding beside Content-Length through (facts/attacks.md 16). Pure; knows neither
// sockets nor time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "net/http_types.hpp"

namespace gw::net {

enum class body_framing { none, sized, chunked };

struct request_head {
    std::string method;
    std::string path;   // begins with '/', percent-decoding not applied
    std::string query;  // without '?'
    net::headers headers;
    body_framing body = body_framing::none;
    std::uint64_t content_length = 0;
    bool http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;
};

// Reads a head octet by octet and refuses it at the first octet that cannot belong to one, so that an
// attacker is answered without waiting for an end that he never sends.
class head_reader {
public:
    // `limit`: most octets of a head; with more, or with over 100 fields, the error is header_too_large. All
    // other errors are http_framing_invalid; their detail names the rule and quotes nothing.
    explicit head_reader(std::size_t limit) : limit_(limit) {}

    // Takes octets up to the end of the head and says how many. After an error or the end it must not be
    // called again.
    result<std::size_t> feed(octets_view received);
    // Whether a request line has begun; empty lines before it do not count.
    bool begun() const noexcept { return state_ > state::empty_line_lf; }
    bool complete() const noexcept { return state_ == state::complete; }
    request_head take() { return std::move(head_); }

private:
    enum class state {
        start,
        empty_line_lf,
        method,
        target,
        version,
        version_cr,
        line_lf,
        field_start,
        name,
        value,
        value_lf,
        end_lf,
        complete
    };
    using fault = std::string_view;  // empty: none

    fault step(char);
    fault start(char);
    fault method(char);
    fault target(char);
    fault version(char);
    fault field_start(char);
    fault name(char);
    fault value(char);
    fault finish_field();
    fault finish_head();
    fault content_length(std::string_view);
    fault transfer_encoding(std::string_view);
    fault connection(std::string_view);

    std::size_t limit_;
    std::size_t used_ = 0;
    std::size_t empty_lines_ = 0;
    state state_ = state::start;
    std::string piece_;  // what is being read: method, target, version or value
    std::string name_;   // of the field whose value is being read
    bool has_length_ = false, has_coding_ = false, has_host_ = false, close_ = false, persist_ = false;
    request_head head_;
};

// A whole head in one piece, with its empty line and nothing after it.
result<request_head> check_head(octets_view raw, std::size_t limit = 16 * 1024);

}  // namespace gw::net
