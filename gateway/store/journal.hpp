// The hash chain over verdicts: what one row covers and how it is hashed. Every backend stores these fields,
// so that a journal written by one can be checked by any.
#pragma once

#include "store/store.hpp"

namespace gw::store {

// One row. Contents are covered by digest, so that octets may be dropped (strangers' ring, retention) and the
// chain stays.
struct journal_entry {
    std::uint64_t seq = 0;  // 1, 2, 3 ... without gaps
    message_id id;
    timestamp received_at{};
    std::string portal, peer, sender_id, service_id, source_message_id;
    bool stranger = false;
    std::uint64_t size = 0;
    int code = 0;
    std::string indication;
    unsigned http_status = 200;
    case_id svc_case;
    std::string case_number;
    sha256_digest raw{};   // of the whole body, as the receiver counted it
    sha256_digest kept{};  // of the octets that are stored: the same, or the first part of a stranger's body
    sha256_digest verdict{}, answer{}, case_json{};
    sha256_digest evidence{};  // of the digests of the evidence, one after the other
    sha256_digest previous{};  // hash of the row before; zero for the first
};

// The position at which the next row is appended.
struct journal_head {
    std::uint64_t seq = 0;
    sha256_digest hash{};
};

// What is stored of the body: all of it, of a stranger's the first 4 KiB.
octets_view kept_octets(const message_record&) noexcept;
// Digests of the items in the order of the row; computes those that the item does not carry. None for a
// stranger, who could otherwise fill the disk with certificates.
std::vector<sha256_digest> evidence_digests(const message_record&);
journal_entry make_entry(const message_record&, const std::vector<sha256_digest>& evidence,
                         const journal_head&);
sha256_digest digest_of(const std::vector<sha256_digest>&);
// SHA-256 over `previous` and every other field, each with its length, so that no two rows share an encoding.
sha256_digest hash_of(const journal_entry&);

// Names the claim of a message; what the tombstone keeps.
sha256_digest claim_of(const duplicate_key&);

// The contents as a backend holds them. Absent: dropped.
struct journal_contents {
    octets_view raw, verdict, answer, case_json;
};
// Follows rows in order. After the first row that does not hold, the rest is not looked at.
class journal_verifier {
public:
    // `hash` is the stored hash of the row. False when the row does not hold.
    bool add(const journal_entry&, const sha256_digest& hash, const std::optional<journal_contents>&);
    // Compares the end of the chain with the head that the store keeps beside it.
    void finish(const journal_head& stored);
    // Damage that is found outside the chain; the earlier row wins.
    void report(std::uint64_t seq, std::string why);

    const journal_head& at() const noexcept { return at_; }
    const journal_check& check() const noexcept { return check_; }

private:
    journal_head at_;
    journal_check check_;
};

}  // namespace gw::store
