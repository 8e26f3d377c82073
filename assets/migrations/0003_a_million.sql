-- What an admin needs who looks after a million accounts.
-- See 0001 for how moments, identifiers and growing sets of words are kept.

ALTER TABLE accounts ADD COLUMN note        TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN valid_from  INTEGER;
ALTER TABLE accounts ADD COLUMN valid_until INTEGER;
ALTER TABLE accounts ADD COLUMN trashed_at  INTEGER;
-- Where the last sign-in was.
ALTER TABLE accounts ADD COLUMN last_seat   TEXT;

CREATE INDEX accounts_in_the_trash ON accounts (trashed_at) WHERE trashed_at IS NOT NULL;

-- Which rows of `accounts` changed, in order, by their key: whoever keeps a copy in memory reads what came after the
-- number that it knows. Cut short now and then, but the last row stays, so that no number comes again.
CREATE TABLE account_changes (
    seq     INTEGER PRIMARY KEY,
    account INTEGER NOT NULL
) STRICT;

CREATE TRIGGER accounts_are_noted AFTER INSERT ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (NEW.key); END;
CREATE TRIGGER accounts_are_noted_again AFTER UPDATE ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (NEW.key); END;
CREATE TRIGGER accounts_are_noted_off AFTER DELETE ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (OLD.key); END;

-- Signing up: under which rule a registration came, with which invitation, and what staff note about it.
ALTER TABLE signups ADD COLUMN came_under TEXT NOT NULL DEFAULT 'open' CHECK (came_under <> '');
ALTER TABLE signups ADD COLUMN invite     BLOB CHECK (length(invite) = 16);
ALTER TABLE signups ADD COLUMN note       TEXT NOT NULL DEFAULT '';
ALTER TABLE signups ADD COLUMN search     TEXT NOT NULL DEFAULT '';

CREATE TABLE invites (
    key        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    code_mac   BLOB    NOT NULL UNIQUE CHECK (length(code_mac) = 32),
    label      TEXT    NOT NULL,
    role       TEXT    NOT NULL CHECK (role <> ''),
    uses       INTEGER NOT NULL CHECK (uses > 0),
    uses_left  INTEGER NOT NULL CHECK (uses_left BETWEEN 0 AND uses),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    made_by_id BLOB    CHECK (length(made_by_id) = 16),
    made_by    TEXT    NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX invites_by_end ON invites (expires_at);

-- Settings that are changed while everybody goes on. Apart from `settings`, which holds what no admin may set.
CREATE TABLE rules (
    name  TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- As with the keys: a process that knows an older number reads the rules again.
INSERT INTO counts (name, value) VALUES ('rules', 1);

CREATE TRIGGER rules_are_added AFTER INSERT ON rules
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'rules'; END;
CREATE TRIGGER rules_are_changed AFTER UPDATE ON rules
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'rules'; END;
CREATE TRIGGER rules_are_removed AFTER DELETE ON rules
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'rules'; END;
