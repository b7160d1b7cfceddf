-- What each of the three databases has: facts about the installation, the audit chain, signed heads and the history of edits.
-- One text for SQLite and PostgreSQL: TEXT and BIGINT only; instants and days are text of one fixed width, so that they sort.

CREATE TABLE facts (
    name TEXT NOT NULL CONSTRAINT facts_key PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_entries (
    sequence BIGINT NOT NULL CONSTRAINT audit_entries_key PRIMARY KEY,
    happened_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT,
    purpose TEXT,
    organisation TEXT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    row_count BIGINT,
    outcome TEXT NOT NULL,
    reason TEXT,
    request_id TEXT,
    person TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_entries_sequence_positive CHECK (sequence > 0),
    CONSTRAINT audit_entries_instant CHECK (length(happened_at) = 27),
    CONSTRAINT audit_entries_row_count CHECK (row_count >= 0),
    CONSTRAINT audit_entries_outcome CHECK (outcome IN ('allowed', 'denied')),
    CONSTRAINT audit_entries_person CHECK (length(person) = 32),
    CONSTRAINT audit_entries_hashes CHECK (length(previous_hash) = 64 AND length(hash) = 64)
);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, sequence);
CREATE INDEX audit_entries_by_person ON audit_entries (person, sequence) WHERE person IS NOT NULL;

-- The end of the chain: the row every writer locks, so that there is one next entry.
CREATE TABLE audit_tail (
    id BIGINT NOT NULL CONSTRAINT audit_tail_key PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_tail_single CHECK (id = 1),
    CONSTRAINT audit_tail_sequence CHECK (sequence >= 0),
    CONSTRAINT audit_tail_hash CHECK (length(hash) = 64)
);

CREATE TABLE audit_heads (
    sequence BIGINT NOT NULL CONSTRAINT audit_heads_key PRIMARY KEY,
    chain TEXT NOT NULL,
    hash TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    CONSTRAINT audit_heads_chain CHECK (chain IN ('operations', 'care', 'vault')),
    CONSTRAINT audit_heads_hash CHECK (length(hash) = 64),
    CONSTRAINT audit_heads_instant CHECK (length(signed_at) = 27)
);

-- Each edit of a record: what it was and what it became, as JSON of column and text.
CREATE TABLE changes (
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    values_before TEXT,
    values_after TEXT,
    CONSTRAINT changes_key PRIMARY KEY (record_kind, record_id, version),
    CONSTRAINT changes_version CHECK (version > 0),
    CONSTRAINT changes_instant CHECK (length(changed_at) = 27)
);
CREATE INDEX changes_by_time ON changes (changed_at);
