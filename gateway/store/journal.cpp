// Encoding and following of the journal's hash chain.
#include "store/journal.hpp"

#include "crypto/digest.hpp"

namespace gw::store {
namespace {

class encoder {
public:
    encoder() { out_.reserve(512); }
    void number(std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8)
            out_.push_back(static_cast<char>(value >> shift & 0xff));
    }
    void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
    void text(std::string_view value) {
        number(std::uint64_t{value.size()});
        out_.append(value);
    }
    void digest(const sha256_digest& value) { out_.append(as_octets(value)); }
    sha256_digest hash() const { return crypto::sha256(out_); }

private:
    octets out_;
};

constexpr std::size_t stranger_octets = 4096;
constexpr std::size_t stranger_claim = 128;  // of a name that a stranger gives itself; the row stays for ever

std::string claim_text(const message_record& message, const std::string& text) {
    return message.stranger ? text.substr(0, stranger_claim) : text;
}

// Empty when the row holds.
std::string why_broken(const journal_entry& entry, const sha256_digest& hash, const journal_head& before) {
    if (entry.seq != before.seq + 1)
        return "row " + std::to_string(before.seq + 1) + " is missing before this one";
    if (entry.previous != before.hash)
        return "does not continue the row before: rows were removed, moved or replaced";
    if (hash_of(entry) != hash) return "the row was changed: its hash does not hold";
    return {};
}

std::string why_contents_broken(const journal_entry& entry, const std::optional<journal_contents>& stored) {
    if (!stored) return entry.stranger ? "" : "the stored octets of the message are gone";
    if (crypto::sha256(stored->raw) != entry.kept) return "the received octets were changed";
    if (crypto::sha256(stored->verdict) != entry.verdict) return "the verdict was changed";
    if (crypto::sha256(stored->answer) != entry.answer) return "the answer was changed";
    if (crypto::sha256(stored->case_json) != entry.case_json) return "the case was changed";
    return {};
}

}  // namespace

octets_view kept_octets(const message_record& message) noexcept {
    return octets_view(message.raw).substr(0, message.stranger ? stranger_octets : octets_view::npos);
}

std::vector<sha256_digest> evidence_digests(const message_record& message) {
    std::vector<sha256_digest> digests;
    if (message.stranger) return digests;
    digests.reserve(message.evidence.size());
    for (const auto& item : message.evidence)
        digests.push_back(item->sha256 == sha256_digest{} ? crypto::sha256(item->content) : item->sha256);
    return digests;
}

sha256_digest digest_of(const std::vector<sha256_digest>& digests) {
    octets all;
    all.reserve(digests.size() * sizeof(sha256_digest));
    for (const auto& digest : digests)
        all.append(as_octets(digest));
    return crypto::sha256(all);
}

journal_entry make_entry(const message_record& message, const std::vector<sha256_digest>& evidence,
                         const journal_head& head) {
    journal_entry entry;
    entry.seq = head.seq + 1;
    entry.id = message.id;
    entry.received_at = message.received_at;
    entry.portal = message.portal;
    entry.peer = message.peer;
    entry.sender_id = claim_text(message, message.sender_id);
    entry.service_id = claim_text(message, message.service_id);
    entry.source_message_id = claim_text(message, message.source_message_id);
    entry.stranger = message.stranger;
    entry.size = message.size;
    entry.code = message.code;
    entry.indication = message.indication;
    entry.http_status = message.http_status;
    if (message.svc_case) {
        entry.svc_case = message.svc_case->id;
        entry.case_number = message.svc_case->number;
    }
    entry.raw = message.raw_sha256;
    // Only a stranger's body is cut; of a whole one the digest is already known.
    const octets_view kept = kept_octets(message);
    entry.kept = message.size == kept.size() ? message.raw_sha256 : crypto::sha256(kept);
    entry.verdict = crypto::sha256(message.verdict_json);
    entry.answer = crypto::sha256(message.answer);
    entry.case_json = crypto::sha256(message.svc_case ? octets_view(message.svc_case->json) : octets_view());
    entry.evidence = digest_of(evidence);
    entry.previous = head.hash;
    return entry;
}

sha256_digest hash_of(const journal_entry& entry) {
    encoder out;
    out.digest(entry.previous);
    out.number(entry.seq);
    out.text(entry.id.str());
    out.number(std::int64_t{entry.received_at.time_since_epoch().count()});
    for (const std::string* text :
         {&entry.portal, &entry.peer, &entry.sender_id, &entry.service_id, &entry.source_message_id})
        out.text(*text);
    out.number(std::uint64_t{entry.stranger});
    out.number(entry.size);
    out.number(std::int64_t{entry.code});
    out.text(entry.indication);
    out.number(std::uint64_t{entry.http_status});
    out.text(entry.svc_case.str());
    out.text(entry.case_number);
    for (const sha256_digest* digest :
         {&entry.raw, &entry.kept, &entry.verdict, &entry.answer, &entry.case_json, &entry.evidence})
        out.digest(*digest);
    return out.hash();
}

sha256_digest claim_of(const duplicate_key& key) {
    encoder out;
    out.text(key.sender_id);
    out.text(key.service_id);
    out.text(key.message_id);
    return out.hash();
}

bool journal_verifier::add(const journal_entry& entry, const sha256_digest& hash,
                           const std::optional<journal_contents>& stored) {
    if (check_.broken) return false;
    std::string why = why_broken(entry, hash, at_);
    if (why.empty()) why = why_contents_broken(entry, stored);
    if (!why.empty()) {
        report(entry.seq, std::move(why));
        return false;
    }
    at_ = {entry.seq, hash};
    check_.rows = entry.seq;
    check_.head = to_hex(hash);
    return true;
}

void journal_verifier::finish(const journal_head& stored) {
    if (check_.broken) return;
    if (at_.seq < stored.seq)
        report(at_.seq + 1, "the chain ends before its head: rows were removed at the end");
    else if (at_.hash != stored.hash)
        report(at_.seq, "the last row is not the head of the chain");
}

void journal_verifier::report(std::uint64_t seq, std::string why) {
    if (check_.broken && *check_.broken <= seq) return;
    check_.broken = seq;
    check_.why = std::move(why);
}

}  // namespace gw::store
