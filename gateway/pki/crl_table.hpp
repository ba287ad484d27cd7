// The entries of a revocation list, 26 octets each: a million of them take 26 MB, and one is found in about
// twenty comparisons.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace gw::pki {

struct revoked_entry {
    timestamp revoked_at;
    int reason;  // RFC 5280 CRLReason; 0 unspecified, 6 certificateHold
};
inline constexpr int remove_from_crl = 8;  // CRLReason, in delta lists alone

class crl_table {
public:
    // Room for all rows that `octets_of_entries` octets of DER can hold when none is shorter than the
    // smallest. The memory is touched only as it is filled, so that expecting too many costs nothing.
    void expect(std::size_t octets_of_entries, std::size_t octets_of_smallest);
    void add(octets_view serial, timestamp revoked_at, int reason);
    // After the last add(), before the first find().
    void sort();
    // A serial that is listed twice is revoked from the earlier date.
    std::optional<revoked_entry> find(octets_view serial) const;
    std::size_t size() const noexcept { return rows_.size() + long_.size(); }

private:
    // RFC 5280 4.1.2.2: "CRL users MUST be able to handle serialNumber values up to 20 octets"; one more for
    // the sign.
    static constexpr std::size_t width = 21;
    using key = std::array<unsigned char, width>;  // sign-extended, so that each serial has one form
    struct row {
        key serial;
        std::array<unsigned char, 4>
            revoked_at;  // seconds since 1970, big-endian; what lies outside is clamped
        unsigned char reason;
    };
    static_assert(sizeof(row) == 26);
    static key to_key(octets_view serial) noexcept;
    static revoked_entry to_entry(const row&) noexcept;

    std::vector<row> rows_;
    std::map<octets, revoked_entry> long_;  // serials longer than RFC 5280 permits: issuers exceed it
};

}  // namespace gw::pki
