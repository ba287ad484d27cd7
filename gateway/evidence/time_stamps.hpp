// RFC 3161 time stamps over batches: what to ask for, and what to keep of the answer. The way to the
// authority is the caller's.
#pragma once

#include <string>

#include "crypto/time_stamp.hpp"
#include "pki/crl.hpp"
#include "store/store.hpp"

namespace gw::evidence {

// A request over the Merkle root of all rows since the last time stamp.
struct stamp_order {
    std::uint64_t number = 0, first = 0, last = 0;
    sha256_digest root{};
    octets request;  // DER of the TimeStampReq
};
// Nothing when there is no row since the last one. config_invalid for a policy that is no OID; journal_broken
// when rows are missing.
result<std::optional<stamp_order>> order_time_stamp(store::store&, const std::string& policy);

struct stamp_rules {
    octets anchors_pem;
    seconds skew{300};
    bool require_revocation = false;  // without a current list of the authority's issuer nothing is kept
};
struct kept_stamp {
    crypto::time_stamp stamp;
    std::optional<error>
        revocation;  // why it is not known whether the authority was revoked; nothing: it was not
};
// Checks the answer and keeps the token with the anchors it was checked with. time_stamp_invalid, also when
// genTime is further than `skew` from our clock: either is wrong, and nobody can tell which; and when the
// authority is revoked by one of the lists.
result<kept_stamp> keep_time_stamp(store::store&, const stamp_order&, octets_view response,
                                   const stamp_rules&, timestamp now, const std::vector<pki::crl_ptr>& lists);

}  // namespace gw::evidence
