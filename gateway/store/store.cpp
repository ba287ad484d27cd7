// The small parts of the port that every backend shares.
#include "store/store.hpp"

#include <array>
#include <utility>

#include "crypto/digest.hpp"

namespace gw::store {
namespace {

constexpr std::array<std::pair<delivery_state, std::string_view>, 5> state_names{{
    {delivery_state::pending, "pending"},
    {delivery_state::in_flight, "in_flight"},
    {delivery_state::delivered, "delivered"},
    {delivery_state::failed, "failed"},
    {delivery_state::needs_review, "needs_review"},
}};

}  // namespace

std::string_view to_string(delivery_state state) noexcept {
    for (const auto& [value, name] : state_names)
        if (value == state) return name;
    return {};
}

std::optional<delivery_state> delivery_state_from(std::string_view text) noexcept {
    for (const auto& [value, name] : state_names)
        if (name == text) return value;
    return std::nullopt;
}

std::shared_ptr<const evidence_item> make_evidence(std::string kind, octets content) {
    const sha256_digest digest = crypto::sha256(content);
    return std::make_shared<const evidence_item>(evidence_item{std::move(kind), std::move(content), digest});
}

}  // namespace gw::store
