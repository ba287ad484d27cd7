// Tables of the SQLite backend.
#include "store/sqlite/schema.hpp"

#include <array>
#include <string>

namespace gw::store::sqlite {
namespace {

// Rows that are read often are small; octets stand apart in `content`. The journal's seq is the key of
// everything that belongs to one message, so rows are appended, never inserted in the middle
// (facts/performance.md).
constexpr const char* version_1 = R"sql(
-- One row per verdict, chained by hash; never changed, never deleted. `id` is the message id.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    received_at INTEGER NOT NULL,
    portal TEXT NOT NULL,
    peer TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    service_id TEXT NOT NULL,
    source_message_id TEXT NOT NULL,
    stranger INTEGER NOT NULL CHECK (stranger IN (0, 1)),
    size INTEGER NOT NULL,
    code INTEGER NOT NULL,
    indication TEXT NOT NULL,
    http_status INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    case_number TEXT NOT NULL,
    raw_sha256 BLOB NOT NULL CHECK (length(raw_sha256) = 32),
    kept_sha256 BLOB NOT NULL CHECK (length(kept_sha256) = 32),
    verdict_sha256 BLOB NOT NULL CHECK (length(verdict_sha256) = 32),
    answer_sha256 BLOB NOT NULL CHECK (length(answer_sha256) = 32),
    case_sha256 BLOB NOT NULL CHECK (length(case_sha256) = 32),
    evidence_sha256 BLOB NOT NULL CHECK (length(evidence_sha256) = 32),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX journal_refused ON journal (seq) WHERE code <> 0;

-- The end of the chain, kept apart so that rows cut off the end are noticed. strangers: rows of stranger_ring.
CREATE TABLE journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    strangers INTEGER NOT NULL
) STRICT;
INSERT INTO journal_head VALUES (1, 0, zeroblob(32), 0);

-- The octets of a message; the longest last, because SQLite walks a row from its start.
CREATE TABLE content (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    verdict TEXT NOT NULL,
    case_json TEXT NOT NULL,
    answer BLOB NOT NULL,
    raw BLOB NOT NULL
) STRICT;

CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    kind TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE message_evidence (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    place INTEGER NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence (number),
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;

-- Refusals of strangers whose octets are still in `content`.
CREATE TABLE stranger_ring (seq INTEGER PRIMARY KEY REFERENCES journal (seq)) STRICT;

-- Tombstones of duplicate keys. No foreign key: a tombstone outlives the record.
CREATE TABLE claim (
    key BLOB PRIMARY KEY NOT NULL CHECK (length(key) = 32),
    content BLOB NOT NULL CHECK (length(content) = 32),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE svc_case (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),
    number TEXT NOT NULL UNIQUE CHECK (number <> ''),
    provider TEXT NOT NULL,
    target TEXT NOT NULL,
    public_service TEXT NOT NULL,
    procedure TEXT NOT NULL,
    portal TEXT NOT NULL,
    status TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    acknowledged_at INTEGER
) STRICT;
-- What the pull API asks for again and again.
CREATE INDEX svc_case_waiting_by_provider ON svc_case (provider, seq) WHERE acknowledged_at IS NULL;
CREATE INDEX svc_case_waiting_by_target ON svc_case (target, seq) WHERE acknowledged_at IS NULL;

CREATE TABLE case_event (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES svc_case (seq),
    event_id TEXT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (seq, event_id)
) STRICT;

-- due_at: when it may be taken; of a row in flight, when its lease ends.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
    seq INTEGER NOT NULL REFERENCES svc_case (seq),
    target TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'in_flight', 'delivered', 'failed', 'needs_review')),
    attempts INTEGER NOT NULL DEFAULT 0,
    attempts_before INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    last_error TEXT NOT NULL DEFAULT '',
    target_reference TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_of_case ON outbox (seq);
CREATE INDEX outbox_due ON outbox (target, due_at) WHERE state IN ('pending', 'in_flight');
CREATE INDEX outbox_stuck ON outbox (state, id) WHERE state IN ('failed', 'needs_review');

CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), times INTEGER NOT NULL) STRICT;
INSERT INTO probe VALUES (1, 0);
)sql";

constexpr const char* version_2 = R"sql(
-- Signed statements about the chain up to last_seq; appended, never changed.
CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL REFERENCES journal (seq),
    statement TEXT NOT NULL,
    signature BLOB NOT NULL,
    signer BLOB NOT NULL CHECK (length(signer) = 32)
) STRICT;
CREATE INDEX checkpoint_of_row ON checkpoint (last_seq);

-- RFC 3161 tokens over the Merkle root of first_seq..last_seq.
CREATE TABLE time_stamp (
    number INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    root BLOB NOT NULL CHECK (length(root) = 32),
    stamped_at INTEGER NOT NULL,
    anchors BLOB NOT NULL CHECK (length(anchors) = 32),
    token BLOB NOT NULL
) STRICT;

-- due_at: when it is looked at again; while it is checked, when the lease ends. hurried: fresh data came meanwhile.
CREATE TABLE parked (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    route TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'checking', 'ended')),
    checks INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    give_up_at INTEGER NOT NULL,
    hurried INTEGER NOT NULL DEFAULT 0 CHECK (hurried IN (0, 1)),
    code INTEGER NOT NULL,
    ended_by INTEGER REFERENCES journal (seq)
) STRICT;
CREATE INDEX parked_due ON parked (due_at) WHERE state <> 'ended';
)sql";

// The work on cases: life cycle, attachments, requests that may be repeated, webhooks.
constexpr const char* version_3 = R"sql(
ALTER TABLE svc_case ADD COLUMN state TEXT NOT NULL DEFAULT 'registered';
ALTER TABLE svc_case ADD COLUMN step INTEGER NOT NULL DEFAULT 1;
ALTER TABLE svc_case ADD COLUMN officer TEXT NOT NULL DEFAULT '';
ALTER TABLE svc_case ADD COLUMN applicant TEXT NOT NULL DEFAULT '';
-- When the timer looks at the case again; NULL: never. Cases from before this version are not watched.
ALTER TABLE svc_case ADD COLUMN next_alarm INTEGER;
UPDATE svc_case SET state = CASE status WHEN 'granted' THEN 'decided' ELSE status END
    WHERE status IN ('granted', 'refused', 'withdrawn');
CREATE INDEX svc_case_by_provider ON svc_case (provider, seq);
CREATE INDEX svc_case_alarm ON svc_case (next_alarm) WHERE next_alarm IS NOT NULL;

CREATE TABLE attachment (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES svc_case (seq),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    code TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    verdict TEXT NOT NULL DEFAULT '',
    content BLOB NOT NULL
) STRICT;
CREATE INDEX attachment_of_case ON attachment (seq);
-- What the verdict on an attachment rests on, as message_evidence of a message.
CREATE TABLE attachment_evidence (
    attachment INTEGER NOT NULL REFERENCES attachment (number),
    place INTEGER NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence (number),
    PRIMARY KEY (attachment, place)
) STRICT, WITHOUT ROWID;

-- Answers by idempotency key; a key is forgotten after a week.
CREATE TABLE api_request (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    content BLOB NOT NULL CHECK (length(content) = 32),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    attachment INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_request_age ON api_request (at);

CREATE TABLE webhook (
    name TEXT PRIMARY KEY NOT NULL,
    after INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    failing_since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<const char*, 3> all_versions{version_1, version_2, version_3};

std::size_t version_of(database& db) {
    return static_cast<std::size_t>(db.pragma("PRAGMA user_version"));
}

[[noreturn]] void refuse(const std::string& why) {
    throw infrastructure_error(errc::store_unavailable, why);
}

void refuse_newer(std::size_t found, const migrations& known) {
    if (found > known.count)
        refuse("the schema has version " + std::to_string(found) + ", this program knows up to " +
               std::to_string(known.count) + ": start the newer program");
}

bool is_ours(database& db) {
    return db.pragma("PRAGMA application_id") == application_id;
}

}  // namespace

migrations known_migrations() noexcept {
    return {all_versions.data(), all_versions.size()};
}

void migrate(database& db, migrations known) {
    if (!is_ours(db) && db.pragma("SELECT count(*) FROM sqlite_schema") != 0)
        refuse("the file is the database of another program");
    for (;;) {
        transaction change(db);
        const std::size_t found = version_of(db);
        refuse_newer(found, known);
        if (found == known.count) return;
        db.execute(known.first[found]);
        db.execute("PRAGMA application_id = " + std::to_string(application_id));
        db.execute("PRAGMA user_version = " + std::to_string(found + 1));
        change.commit();
    }
}

void require_current(database& db, migrations known) {
    if (!is_ours(db)) refuse("the file is not a store of the gateway");
    const std::size_t found = version_of(db);
    refuse_newer(found, known);
    if (found < known.count)
        refuse("the schema has version " + std::to_string(found) + ", this program needs " +
               std::to_string(known.count) + ": run `store migrate` or start the server once");
}

}  // namespace gw::store::sqlite
