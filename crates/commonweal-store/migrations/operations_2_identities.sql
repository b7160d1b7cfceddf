-- Expand: an account may have the identity of more than one sign-in provider (the smart card and the directory of the office),
-- so identities get a table of their own and those there are move into it.
-- The two columns of `accounts` stay: a program of the schema before, still running while this one starts, goes on reading them.
-- This program reads the table only, and empties the columns of an account whose identities are unlinked, so that neither
-- program lets it in. Contract (dropping the two columns) is for a later number, when no such program can be running.

CREATE TABLE provider_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    CONSTRAINT provider_identities_key PRIMARY KEY (issuer, subject),
    CONSTRAINT provider_identities_instant CHECK (length(linked_at) = 27),
    CONSTRAINT provider_identities_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE INDEX provider_identities_by_account ON provider_identities (account_id);

INSERT INTO provider_identities (issuer, subject, account_id, linked_at)
SELECT provider_issuer, provider_subject, id, changed_at
FROM accounts
WHERE provider_issuer IS NOT NULL AND provider_subject IS NOT NULL;
