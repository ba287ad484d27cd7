// The hash chain over verdicts: what one row covers and how it is hashed. Every backend stores these fields,
// so that a journal written by one can be checked by any.
#pragma once

#include "store/store.hpp"

namespace gw::store {

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
