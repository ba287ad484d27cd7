// The grammar of RFC 9112 sections 2 to 6 as a state machine, one function a state.
#include "net/framing.hpp"

#include <algorithm>
#include <array>

#include "net/octet_classes.hpp"

namespace gw::net {
namespace {

constexpr std::size_t most_fields = 100;
// RFC 9112 2.2: at least one empty line before the request line is to be ignored; old clients end a body with
// CRLF.
constexpr std::size_t most_empty_lines = 2;
constexpr std::size_t longest_method = 7;
// What a handler may refuse with 405. Others never reach one; CONNECT and TRACE would change the meaning of
// the connection.
constexpr std::array<std::string_view, 7> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};

bool equal_ignoring_case(std::string_view a, std::string_view lower_case) {
    return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                      [](char x, char y) { return to_lower(x) == y; });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

}  // namespace

result<std::size_t> head_reader::feed(octets_view received) {
    std::size_t taken = 0;
    while (taken < received.size() && state_ != state::complete) {
        if (++used_ > limit_) return error(errc::header_too_large, "the head is over the limit");
        const fault found = step(received[taken++]);
        if (!found.empty()) return error(errc::http_framing_invalid, std::string(found));
        if (head_.headers.fields.size() > most_fields)
            return error(errc::header_too_large, "too many fields");
    }
    return taken;
}

head_reader::fault head_reader::step(char c) {
    const auto lf_to = [&](state next) -> fault {
        if (c != '\n') return "CR without LF";
        state_ = next;
        return {};
    };
    switch (state_) {
        case state::start:
            return start(c);
        case state::empty_line_lf:
            return lf_to(state::start);
        case state::method:
            return method(c);
        case state::target:
            return target(c);
        case state::version:
            return version(c);
        case state::version_cr:
            if (c != '\r') return "something after the version";
            state_ = state::line_lf;
            return {};
        case state::line_lf:
            return lf_to(state::field_start);
        case state::field_start:
            return field_start(c);
        case state::name:
            return name(c);
        case state::value:
            return value(c);
        case state::value_lf:
            if (c != '\n') return "CR without LF";
            state_ = state::field_start;
            return finish_field();
        case state::end_lf:
            if (c != '\n') return "CR without LF";
            state_ = state::complete;
            return finish_head();
        case state::complete:
            break;
    }
    return "the head has ended";
}

head_reader::fault head_reader::start(char c) {
    if (c == '\r') {
        state_ = state::empty_line_lf;
        return ++empty_lines_ > most_empty_lines ? "too many empty lines" : fault();
    }
    state_ = state::method;
    return method(c);
}

head_reader::fault head_reader::method(char c) {
    if (c == ' ') {
        if (std::find(methods.begin(), methods.end(), piece_) == methods.end()) return "unknown method";
        head_.method = std::exchange(piece_, {});
        state_ = state::target;
        return {};
    }
    if (!is_token_char(c)) return "the method is not a token";
    if (piece_.size() == longest_method) return "unknown method";
    piece_ += c;
    return {};
}

// Origin form only (RFC 9112 3.2.1). We are no proxy, and absolute form would name the host twice.
head_reader::fault head_reader::target(char c) {
    if (c == ' ' && !piece_.empty()) {
        const auto mark = piece_.find('?');
        head_.path = piece_.substr(0, mark);
        if (mark != std::string::npos) head_.query = piece_.substr(mark + 1);
        piece_.clear();
        state_ = state::version;
        return {};
    }
    if (piece_.empty() && c != '/') return "the target does not begin with a slash";
    if (!is_target_char(c)) return "a character that a target may not hold";
    piece_ += c;
    return {};
}

head_reader::fault head_reader::version(char c) {
    constexpr std::string_view stem = "HTTP/1.";
    const bool fits = piece_.size() < stem.size() ? c == stem[piece_.size()] : c == '0' || c == '1';
    if (!fits) return "not HTTP/1.0 or HTTP/1.1";
    if (piece_.size() < stem.size()) {
        piece_ += c;
        return {};
    }
    head_.http_1_0 = c == '0';
    piece_.clear();
    state_ = state::version_cr;
    return {};
}

head_reader::fault head_reader::field_start(char c) {
    if (c == '\r') {
        state_ = state::end_lf;
        return {};
    }
    // RFC 9112 5.2: "A server that receives an obs-fold in a request message [...] MUST either reject the
    // message by sending a 400 (Bad Request) [...]"; 2.2: the same for white space before the first field.
    if (is_blank(c)) return "a line begins with white space";
    if (!is_token_char(c)) return "a field name is not a token";
    name_.assign(1, to_lower(c));
    state_ = state::name;
    return {};
}

// RFC 9112 5.1: "A server MUST reject, with a response status code of 400 (Bad Request), any received request
// message that contains whitespace between a header field name and colon."
head_reader::fault head_reader::name(char c) {
    if (c == ':') {
        state_ = state::value;
        return {};
    }
    if (!is_token_char(c)) return "a field name is not a token";
    name_ += to_lower(c);
    return {};
}

head_reader::fault head_reader::value(char c) {
    if (c == '\r') {
        state_ = state::value_lf;
        return {};
    }
    if (!is_field_char(c)) return "a control character in a field value";
    if (!piece_.empty() || !is_blank(c)) piece_ += c;
    return {};
}

head_reader::fault head_reader::finish_field() {
    piece_.resize(trimmed(piece_).size());
    head_.headers.fields.emplace_back(std::move(name_), std::exchange(piece_, {}));
    const auto& [field, text] = head_.headers.fields.back();
    if (field == "content-length") return content_length(text);
    if (field == "transfer-encoding") return transfer_encoding(text);
    if (field == "connection") return connection(text);
    if (field == "host") {
        if (std::exchange(has_host_, true)) return "more than one Host";
        return text.empty() || !std::all_of(text.begin(), text.end(), is_host_char) ? "Host is not a host"
                                                                                    : fault();
    }
    if (field == "expect") {
        if (!equal_ignoring_case(text, "100-continue")) return "an expectation other than 100-continue";
        head_.expects_continue = true;
    }
    return {};
}

// RFC 9112 6.3 lets equal values in a list pass; we do not: no sender of ours has a reason to repeat the
// length.
head_reader::fault head_reader::content_length(std::string_view text) {
    constexpr std::size_t most_digits = 18;  // fits 64 bits with room
    if (std::exchange(has_length_, true)) return "more than one Content-Length";
    if (has_coding_) return "Content-Length beside Transfer-Encoding";
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit))
        return "Content-Length is not a number";
    if (text.size() > most_digits) return "Content-Length is out of range";
    for (const char digit : text) {
        head_.content_length = head_.content_length * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    head_.body = body_framing::sized;
    return {};
}

// RFC 9112 6.1: in HTTP/1.0 a Transfer-Encoding makes the framing faulty; beside Content-Length it "ought to
// be handled as an error" (6.3).
head_reader::fault head_reader::transfer_encoding(std::string_view text) {
    if (std::exchange(has_coding_, true)) return "more than one Transfer-Encoding";
    if (has_length_) return "Content-Length beside Transfer-Encoding";
    if (head_.http_1_0) return "Transfer-Encoding in HTTP/1.0";
    if (!equal_ignoring_case(text, "chunked")) return "a transfer coding other than chunked";
    head_.body = body_framing::chunked;
    return {};
}

head_reader::fault head_reader::connection(std::string_view text) {
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const auto option = trimmed(text.substr(0, comma));
        close_ = close_ || equal_ignoring_case(option, "close");
        persist_ = persist_ || equal_ignoring_case(option, "keep-alive");
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return {};
}

head_reader::fault head_reader::finish_head() {
    // RFC 9112 3.2: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request
    // message that lacks a Host header field".
    if (!has_host_ && !head_.http_1_0) return "no Host";
    head_.keep_alive = !close_ && (persist_ || !head_.http_1_0);
    // RFC 9110 10.1.1: an HTTP/1.0 client cannot know what 100 (Continue) is.
    head_.expects_continue = head_.expects_continue && !head_.http_1_0;
    return {};
}

result<request_head> check_head(octets_view raw, std::size_t limit) {
    head_reader reader(limit);
    const auto used = reader.feed(raw);
    if (!used) return used.error();
    if (!reader.complete()) return error(errc::http_framing_invalid, "the head ended early");
    if (*used != raw.size()) return error(errc::http_framing_invalid, "something after the head");
    return reader.take();
}

}  // namespace gw::net
