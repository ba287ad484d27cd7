// Path validation and revocation: the verdict on one signer's certificate, pure, with the time as an
// argument.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pki/trust.hpp"

namespace gw::pki {

class ocsp_source;

enum class profile {
    rfc5280,  // RFC 5280 alone
    nca,      // and the rules of НУЦ РК: key usage for signing, permitted algorithms and key sizes
};
enum class revocation_mode { require, skip };
// Which source of revocation decides. The other is asked when the first does not know, or always.
enum class revocation_order { crl_first, ocsp_first, both };
// What the key is used for, by the `nca` profile.
enum class purpose { any, sign, authenticate };

struct policy {
    pki::profile profile = pki::profile::nca;
    revocation_mode revocation = revocation_mode::require;
    pki::purpose purpose = pki::purpose::sign;
    revocation_order order = revocation_order::crl_first;
    std::optional<seconds> max_crl_age;   // beside nextUpdate; nothing means nextUpdate alone
    std::optional<seconds> max_ocsp_age;  // the same for OCSP answers
    // How much older than that evidence may be when there is nothing better, and the reason that verdicts
    // then name.
    seconds grace{0};
    std::string grace_reason;
    // Initial values of certificate policy processing (RFC 5280 6.1.1); no OIDs means any-policy.
    std::vector<std::string> certificate_policies;
    bool require_explicit_policy = false;
    bool inhibit_policy_mapping = false;
    bool inhibit_any_policy = false;
    std::vector<std::string>
        roles;  // the leaf has one of them, as certificate::roles() names it; empty: any or none
    // The initial max_path_length (RFC 5280 6.1.2 (k)): authorities between leaf and anchor, self-issued ones
    // not counted.
    std::optional<std::size_t> most_authorities;
    // Rules of the `nca` profile that are not applied, by the names of switchable_rules().
    std::vector<std::string> rules_off;

    bool operator==(const policy&) const = default;
};

// One certificate of the path, from the leaf to the anchor.
struct path_element {
    certificate_ptr certificate;
    bool anchor = false;
    std::optional<gw::error> failure;  // the first thing wrong with this very certificate
};
// What was looked at for one certificate of the path.
struct revocation_evidence {
    std::string certificate_sha256;
    std::string source;  // "crl", "delta_crl", "ocsp", "stapled_ocsp"
    std::string issuer;  // of the list; the responder of an answer
    std::string number;
    std::string sha256;                     // of the list or the answer
    std::shared_ptr<const octets> content;  // of an answer; lists are stored when they come into force
    std::string status;                     // "good", "revoked", "unknown"
    timestamp this_update{};
    std::optional<timestamp> next_update;
    std::optional<revoked_entry> revoked;
    // Of the row that decided for the certificate: "crl_first", "ocsp_first", "both", "grace: <reason>".
    std::string rule;
    std::string problem;  // why the source could not tell: the name of a code and its detail
};

struct verdict {
    std::optional<gw::error> failure;  // nothing: TOTAL-PASSED
    std::vector<path_element> path;    // as far as it was built
    std::vector<revocation_evidence> revocation;
    std::string trust_version;
    timestamp at{};
    // The verdict holds from `at` until this moment for the same trust snapshot (earliest date in it); for
    // caches.
    timestamp valid_until{};

    bool passed() const noexcept { return !failure; }
    gw::indication indication() const noexcept;
    gw::sub_indication sub_indication() const noexcept;
};

// `extra` are certificates from the message: helpers on the way, never anchors.
//
// Of all paths the first that passes counts. A path is judged in this order, and the first thing wrong is
// reported: structure (RFC 5280 6.1), validity of every certificate at `at`, the profile, revocation; so a
// certificate both expired and revoked is expired: no list has to name it any longer. Of several failing
// paths the one that came furthest speaks. RFC 5280 6.1 gives an anchor no dates, but НУЦ РК renews its roots
// and lets the old ones run out: an expired anchor fails.
verdict evaluate(const certificate_ptr& leaf, const std::vector<certificate_ptr>& extra, const trust&,
                 const policy&, timestamp at, const ocsp_source* answers = nullptr);

// The same, remembered by (leaf, trust version, policy) until valid_until. Bounded, safe to use from any
// thread.
class verdict_cache {
public:
    explicit verdict_cache(std::size_t most);
    ~verdict_cache();
    std::shared_ptr<const verdict> evaluate(const certificate_ptr& leaf, const trust_ptr&, const policy&,
                                            timestamp at, const ocsp_source* answers = nullptr);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace gw::pki
