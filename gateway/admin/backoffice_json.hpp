// The JSON of the pull API (schemas/backoffice/openapi.yaml): requests checked strictly, answers written.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/store.hpp"

namespace gw::admin {

struct list_request {
    std::uint64_t after = 0;
    std::size_t limit = 100;
    bool unacknowledged_only = false;
    unsigned wait_seconds = 0;  // how long the answer may wait for the first row
    store::case_query filter;   // of search; what is asked above is not in it
};
// api_request_invalid: an unknown, repeated or malformed parameter.
result<list_request> read_list_query(std::string_view query);

// `after`, `limit` and `wait` alone.
result<list_request> read_feed_query(std::string_view query);

struct status_update {
    std::string event_id, status, text_kk, text_ru;
};
// api_request_invalid: not a JSON object, an unknown or malformed member, a refusal without its reason in
// both languages.
result<status_update> read_status_update(octets_view body);

// What is kept of a status in case_event.text, and shown by write_case().
std::string write_event_text(const status_update&);

std::string write_page(const std::vector<store::case_summary>&, std::uint64_t next, bool more);
std::string write_case(const store::stored_case&);

}  // namespace gw::admin
