// Strong, time-ordered identifiers. A random unique key costs the store three to four times more per row than
// a time-ordered one (measured on SQLite), so ids are UUID version 7 (RFC 9562 section 5.7).
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace gw {

template <class Tag>
class strong_id {
public:
    strong_id() = default;
    explicit strong_id(std::string text) : text_(std::move(text)) {}
    const std::string& str() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    auto operator<=>(const strong_id&) const = default;

private:
    std::string text_;
};

using message_id = strong_id<struct message_id_tag>;  // ours, one per received message
using case_id = strong_id<struct case_id_tag>;        // one per service_case
using delivery_id =
    strong_id<struct delivery_id_tag>;  // one per outbox row; the idempotency key towards the target

// Port: new ids. Implementations are safe to call from any thread.
class id_source {
public:
    virtual ~id_source() = default;
    // "0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f", greater than every id made before by this source
    virtual std::string next(timestamp) = 0;
};

class uuid7_source final : public id_source {
public:
    std::string next(timestamp) override;
};

bool is_uuid(std::string_view) noexcept;

}  // namespace gw
