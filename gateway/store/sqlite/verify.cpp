// `journal verify`: the chain, the contents it covers, and the evidence. Streams: one page of rows at a time,
// each in its own read transaction, so that a check of hours holds up neither writers nor checkpoints.
#include "crypto/digest.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace gw::store::sqlite {
namespace {

constexpr std::size_t page = 256;

journal_head stored_head(database& db) {
    rows row = db.select("SELECT seq, hash FROM journal_head");
    if (!row.next()) return {};
    return {.seq = row.count(0), .hash = row.digest(1)};
}

std::vector<sha256_digest> linked_evidence(database& db, std::uint64_t seq) {
    std::vector<sha256_digest> digests;
    rows row = db.select(
        "SELECT e.sha256 FROM message_evidence m JOIN evidence e ON e.number = m.evidence WHERE m.seq = ? "
        "ORDER BY m.place",
        seq);
    while (row.next())
        digests.push_back(row.digest(0));
    return digests;
}

// The columns that other tables keep of the same fact.
std::string why_tables_differ(database& db, const journal_entry& entry, const rows& row, int first) {
    if (row.view(first) != entry.svc_case.str() || row.view(first + 1) != entry.case_number)
        return "the registered case is not the one of the verdict";
    if (digest_of(linked_evidence(db, entry.seq)) != entry.evidence) return "the evidence was changed";
    return {};
}

// Returns how many rows it looked at; less than a page at the end or at the first row that does not hold.
std::size_t verify_page(database& db, journal_verifier& verifier, std::uint64_t last) {
    rows row = db.select("SELECT " GW_JOURNAL_COLUMNS
                         ", o.seq, o.raw, o.verdict, o.answer, o.case_json, c.id, c.number FROM journal j"
                         " LEFT JOIN content o ON o.seq = j.seq LEFT JOIN svc_case c ON c.seq = j.seq"
                         " WHERE j.seq > ? AND j.seq <= ? ORDER BY j.seq LIMIT ?",
                         verifier.at().seq, last, page);
    std::size_t looked_at = 0;
    for (; row.next(); ++looked_at) {
        const int contents = journal_column_count;
        std::optional<journal_contents> stored;
        if (!row.is_null(contents))
            stored = {row.view(contents + 1), row.view(contents + 2), row.view(contents + 3),
                      row.view(contents + 4)};
        const journal_entry entry = read_entry(row);
        if (!verifier.add(entry, row.digest(journal_column_count - 1), stored)) return 0;
        if (auto why = why_tables_differ(db, entry, row, contents + 5); !why.empty()) {
            verifier.report(entry.seq, std::move(why));
            return 0;
        }
    }
    return looked_at;
}

// Evidence is shared, so it is hashed once here and not once for each message.
void verify_evidence(database& db, journal_verifier& verifier) {
    rows item = db.select("SELECT number, sha256, content FROM evidence ORDER BY number");
    while (item.next()) {
        if (crypto::sha256(item.view(2)) == item.digest(1)) continue;
        rows user = db.select(
            "SELECT min(seq) FROM (SELECT seq FROM message_evidence WHERE evidence = ?1 UNION ALL SELECT "
            "a.seq"
            " FROM attachment_evidence e JOIN attachment a ON a.number = e.attachment WHERE e.evidence = ?1)",
            item.integer(0));
        if (user.next() && !user.is_null(0))
            verifier.report(user.count(0), "the content of its evidence was changed");
    }
}

// Rows that belong to messages after the end of the chain: the chain was cut and its head rewritten.
void verify_nothing_beyond(database& db, journal_verifier& verifier, std::uint64_t last) {
    rows row = db.select(
        "SELECT min(seq) FROM (SELECT seq FROM content WHERE seq > ?1 UNION ALL SELECT seq FROM svc_case "
        "WHERE seq > ?1"
        " UNION ALL SELECT seq FROM journal WHERE seq > ?1 UNION ALL SELECT seq FROM claim WHERE seq > ?1)"
        " WHERE seq > (SELECT seq FROM journal_head)",
        last);
    if (row.next() && !row.is_null(0))
        verifier.report(row.count(0), "stored, but beyond the end of the chain");
}

}  // namespace

journal_check sqlite_store::verify_journal() {
    const connections::reading db(connections_);
    journal_verifier verifier;
    const journal_head last = stored_head(*db);
    while (verify_page(*db, verifier, last.seq) == page) {
    }
    verifier.finish(last);
    verify_evidence(*db, verifier);
    verify_nothing_beyond(*db, verifier, last.seq);
    return verifier.check();
}

}  // namespace gw::store::sqlite
