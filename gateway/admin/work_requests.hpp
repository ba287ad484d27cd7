// What an office may ask for when it works on a case: bodies, queries and conditions, checked strictly.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/bearer.hpp"
#include "cases/life_cycle.hpp"
#include "store/store.hpp"

namespace gw::admin {

// api_request_invalid: not %XX, or not UTF-8 afterwards.
result<std::string> percent_decode(std::string_view);

struct claim_request {
    std::string officer;
};
result<claim_request> read_claim(octets_view body);

struct move_request {
    cases::case_state state{};
    std::string role;
    std::optional<int> step;
    std::optional<std::string> officer;
    std::string text_kk, text_ru;
};
result<move_request> read_move(octets_view body);

struct attach_request {
    std::string code, file_name, media_type;
};
// `?code=…&file_name=…`, and the media type of the body.
result<attach_request> read_attach(const net::request&);

// `?role=…`; the head signs when nothing is said.
result<std::string> read_decision_role(std::string_view query);

// If-Match of RFC 9110 section 13.1.1: the versions that the office has read, or `*`. A weak tag never
// matches. Nothing when the field is absent; api_request_invalid when it is no list of tags.
struct precondition {
    bool any = false;  // `*`: whatever it is
    std::vector<std::uint64_t> versions;
    bool holds(std::uint64_t version) const noexcept;
};
result<std::optional<precondition>> read_precondition(const net::headers&);
std::string make_etag(std::uint64_t version);

// Idempotency-Key, with the digest of everything that makes the request what it is.
result<std::optional<store::request_key>> read_request_key(const net::request&, const token&);

}  // namespace gw::admin
