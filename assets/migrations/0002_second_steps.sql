-- Second factors, counted guesses, keys of every kind, and an audit whose rows are chained.
-- See 0001 for how moments, identifiers and growing sets of words are kept.

ALTER TABLE accounts ADD COLUMN must_change    INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1));
ALTER TABLE accounts ADD COLUMN password_short INTEGER NOT NULL DEFAULT 0 CHECK (password_short IN (0, 1));

-- A session from before this has no start of the machine, so it is over at the next call.
ALTER TABLE sessions ADD COLUMN boot      TEXT    NOT NULL DEFAULT '';
-- In milliseconds.
ALTER TABLE sessions ADD COLUMN idle      INTEGER NOT NULL DEFAULT 900000 CHECK (idle >= 0);
ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE totp (
    account      BLOB    PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Sealed by the vault for this account.
    sealed       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step    INTEGER NOT NULL CHECK (last_step >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    account BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The first letter of the code.
    slot    TEXT    NOT NULL CHECK (length(slot) = 1),
    hash    TEXT    NOT NULL CHECK (hash <> ''),
    used_at INTEGER,
    PRIMARY KEY (account, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE throttle (
    scope           TEXT    NOT NULL CHECK (scope <> ''),
    subject         BLOB    NOT NULL CHECK (length(subject) = 16),
    -- Empty where the seat does not matter: nothing equals NULL, so it could not be in a key.
    seat            TEXT    NOT NULL,
    count           INTEGER NOT NULL CHECK (count >= 0),
    since           INTEGER NOT NULL,
    last_at         INTEGER NOT NULL,
    next_allowed_at INTEGER NOT NULL,
    PRIMARY KEY (scope, subject, seat)
) STRICT, WITHOUT ROWID;

CREATE INDEX throttle_by_last ON throttle (last_at);

-- Each row's digest over the row and the one before it. Rows from before this have none.
ALTER TABLE audit ADD COLUMN link BLOB CHECK (length(link) = 32);

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.link IS NULL
BEGIN SELECT raise(ABORT, 'a row of the audit needs its link'); END;
-- Refuses a number that is taken as well, so the older guard of those has nothing left to do.
DROP TRIGGER audit_is_never_replaced;
CREATE TRIGGER audit_has_no_gaps BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM audit)
BEGIN SELECT raise(ABORT, 'the audit is only ever added to, right after its last row'); END;

CREATE TABLE keys (
    key        INTEGER PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose <> ''),
    name       TEXT    NOT NULL CHECK (name <> ''),
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    UNIQUE (purpose, name)
) STRICT;

INSERT INTO keys (purpose, name, sealed, created_at, retired_at)
SELECT 'signing', kid, sealed, created_at, retired_at FROM signing_keys ORDER BY key;
DROP TABLE signing_keys;

-- How often the keys were changed: a process that kept them open sees that it has to read them again.
INSERT INTO counts (name, value) VALUES ('keys', 1);

CREATE TRIGGER keys_are_added AFTER INSERT ON keys
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'keys'; END;
CREATE TRIGGER keys_are_changed AFTER UPDATE ON keys
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'keys'; END;
CREATE TRIGGER keys_are_removed AFTER DELETE ON keys
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'keys'; END;
