-- Who may sign in and what they may do; who works with whom and on what ground; how long what is kept.

CREATE TABLE organisations (
    id TEXT NOT NULL CONSTRAINT organisations_key PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    note TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT organisations_version CHECK (version > 0),
    CONSTRAINT organisations_name CHECK (length(name) > 0),
    CONSTRAINT organisations_not_its_own_parent CHECK (parent <> id),
    CONSTRAINT organisations_parent FOREIGN KEY (parent) REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE accounts (
    id TEXT NOT NULL CONSTRAINT accounts_key PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    way TEXT NOT NULL,
    user_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    organisation TEXT,
    owner_id TEXT,
    purpose TEXT,
    expires_on TEXT,
    made_at TEXT NOT NULL,
    provider_issuer TEXT,
    provider_subject TEXT,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT accounts_kind CHECK (kind IN ('person', 'service')),
    CONSTRAINT accounts_state CHECK (state IN ('invited', 'active', 'suspended', 'ended')),
    CONSTRAINT accounts_way CHECK (way IN ('local', 'oidc')),
    CONSTRAINT accounts_user_name_length CHECK (length(user_name) BETWEEN 1 AND 320),
    CONSTRAINT accounts_display_name_length CHECK (length(display_name) BETWEEN 1 AND 200),
    CONSTRAINT accounts_service_has_owner CHECK (kind = 'person' OR (owner_id IS NOT NULL AND purpose IS NOT NULL AND expires_on IS NOT NULL)),
    CONSTRAINT accounts_day CHECK (length(expires_on) = 10),
    CONSTRAINT accounts_instant CHECK (length(made_at) = 27),
    CONSTRAINT accounts_version CHECK (version > 0),
    CONSTRAINT accounts_owner FOREIGN KEY (owner_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED
);
-- A name may be used again when the account that had it has ended.
CREATE UNIQUE INDEX accounts_user_name ON accounts (user_name) WHERE state <> 'ended';
CREATE UNIQUE INDEX accounts_provider ON accounts (provider_issuer, provider_subject) WHERE provider_issuer IS NOT NULL;

CREATE TABLE credentials (
    account_id TEXT NOT NULL CONSTRAINT credentials_key PRIMARY KEY,
    password_hash TEXT,
    password_set_at TEXT,
    factor_sealed TEXT,
    factor_key_id TEXT,
    factor_enrolled_at TEXT,
    factor_last_step BIGINT,
    CONSTRAINT credentials_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT credentials_factor_whole CHECK ((factor_sealed IS NULL) = (factor_key_id IS NULL))
);

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    used_at TEXT,
    CONSTRAINT recovery_codes_key PRIMARY KEY (account_id, code_hash),
    CONSTRAINT recovery_codes_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE invitations (
    id TEXT NOT NULL CONSTRAINT invitations_key PRIMARY KEY,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    code_hash TEXT NOT NULL CONSTRAINT invitations_code UNIQUE,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    withdrawn_at TEXT,
    CONSTRAINT invitations_kind CHECK (kind IN ('invitation', 'reset')),
    CONSTRAINT invitations_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE INDEX invitations_by_account ON invitations (account_id);

CREATE TABLE agreements (
    id TEXT NOT NULL CONSTRAINT agreements_key PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    parties TEXT NOT NULL,
    purposes TEXT NOT NULL,
    data_sets TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    agreed_on TEXT,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    ended_on TEXT,
    owner TEXT NOT NULL,
    review_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT agreements_version CHECK (version > 0),
    CONSTRAINT agreements_days CHECK (length(from_on) = 10 AND length(until_on) = 10 AND length(review_on) = 10),
    CONSTRAINT agreements_order CHECK (from_on <= until_on)
);

CREATE TABLE grants (
    id TEXT NOT NULL CONSTRAINT grants_key PRIMARY KEY,
    account_id TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    ended_on TEXT,
    agreement_id TEXT,
    project TEXT,
    organisation TEXT,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT grants_role CHECK (role IN ('api-reader', 'board', 'partner', 'voluntary-sector', 'insight-contributor', 'panel-officer',
        'analyst', 'output-checker', 'practice-clinician', 'practice-admin', 'care-coordinator', 'referral-service', 'ig-lead',
        'caldicott-guardian', 'administrator')),
    CONSTRAINT grants_analyst_has_project CHECK (role <> 'analyst' OR (project IS NOT NULL AND until_on IS NOT NULL)),
    CONSTRAINT grants_coordinator_has_agreement CHECK (role <> 'care-coordinator' OR agreement_id IS NOT NULL),
    CONSTRAINT grants_days CHECK (length(from_on) = 10),
    CONSTRAINT grants_order CHECK (from_on <= until_on),
    CONSTRAINT grants_version CHECK (version > 0),
    CONSTRAINT grants_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT grants_agreement FOREIGN KEY (agreement_id) REFERENCES agreements (id)
);
CREATE INDEX grants_by_account ON grants (account_id);

CREATE TABLE sessions (
    id TEXT NOT NULL CONSTRAINT sessions_key PRIMARY KEY,
    key_hash TEXT NOT NULL CONSTRAINT sessions_key_hash UNIQUE,
    account_id TEXT NOT NULL,
    way TEXT NOT NULL,
    second_factor BIGINT NOT NULL,
    started_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    grant_id TEXT,
    purpose TEXT,
    side TEXT,
    provider_session TEXT,
    agent TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT,
    CONSTRAINT sessions_second_factor CHECK (second_factor IN (0, 1)),
    CONSTRAINT sessions_way CHECK (way IN ('local', 'oidc')),
    CONSTRAINT sessions_one_grant_one_purpose CHECK ((grant_id IS NULL) = (purpose IS NULL)),
    CONSTRAINT sessions_side CHECK (side IN ('care', 'planning')),
    CONSTRAINT sessions_purpose_on_its_side CHECK (purpose IS NULL OR (purpose = 'direct-care') = (side = 'care')),
    CONSTRAINT sessions_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT sessions_grant FOREIGN KEY (grant_id) REFERENCES grants (id)
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_provider ON sessions (provider_session) WHERE provider_session IS NOT NULL;

-- The subject is opaque: never the name as typed, which may be a password in the wrong field.
CREATE TABLE sign_in_attempts (
    id TEXT NOT NULL CONSTRAINT sign_in_attempts_key PRIMARY KEY,
    subject TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    succeeded BIGINT NOT NULL,
    CONSTRAINT sign_in_attempts_succeeded CHECK (succeeded IN (0, 1)),
    CONSTRAINT sign_in_attempts_instant CHECK (length(tried_at) = 27)
);
CREATE INDEX sign_in_attempts_by_subject ON sign_in_attempts (subject, tried_at);

CREATE TABLE steps (
    key_hash TEXT NOT NULL CONSTRAINT steps_key PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT,
    invitation_id TEXT,
    sealed TEXT,
    tries BIGINT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    CONSTRAINT steps_kind CHECK (kind IN ('second-factor', 'invitation', 'link', 'enrolment')),
    CONSTRAINT steps_tries CHECK (tries >= 0),
    CONSTRAINT steps_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT steps_invitation FOREIGN KEY (invitation_id) REFERENCES invitations (id) ON DELETE CASCADE
);

CREATE TABLE oidc_requests (
    state_hash TEXT NOT NULL CONSTRAINT oidc_requests_key PRIMARY KEY,
    nonce TEXT NOT NULL,
    verifier_sealed TEXT NOT NULL,
    verifier_key_id TEXT NOT NULL,
    return_path TEXT NOT NULL,
    step_hash TEXT,
    made_at TEXT NOT NULL,
    used_at TEXT
);

CREATE TABLE service_keys (
    id TEXT NOT NULL CONSTRAINT service_keys_key PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_hash TEXT NOT NULL CONSTRAINT service_keys_key_hash UNIQUE,
    made_at TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    last_used_at TEXT,
    ended_at TEXT,
    CONSTRAINT service_keys_day CHECK (length(expires_on) = 10),
    CONSTRAINT service_keys_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE INDEX service_keys_by_account ON service_keys (account_id);

CREATE TABLE ownerships (
    id TEXT NOT NULL CONSTRAINT ownerships_key PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    person TEXT,
    from_on TEXT NOT NULL,
    until_on TEXT,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT ownerships_subject_kind CHECK (subject_kind IN ('indicator', 'outcome', 'domain')),
    CONSTRAINT ownerships_days CHECK (length(from_on) = 10),
    CONSTRAINT ownerships_order CHECK (from_on <= until_on),
    CONSTRAINT ownerships_version CHECK (version > 0),
    CONSTRAINT ownerships_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX ownerships_by_subject ON ownerships (subject_kind, subject_id);

CREATE TABLE job_bases (
    name TEXT NOT NULL CONSTRAINT job_bases_key PRIMARY KEY,
    purpose TEXT NOT NULL,
    data_sets TEXT NOT NULL,
    parties TEXT NOT NULL,
    basis_id TEXT NOT NULL,
    agreement_ids TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT job_bases_version CHECK (version > 0),
    CONSTRAINT job_bases_basis FOREIGN KEY (basis_id) REFERENCES agreements (id)
);

CREATE TABLE retention_rules (
    kind TEXT NOT NULL CONSTRAINT retention_rules_key PRIMARY KEY,
    days BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT retention_rules_kind CHECK (kind IN ('sessions', 'attempts', 'invitations', 'changes', 'snapshots', 'releases')),
    CONSTRAINT retention_rules_days CHECK (days > 0),
    CONSTRAINT retention_rules_version CHECK (version > 0)
);
