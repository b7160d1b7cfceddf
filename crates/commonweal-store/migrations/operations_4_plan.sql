-- Expand: what people add to the plans. The rows of the plans' files are version 0 of every record and stay in the files; a row
-- here lies over the one of its id, and none is ever deleted. Lists are JSON; what is empty text was not said.
-- Counts of people in `figures` are protected before they come here, so that small ones are in no history either.
-- A program of the schema before, still running while this one starts, does not know the tables and writes nothing to them.

CREATE TABLE plan_parts (
    id TEXT NOT NULL CONSTRAINT plan_parts_key PRIMARY KEY,
    framework TEXT NOT NULL,
    level TEXT NOT NULL,
    title TEXT NOT NULL,
    parent TEXT NOT NULL,
    basis TEXT NOT NULL,
    organisation_id TEXT,
    person TEXT NOT NULL,
    measures TEXT NOT NULL,
    note TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT plan_parts_id CHECK (length(id) BETWEEN 2 AND 60),
    CONSTRAINT plan_parts_title CHECK (length(title) BETWEEN 1 AND 400),
    CONSTRAINT plan_parts_parent CHECK (parent <> id),
    CONSTRAINT plan_parts_basis CHECK (basis IN ('stated', 'proposed')),
    CONSTRAINT plan_parts_note CHECK (length(note) <= 2000),
    CONSTRAINT plan_parts_version CHECK (version > 0),
    CONSTRAINT plan_parts_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE plan_commitments (
    id TEXT NOT NULL CONSTRAINT plan_commitments_key PRIMARY KEY,
    organisation_id TEXT,
    person TEXT NOT NULL,
    way TEXT NOT NULL,
    report TEXT NOT NULL,
    report_on TEXT NOT NULL,
    note TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT plan_commitments_way CHECK (way IN ('straight', 'damped')),
    CONSTRAINT plan_commitments_report CHECK (
        (report = '' AND report_on = '')
        OR (report = 'done' AND length(report_on) = 10)
        OR (report = 'not-done' AND length(report_on) IN (0, 10))
    ),
    CONSTRAINT plan_commitments_reported CHECK (report = '' OR organisation_id IS NOT NULL),
    CONSTRAINT plan_commitments_note CHECK (length(note) <= 2000),
    CONSTRAINT plan_commitments_version CHECK (version > 0),
    CONSTRAINT plan_commitments_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);

CREATE TABLE plan_initiatives (
    id TEXT NOT NULL CONSTRAINT plan_initiatives_key PRIMARY KEY,
    title TEXT NOT NULL,
    plan_id TEXT,
    organisation_id TEXT,
    person TEXT NOT NULL,
    stage TEXT NOT NULL,
    rag TEXT NOT NULL,
    rag_reason TEXT NOT NULL,
    rag_on TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    places TEXT NOT NULL,
    networks TEXT NOT NULL,
    partners TEXT NOT NULL,
    money_pounds BIGINT,
    money_note TEXT NOT NULL,
    serves TEXT NOT NULL,
    moves TEXT NOT NULL,
    cohorts TEXT NOT NULL,
    access TEXT NOT NULL,
    experience TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    risks TEXT NOT NULL,
    lived_experience TEXT NOT NULL,
    lived_source TEXT NOT NULL,
    figures_class TEXT NOT NULL,
    figures_on TEXT NOT NULL,
    figures TEXT NOT NULL,
    note TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT plan_initiatives_plan_id UNIQUE (plan_id),
    CONSTRAINT plan_initiatives_title CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT plan_initiatives_stage CHECK (
        stage IN ('proposed', 'agreed', 'delivering', 'paused', 'completed', 'stopped')
    ),
    CONSTRAINT plan_initiatives_owned CHECK (stage = 'proposed' OR organisation_id IS NOT NULL),
    CONSTRAINT plan_initiatives_rating CHECK (
        (rag = '' AND rag_reason = '' AND rag_on = '')
        OR (rag IN ('red', 'amber', 'green') AND length(rag_reason) BETWEEN 1 AND 500 AND length(rag_on) = 10)
    ),
    CONSTRAINT plan_initiatives_rated CHECK (rag = '' OR stage <> 'proposed'),
    CONSTRAINT plan_initiatives_days CHECK (
        length(from_on) IN (0, 10) AND length(until_on) IN (0, 10) AND length(review_on) IN (0, 10)
    ),
    CONSTRAINT plan_initiatives_order CHECK (until_on = '' OR from_on <= until_on),
    CONSTRAINT plan_initiatives_money CHECK (money_pounds >= 0),
    CONSTRAINT plan_initiatives_lived CHECK (lived_experience = '' OR lived_source <> ''),
    CONSTRAINT plan_initiatives_figures CHECK (
        (figures_class = '' AND figures_on = '' AND figures = '')
        OR (figures_class IN ('standard', 'sensitive') AND length(figures_on) = 10 AND figures <> '')
    ),
    CONSTRAINT plan_initiatives_version CHECK (version > 0),
    CONSTRAINT plan_initiatives_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX plan_initiatives_by_owner ON plan_initiatives (organisation_id);
