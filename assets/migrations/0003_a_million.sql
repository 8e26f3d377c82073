-- What an admin needs who looks after a million accounts.
-- See 0001 for how moments, identifiers and growing sets of words are kept.

ALTER TABLE accounts ADD COLUMN note        TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN valid_from  INTEGER;
ALTER TABLE accounts ADD COLUMN valid_until INTEGER;
ALTER TABLE accounts ADD COLUMN trashed_at  INTEGER;
-- Where the last sign-in was.
ALTER TABLE accounts ADD COLUMN last_seat   TEXT;

CREATE INDEX accounts_in_the_trash ON accounts (trashed_at) WHERE trashed_at IS NOT NULL;

-- Which accounts changed, in order: whoever keeps a copy in memory reads what came after the number that it knows. Cut
-- short now and then, but the last row stays, so that no number comes again.
CREATE TABLE account_changes (
    seq     INTEGER PRIMARY KEY,
    account BLOB    NOT NULL CHECK (length(account) = 16)
) STRICT;

CREATE TRIGGER accounts_are_noted AFTER INSERT ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (NEW.id); END;
CREATE TRIGGER accounts_are_noted_again AFTER UPDATE ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (NEW.id); END;
CREATE TRIGGER accounts_are_noted_off AFTER DELETE ON accounts
BEGIN INSERT INTO account_changes (account) VALUES (OLD.id); END;

-- The audit is searched by who, what and when. A name without capitals is the same name.
CREATE INDEX audit_by_actor   ON audit (actor COLLATE NOCASE);
CREATE INDEX audit_by_subject ON audit (subject COLLATE NOCASE) WHERE subject IS NOT NULL;
CREATE INDEX audit_by_event   ON audit (event);
CREATE INDEX audit_by_time    ON audit (at);
-- For the desk: who came by the front door, hour by hour.
CREATE INDEX audit_newcomers  ON audit (at, event) WHERE event = 'user_created_verified';

-- Rows whose clock was behind that of a row before them: set back, or of a process that had to wait. All others stand
-- in the order of their moments, so a span of time is a span of numbers.
CREATE TABLE audit_late (
    seq INTEGER PRIMARY KEY REFERENCES audit (seq)
) STRICT;

INSERT INTO audit_late (seq)
SELECT seq FROM (SELECT seq, at, max(at) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS latest FROM audit)
WHERE at < latest;

CREATE TRIGGER audit_notes_what_is_late AFTER INSERT ON audit
WHEN NEW.at < (SELECT max(at) FROM audit)
BEGIN INSERT INTO audit_late (seq) VALUES (NEW.seq); END;

-- What the desk counts. Each holds what its own condition asks for, so that no row has to be looked up.
CREATE INDEX accounts_that_wait ON accounts (status, trashed_at) WHERE status = 'waiting' AND trashed_at IS NULL;
CREATE INDEX outbox_waiting     ON outbox (created_at, state) WHERE state IN ('queued', 'sending');
DROP INDEX outbox_failed;
CREATE INDEX outbox_failed      ON outbox (expires_at, state) WHERE state = 'failed';
CREATE INDEX sessions_alive     ON sessions (idle_ends_at, ends_at, boot, seat, revoked_at) WHERE revoked_at IS NULL;
CREATE INDEX throttle_by_count  ON throttle (scope, count);

-- Every seat that somebody ever signed in at, as search folds it: SQLite cannot fold by itself.
CREATE TABLE seats (
    name   TEXT PRIMARY KEY NOT NULL,
    folded TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Searches that the staff have saved under a name, for everybody at the desk. `key` is the name as search folds it.
CREATE TABLE saved_searches (
    key  TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The letters about one account, newest first.
CREATE INDEX outbox_by_account ON outbox (account, id) WHERE account IS NOT NULL;

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
