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
