// Group commit: one transaction per batch, one savepoint per message.
#include <optional>

#include "crypto/digest.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

// Enough for every CRL and the certificates in daily use; beyond it the unique index is asked.
constexpr std::size_t most_known_evidence = 4096;

struct claimed {
    sha256_digest content{};
    commit_result first;
};

std::optional<claimed> find_claim(database& db, const duplicate_key& key) {
    const sha256_digest claim = claim_of(key);
    rows row = db.select(
        "SELECT c.content, j.id, j.http_status, o.answer FROM claim c LEFT JOIN journal j ON j.seq = c.seq"
        " LEFT JOIN content o ON o.seq = c.seq WHERE c.key = ?",
        blob(claim));
    if (!row.next()) return std::nullopt;
    claimed found;
    found.content = row.digest(0);
    found.first.first = message_id(row.text(1));
    found.first.http_status = static_cast<unsigned>(row.integer(2));
    found.first.answer = row.text(3);
    found.first.outcome = found.content == key.content ? commit_outcome::repeated : commit_outcome::conflict;
    if (found.first.outcome == commit_outcome::conflict) found.first.answer.clear();
    return found;
}

void insert_claim(database& db, const duplicate_key& key, std::uint64_t seq) {
    const sha256_digest claim = claim_of(key);
    db.must_change("INSERT INTO claim (key, content, seq) VALUES (?, ?, ?)", blob(claim), blob(key.content),
                   seq);
}

result<void> insert_content(database& db, const message_record& message, std::uint64_t seq) {
    const octets_view case_json = message.svc_case ? octets_view(message.svc_case->json) : octets_view();
    const auto done =
        db.change("INSERT INTO content (seq, verdict, case_json, answer, raw) VALUES (?, ?, ?, ?, ?)", seq,
                  message.verdict_json, case_json, blob(message.answer), blob(kept_octets(message)));
    if (!done) return done.error();
    return {};
}

}  // namespace

std::vector<result<commit_result>> sqlite_store::commit(const std::vector<message_record>& batch) {
    std::vector<result<commit_result>> results;
    results.reserve(batch.size());
    if (batch.empty()) return results;
    const connections::writing db(connections_);
    try {
        transaction change(*db);
        const end_of_journal start = load_end(*db);
        end_of_journal end = start;
        for (const message_record& message : batch) {
            end_of_journal next = end;
            savepoint one(*db);
            results.push_back(store_message(*db, message, next));
            if (!results.back()) {
                known_evidence_.clear();  // it may name rows that are undone now
                continue;
            }
            one.keep();
            end = next;
        }
        if (end.journal.seq != start.journal.seq)  // repeats alone write nothing
            db->must_change("UPDATE journal_head SET seq = ?, hash = ?, strangers = ?", end.journal.seq,
                            blob(end.journal.hash), end.strangers);
        change.commit();
    } catch (...) {
        known_evidence_.clear();
        throw;
    }
    return results;
}

std::optional<commit_result> sqlite_store::find_duplicate(const duplicate_key& key) {
    const connections::reading db(connections_);
    const auto found = find_claim(*db, key);
    if (!found || found->first.outcome != commit_outcome::repeated) return std::nullopt;
    return found->first;
}

sqlite_store::end_of_journal sqlite_store::load_end(database& db) {
    rows row = db.select("SELECT seq, hash, strangers FROM journal_head");
    if (!row.next()) throw infrastructure_error(errc::store_unavailable, "the head of the journal is gone");
    return {.journal = {.seq = row.count(0), .hash = row.digest(1)}, .strangers = row.count(2)};
}

// An error refuses this message only; `end` is used again by the next one unless this one is stored.
result<commit_result> sqlite_store::store_message(database& db, const message_record& message,
                                                  end_of_journal& end) {
    if (message.key)
        if (auto found = find_claim(db, *message.key)) return std::move(found->first);

    if (message.stranger && message.park)
        return error(errc::internal, "a stranger's message cannot wait: its octets are not kept whole");
    const auto evidence = evidence_digests(message);
    const journal_entry entry = make_entry(message, evidence, end.journal);
    if (message.ends && !is_being_checked(db, *message.ends))
        return commit_result{commit_outcome::superseded, {}, message.http_status, message.ends->parked};
    end.journal = {.seq = entry.seq, .hash = hash_of(entry)};
    if (auto done = insert_journal(db, entry, end.journal.hash); !done) return done.error();
    if (auto done = insert_content(db, message, entry.seq); !done) return done.error();
    if (auto done = insert_evidence(db, message, evidence, entry.seq); !done) return done.error();
    if (auto done = insert_case(db, message, entry.seq); !done) return done.error();
    if (message.key) insert_claim(db, *message.key, entry.seq);
    if (message.stranger) enter_ring(db, entry.seq, end);
    if (message.ends) end_parked(db, message.ends->parked, entry.seq);
    if (message.park)
        if (auto done = insert_parked(db, message, entry.seq); !done) return done.error();
    return commit_result{.outcome = commit_outcome::stored,
                         .answer = message.answer,
                         .http_status = message.http_status,
                         .first = message.id};
}

result<void> sqlite_store::insert_journal(database& db, const journal_entry& entry,
                                          const sha256_digest& hash) {
    const auto done = db.change(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.seq, entry.id.str(), entry.received_at, entry.portal, entry.peer, entry.sender_id,
        entry.service_id, entry.source_message_id, entry.stranger, entry.size, entry.code, entry.indication,
        entry.http_status, entry.svc_case.str(), entry.case_number, blob(entry.raw), blob(entry.kept),
        blob(entry.verdict), blob(entry.answer), blob(entry.case_json), blob(entry.evidence),
        blob(entry.previous), blob(hash));
    if (!done) return done.error();
    return {};
}

result<void> sqlite_store::insert_case(database& db, const message_record& message, std::uint64_t seq) {
    if (message.svc_case) {
        const case_record& svc_case = *message.svc_case;
        const auto done = db.change(
            "INSERT INTO svc_case (seq, id, number, provider, target, public_service, procedure, portal, "
            "status,"
            " registered_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            seq, svc_case.id.str(), svc_case.number, svc_case.provider, svc_case.target,
            svc_case.public_service, svc_case.procedure, svc_case.portal, svc_case.status,
            svc_case.registered_at, svc_case.due_at);
        if (!done) return done.error();
    }
    for (const outbox_record& row : message.outbox) {
        if (!message.svc_case || row.svc_case != message.svc_case->id)
            return error(errc::internal, "a delivery that does not belong to the case of its message");
        const auto done =
            db.change("INSERT INTO outbox (id, seq, target, state, due_at) VALUES (?, ?, ?, 'pending', ?)",
                      row.id.str(), seq, row.target, message.received_at);
        if (!done) return done.error();
    }
    return {};
}

result<void> sqlite_store::insert_evidence(database& db, const message_record& message,
                                           const std::vector<sha256_digest>& digests, std::uint64_t seq) {
    for (std::size_t i = 0; i < digests.size(); ++i) {
        const auto number = evidence_number(db, *message.evidence[i], digests[i]);
        if (!number) return number.error();
        const auto done = db.change("INSERT INTO message_evidence (seq, place, evidence) VALUES (?, ?, ?)",
                                    seq, i, *number);
        if (!done) return done.error();
    }
    return {};
}

result<std::int64_t> sqlite_store::evidence_number(database& db, const evidence_item& item,
                                                   const sha256_digest& digest) {
    if (const auto known = known_evidence_.find(digest); known != known_evidence_.end()) return known->second;
    if (known_evidence_.size() >= most_known_evidence) known_evidence_.clear();
    const auto stored = [&]() -> std::optional<std::int64_t> {
        rows row = db.select("SELECT number FROM evidence WHERE sha256 = ?", blob(digest));
        if (!row.next()) return std::nullopt;
        return row.integer(0);
    }();
    // A verdict whose evidence is not there could not be proven later.
    if (!stored && item.content.empty())
        return error(errc::internal, "evidence is named that was never kept");
    if (!stored)
        db.must_change("INSERT INTO evidence (sha256, kind, content) VALUES (?, ?, ?)", blob(digest),
                       item.kind, blob(item.content));
    const std::int64_t number = stored ? *stored : db.last_row();
    known_evidence_.emplace(digest, number);
    return number;
}

void sqlite_store::put_evidence(const evidence_item& item) {
    GW_INVARIANT(!item.content.empty());
    const sha256_digest digest = item.sha256 == sha256_digest{} ? crypto::sha256(item.content) : item.sha256;
    const connections::writing db(connections_);
    try {
        transaction change(*db);
        GW_INVARIANT(evidence_number(*db, item, digest));
        change.commit();
    } catch (...) {
        known_evidence_.clear();  // it may name a row that is undone now
        throw;
    }
}

// What strangers can make us keep is bounded: the oldest octets go, their journal row and its digests stay.
void sqlite_store::enter_ring(database& db, std::uint64_t seq, end_of_journal& end) {
    db.must_change("INSERT INTO stranger_ring (seq) VALUES (?)", seq);
    ++end.strangers;
    for (; end.strangers > connections_.options().stranger_ring_rows; --end.strangers) {
        const std::int64_t oldest = db.pragma("SELECT min(seq) FROM stranger_ring");
        db.must_change("DELETE FROM content WHERE seq = ?", oldest);
        db.must_change("DELETE FROM stranger_ring WHERE seq = ?", oldest);
    }
}

}  // namespace gw::store::sqlite
