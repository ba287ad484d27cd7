#include "pki/crl_table.hpp"

#include <algorithm>
#include <cstring>

namespace gw::pki {
namespace {

// Nearly all serials differ in their first octets: most comparisons need no more than a number.
std::uint64_t first_octets(const unsigned char* serial) noexcept {
    std::uint64_t number = 0;
    for (int i = 1; i <= 8; ++i)  // the very first is the sign of most
        number = number << 8 | serial[i];
    return number;
}

int compare(const unsigned char* left, const unsigned char* right, std::size_t size) noexcept {
    const std::uint64_t a = first_octets(left), b = first_octets(right);
    if (a != b && left[0] == right[0]) return a < b ? -1 : 1;
    return std::memcmp(left, right, size);
}

const unsigned char* octets_of(const void* row) noexcept {
    return static_cast<const unsigned char*>(row);
}

// Sorts in place by one octet after the other ("American flag sort") until little is left: serials are spread
// evenly, and a million rows take a third of the time of std::sort.
template <class Row>
void sort_by_octets(Row* first, Row* last, std::size_t octet) {
    constexpr std::ptrdiff_t little = 48;
    if (last - first <= little || octet == sizeof(Row)) {
        std::sort(first, last, [](const Row& a, const Row& b) {
            return compare(octets_of(&a), octets_of(&b), sizeof(Row)) < 0;
        });
        return;
    }
    std::array<Row*, 256> next{}, end{};  // of each value of the octet
    std::array<std::size_t, 256> counts{};
    for (const Row* one = first; one != last; ++one)
        ++counts[octets_of(one)[octet]];
    Row* at = first;
    for (std::size_t value = 0; value < counts.size(); ++value) {
        next[value] = at;
        at = end[value] = at + counts[value];
    }
    for (std::size_t value = 0; value < counts.size(); ++value) {
        while (next[value] != end[value]) {
            const unsigned char wanted = octets_of(next[value])[octet];
            if (wanted == value)
                ++next[value];
            else
                std::swap(*next[value], *next[wanted]++);
        }
    }
    for (std::size_t value = 0; value < counts.size(); ++value)
        if (counts[value] > 1) sort_by_octets(end[value] - counts[value], end[value], octet + 1);
}

}  // namespace

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
    const auto less = [](const row& a, const row& b) {
        return compare(octets_of(&a), octets_of(&b), sizeof(row)) < 0;
    };
    if (!std::is_sorted(rows_.begin(), rows_.end(), less))
        sort_by_octets(rows_.data(), rows_.data() + rows_.size(), 0);
}

std::optional<revoked_entry> crl_table::find(octets_view serial) const {
    if (serial.size() > width) {
        const auto found = long_.find(octets(serial));
        return found == long_.end() ? std::nullopt : std::optional(found->second);
    }
    const key wanted = to_key(serial);
    const auto found =
        std::lower_bound(rows_.begin(), rows_.end(), wanted, [](const row& one, const key& sought) {
            return compare(one.serial.data(), sought.data(), width) < 0;
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
