-- Expand: how figures go out. One row per release that somebody proposed, or that was withdrawn; the figures lie in files,
-- tied to the row by their seal. That a second person checks is a rule of the program and of the database: whoever writes rows
-- past the program cannot approve their own release either.
-- A program of the schema before, still running while this one starts, does not know the table and writes nothing to it.
-- `retention_rules` is made again because its list of kinds grows (SQLite cannot change a constraint); the rows are carried over.

CREATE TABLE releases (
    id TEXT NOT NULL CONSTRAINT releases_key PRIMARY KEY,
    state TEXT NOT NULL,
    how TEXT NOT NULL,
    project TEXT,
    proposed_by TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    checked_by TEXT,
    checked_at TEXT,
    remark TEXT,
    reason TEXT,
    withdrawn_by TEXT,
    withdrawn_at TEXT,
    seal TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT releases_state CHECK (state IN ('proposed', 'released', 'returned', 'withdrawn')),
    CONSTRAINT releases_how CHECK (how IN ('automatic', 'checked')),
    CONSTRAINT releases_second_person CHECK (checked_by IS NULL OR checked_by <> proposed_by),
    CONSTRAINT releases_checked CHECK (
        (how = 'automatic' AND checked_by IS NULL AND checked_at IS NULL AND state IN ('released', 'withdrawn'))
        OR (how = 'checked' AND state = 'proposed' AND checked_by IS NULL AND checked_at IS NULL)
        OR (how = 'checked' AND state <> 'proposed' AND checked_by IS NOT NULL AND checked_at IS NOT NULL)
    ),
    CONSTRAINT releases_withdrawn CHECK (
        (state = 'withdrawn' AND withdrawn_by IS NOT NULL AND withdrawn_at IS NOT NULL AND reason IS NOT NULL)
        OR (state <> 'withdrawn' AND withdrawn_by IS NULL AND withdrawn_at IS NULL)
    ),
    CONSTRAINT releases_version CHECK (version > 0),
    CONSTRAINT releases_instant CHECK (length(proposed_at) = 27)
);
CREATE INDEX releases_by_time ON releases (proposed_at);

CREATE TABLE retention_rules_carried (
    kind TEXT NOT NULL,
    days BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
);
INSERT INTO retention_rules_carried (kind, days, version, changed_at, changed_by)
SELECT kind, days, version, changed_at, changed_by FROM retention_rules;
DROP TABLE retention_rules;
CREATE TABLE retention_rules (
    kind TEXT NOT NULL CONSTRAINT retention_rules_key PRIMARY KEY,
    days BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT retention_rules_kind CHECK (
        kind IN ('sessions', 'attempts', 'invitations', 'changes', 'snapshots', 'releases', 'proposals')
    ),
    CONSTRAINT retention_rules_days CHECK (days > 0),
    CONSTRAINT retention_rules_version CHECK (version > 0)
);
INSERT INTO retention_rules (kind, days, version, changed_at, changed_by)
SELECT kind, days, version, changed_at, changed_by FROM retention_rules_carried;
DROP TABLE retention_rules_carried;
