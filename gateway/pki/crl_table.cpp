#include "pki/crl_table.hpp"

#include <algorithm>
#include <cstring>

namespace gw::pki {

void crl_table::expect(std::size_t octets_of_entries, std::size_t octets_of_smallest) {
    if (octets_of_smallest > 0) rows_.reserve(rows_.size() + octets_of_entries / octets_of_smallest + 1);
}

void crl_table::add(octets_view serial, timestamp revoked_at, int reason) {
    if (serial.size() > width) {
        const auto [place, is_new] = long_.try_emplace(octets(serial), revoked_entry{revoked_at, reason});
        if (!is_new && revoked_at < place->second.revoked_at) place->second = {revoked_at, reason};
        return;
    }
    const auto since_1970 = std::chrono::floor<seconds>(revoked_at).time_since_epoch().count();
    const auto at = static_cast<std::uint32_t>(std::clamp<std::int64_t>(since_1970, 0, UINT32_MAX));
    const auto octet = [at](unsigned shift) { return static_cast<unsigned char>(at >> shift & 0xff); };
    rows_.push_back(
        {to_key(serial), {octet(24), octet(16), octet(8), octet(0)}, static_cast<unsigned char>(reason)});
}

void crl_table::sort() {
    // Serial, date and reason stand in this order: comparing the octets sorts by all three.
    const auto less = [](const row& a, const row& b) { return std::memcmp(&a, &b, sizeof(row)) < 0; };
    if (!std::is_sorted(rows_.begin(), rows_.end(), less)) std::sort(rows_.begin(), rows_.end(), less);
}

std::optional<revoked_entry> crl_table::find(octets_view serial) const {
    if (serial.size() > width) {
        const auto found = long_.find(octets(serial));
        return found == long_.end() ? std::nullopt : std::optional(found->second);
    }
    const key wanted = to_key(serial);
    const auto found =
        std::lower_bound(rows_.begin(), rows_.end(), wanted, [](const row& one, const key& sought) {
            return std::memcmp(one.serial.data(), sought.data(), width) < 0;
        });
    if (found == rows_.end() || found->serial != wanted) return std::nullopt;
    return to_entry(*found);
}

crl_table::key crl_table::to_key(octets_view serial) noexcept {
    const bool negative = !serial.empty() && (static_cast<unsigned char>(serial.front()) & 0x80) != 0;
    key made;
    made.fill(negative ? 0xff : 0x00);
    std::memcpy(made.data() + (width - serial.size()), serial.data(), serial.size());
    return made;
}

revoked_entry crl_table::to_entry(const row& one) noexcept {
    std::uint32_t at = 0;
    for (const unsigned char octet : one.revoked_at)
        at = at << 8 | octet;
    return {timestamp(seconds(at)), one.reason};
}

}  // namespace gw::pki
