-- NHS numbers and contact details, each sealed for one practice. Nothing here can be read without the key, which is not here.

CREATE TABLE sealed_identities (
    practice_code TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT sealed_identities_key PRIMARY KEY (practice_code, pseudonym),
    CONSTRAINT sealed_identities_pseudonym CHECK (length(pseudonym) = 32),
    CONSTRAINT sealed_identities_practice CHECK (length(practice_code) BETWEEN 3 AND 12),
    CONSTRAINT sealed_identities_sealed CHECK (length(sealed) > 0)
);
CREATE INDEX sealed_identities_by_key ON sealed_identities (key_id);
