// Chunk lines and trailers octet by octet, chunk data in blocks. Extensions are refused: no sender needs them
// and they are where parsers disagree. Trailers are checked and dropped, as RFC 9112 7.1.2 allows.
#include "net/chunked.hpp"

#include <algorithm>

#include "net/octet_classes.hpp"

namespace gw::net {
namespace {

constexpr std::size_t most_size_digits = 15;  // the value cannot overflow 64 bits
constexpr std::size_t most_trailer_octets = 4096;

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

result<std::size_t> chunked_reader::feed(octets_view received, octets& body) {
    std::size_t taken = 0;
    while (taken < received.size() && state_ != state::complete) {
        if (state_ == state::data) {
            const auto block = std::min<std::uint64_t>(left_, received.size() - taken);
            body.append(received.substr(taken, static_cast<std::size_t>(block)));
            taken += static_cast<std::size_t>(block);
            left_ -= block;
            if (left_ == 0) state_ = state::data_cr;
            continue;
        }
        const fault found = step(received[taken++]);
        if (!found.empty()) return error(errc::http_framing_invalid, std::string(found));
        if (left_ > limit_ - total_) return error(errc::body_too_large, "the chunks are over the limit");
        if (state_ == state::data) total_ += static_cast<std::size_t>(left_);
    }
    return taken;
}

chunked_reader::fault chunked_reader::step(char c) {
    const auto need = [&](char wanted, state next) -> fault {
        if (c != wanted) return "a chunk is not ended by CRLF";
        state_ = next;
        return {};
    };
    switch (state_) {
        case state::size_start:
        case state::size:
            return size(c);
        case state::size_lf:
            return need('\n', left_ == 0 ? state::trailer_start : state::data);
        case state::data_cr:
            return need('\r', state::data_lf);
        case state::data_lf:
            digits_ = 0;
            return need('\n', state::size_start);
        case state::trailer_start:
        case state::trailer_name:
        case state::trailer_value:
            return trailer(c);
        case state::trailer_lf:
            return need('\n', state::trailer_start);
        case state::end_lf:
            return need('\n', state::complete);
        case state::data:
        case state::complete:
            break;
    }
    return "the chunks have ended";
}

chunked_reader::fault chunked_reader::size(char c) {
    if (c == '\r' && state_ == state::size) {
        state_ = state::size_lf;
        return {};
    }
    const int digit = hex_value(c);
    if (digit < 0)
        return c == ';' ? "chunk extensions are not accepted" : "a chunk size is not a hexadecimal number";
    if (++digits_ > most_size_digits) return "a chunk size is out of range";
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    state_ = state::size;
    return {};
}

chunked_reader::fault chunked_reader::trailer(char c) {
    if (++trailer_octets_ > most_trailer_octets) return "the trailers are over the limit";
    if (state_ == state::trailer_value) {
        if (c == '\r') {
            state_ = state::trailer_lf;
            return {};
        }
        return is_field_char(c) ? fault() : "a control character in a trailer";
    }
    if (state_ == state::trailer_start && c == '\r') {
        state_ = state::end_lf;
        return {};
    }
    if (state_ == state::trailer_name && c == ':') {
        state_ = state::trailer_value;
        return {};
    }
    state_ = state::trailer_name;
    return is_token_char(c) ? fault() : "a trailer name is not a token";
}

}  // namespace gw::net
