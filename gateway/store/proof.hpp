// What proves the journal to somebody else: its rows as they were hashed, the evidence by digest, signed
// checkpoints of the chain and time stamps over it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace gw::store {

// Evidence is stored once per content.
struct evidence_item {
    std::string kind;  // "certificate", "crl", "ocsp", "trust", "policy", "tsa"
    octets content;
    // Of content. Zero: not computed yet, and the store does so for every message anew.
    sha256_digest sha256{};
};
struct evidence_name {
    std::string kind;
    sha256_digest sha256{};
};

// One row of the journal. Contents are covered by digest, so that octets may be dropped (strangers' ring,
// retention) and the chain stays.
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
struct journal_row {
    journal_entry entry;
    sha256_digest hash{};  // as stored
};
// The position at which the next row is appended.
struct journal_head {
    std::uint64_t seq = 0;
    sha256_digest hash{};
};
// What is kept of one message beside its row.
struct stored_octets {
    octets raw, answer;
    std::string verdict_json, case_json;
};

// Rows first..last under one signature (evidence/checkpoint.hpp). One of a new key may repeat the rows of the
// one before.
struct checkpoint_record {
    std::uint64_t number = 0;  // 1, 2, 3 ...
    std::uint64_t first = 0, last = 0;
    octets statement;        // exactly what was signed
    octets signature;        // over the statement, SHA-256 with the key of `signer`
    sha256_digest signer{};  // the certificate, among the evidence
};
// RFC 3161 time stamp over the Merkle root of rows first..last.
struct time_stamp_record {
    std::uint64_t number = 0;
    std::uint64_t first = 0, last = 0;
    sha256_digest root{};
    timestamp at{};           // genTime
    octets token;             // DER of the TimeStampToken
    sha256_digest anchors{};  // the PEM of the authorities it was checked with, among the evidence
};

class proof_store {
public:
    virtual ~proof_store() = default;

    virtual journal_head head() = 0;
    virtual std::optional<journal_row> find_row(const message_id&) = 0;
    // In the order of the journal, rows after `after` that were received at `since` or later.
    virtual std::vector<journal_row> list_rows(std::uint64_t after, timestamp since, std::size_t most) = 0;
    // Nothing when the octets were dropped.
    virtual std::optional<stored_octets> read_octets(std::uint64_t seq) = 0;
    // In the order that the row's digest covers.
    virtual std::vector<evidence_name> evidence_of(std::uint64_t seq) = 0;
    virtual std::optional<evidence_item> find_evidence(const sha256_digest&) = 0;
    // Hashes of the rows first..last; fewer when the journal ends before.
    virtual std::vector<sha256_digest> row_hashes(std::uint64_t first, std::uint64_t last) = 0;

    // The number must follow the last one.
    virtual void add_checkpoint(const checkpoint_record&) = 0;
    virtual std::optional<checkpoint_record> last_checkpoint() = 0;
    // The first one that covers the row.
    virtual std::optional<checkpoint_record> find_checkpoint(std::uint64_t seq) = 0;
    virtual std::vector<checkpoint_record> list_checkpoints(std::uint64_t after, std::size_t most) = 0;
    virtual void add_time_stamp(const time_stamp_record&) = 0;
    virtual std::optional<time_stamp_record> last_time_stamp() = 0;
    virtual std::optional<time_stamp_record> find_time_stamp(std::uint64_t seq) = 0;
};

}  // namespace gw::store
