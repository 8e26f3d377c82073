-- Moments are milliseconds since 1970 in UTC. Identifiers are the sixteen bytes of a UUIDv7. `key` is SQLite's
-- rowid: it is small in every index, and it rises with every insert, so it tells which of two rows is the newer
-- even where both were made in one millisecond.
--
-- Sets of words that will grow (roles, kinds of letters, events) are not pinned by a CHECK: SQLite can only change
-- one by writing the whole table anew. Whoever reads a word that it does not know calls the row damaged.

CREATE TABLE accounts (
    key               INTEGER PRIMARY KEY,
    id                BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    username          TEXT    NOT NULL UNIQUE CHECK (username <> ''),
    username_skeleton TEXT    NOT NULL UNIQUE CHECK (username_skeleton <> ''),
    email             TEXT    NOT NULL CHECK (email <> ''),
    email_key         TEXT    NOT NULL UNIQUE CHECK (email_key <> ''),
    display_name      TEXT    NOT NULL,
    display_key       TEXT    NOT NULL,
    search            TEXT    NOT NULL,
    role              TEXT    NOT NULL CHECK (role <> ''),
    status            TEXT    NOT NULL CHECK (status <> ''),
    verified_at       INTEGER,
    password          TEXT    CHECK (password <> ''),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    last_login_at     INTEGER,
    -- A page begins after a value, and nothing comes after NULL: who never signed in did so in the year 1.
    last_login_key    INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(last_login_at, -62135596800000)) VIRTUAL,
    version           INTEGER NOT NULL CHECK (version >= 0)
) STRICT;

-- One for every order of the list that is not unique already.
CREATE INDEX accounts_by_display_name ON accounts (display_key, id);
CREATE INDEX accounts_by_role         ON accounts (role, id);
CREATE INDEX accounts_by_status       ON accounts (status, id);
CREATE INDEX accounts_by_created      ON accounts (created_at, id);
CREATE INDEX accounts_by_last_login   ON accounts (last_login_key, id);

CREATE TABLE signups (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    username     TEXT    NOT NULL CHECK (username <> ''),
    username_skeleton TEXT NOT NULL CHECK (username_skeleton <> ''),
    email        TEXT    NOT NULL CHECK (email <> ''),
    email_key    TEXT    NOT NULL CHECK (email_key <> ''),
    display_name TEXT    NOT NULL,
    password     TEXT    NOT NULL CHECK (password <> ''),
    seat         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX signups_by_username ON signups (username);
CREATE INDEX signups_by_email    ON signups (email_key);
CREATE INDEX signups_by_end      ON signups (expires_at);

CREATE TABLE challenges (
    key             INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    purpose         TEXT    NOT NULL CHECK (purpose <> ''),
    -- A registration, an account, or nobody at all: so no foreign key.
    subject_kind    TEXT    NOT NULL CHECK (subject_kind IN ('signup', 'account', 'nobody')),
    subject_id      BLOB    CHECK (length(subject_id) = 16),
    address         TEXT    NOT NULL CHECK (address <> ''),
    address_key     TEXT    NOT NULL CHECK (address_key <> ''),
    code_mac        BLOB    NOT NULL CHECK (length(code_mac) = 32),
    tries_left      INTEGER NOT NULL CHECK (tries_left >= 0),
    letter          BLOB    NOT NULL CHECK (length(letter) = 16),
    created_at      INTEGER NOT NULL,
    code_expires_at INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    used_at         INTEGER,
    CHECK ((subject_kind = 'nobody') = (subject_id IS NULL))
) STRICT;

CREATE INDEX challenges_by_subject ON challenges (subject_kind, subject_id, purpose);
CREATE INDEX challenges_by_address ON challenges (address_key, purpose, created_at, tries_left);
CREATE INDEX challenges_by_end     ON challenges (expires_at);

CREATE TABLE sessions (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    account      BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    seat         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    idle_ends_at INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    revoked_at   INTEGER
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE outbox (
    key         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    kind        TEXT    NOT NULL CHECK (kind <> ''),
    address     TEXT    NOT NULL CHECK (address <> ''),
    -- May be gone by now: the letter that says so outlives the account.
    account     BLOB    CHECK (length(account) = 16),
    created_at  INTEGER NOT NULL,
    send_after  INTEGER NOT NULL,
    expires_at  INTEGER,
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    lease_owner TEXT,
    lease_until INTEGER,
    sent_at     INTEGER,
    carrier     TEXT,
    provider_id TEXT,
    last_error  TEXT,
    search      TEXT    NOT NULL,
    -- Sealed by the vault for this row. Empty once wiped. Long, so it stands behind all that a list reads.
    sealed_args BLOB    NOT NULL,
    due_at      INTEGER GENERATED ALWAYS AS
                (CASE state WHEN 'queued' THEN send_after WHEN 'sending' THEN lease_until END) VIRTUAL,
    CHECK ((state = 'sending') = (lease_owner IS NOT NULL)),
    CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CHECK (state NOT IN ('sent', 'dropped') OR length(sealed_args) = 0)
) STRICT;

CREATE INDEX outbox_due    ON outbox (due_at)     WHERE due_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (expires_at) WHERE state = 'failed';

CREATE TABLE audit (
    seq          INTEGER PRIMARY KEY CHECK (seq > 0),
    at           INTEGER NOT NULL,
    event        TEXT    NOT NULL CHECK (event <> ''),
    actor_id     BLOB    CHECK (length(actor_id) = 16),
    actor        TEXT    NOT NULL,
    subject_id   BLOB    CHECK (length(subject_id) = 16),
    subject      TEXT,
    seat         TEXT    NOT NULL,
    before_value TEXT,
    after_value  TEXT,
    search       TEXT    NOT NULL,
    CHECK (subject_id IS NULL OR subject IS NOT NULL)
) STRICT;

-- Whom a row is about, as actor or as subject: one walk in order instead of two that must be merged.
CREATE TABLE audit_parties (
    account BLOB    NOT NULL CHECK (length(account) = 16),
    seq     INTEGER NOT NULL REFERENCES audit (seq),
    PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is only ever added to'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT raise(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_parties_are_never_changed BEFORE UPDATE ON audit_parties
BEGIN SELECT raise(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_parties_are_never_shortened BEFORE DELETE ON audit_parties
BEGIN SELECT raise(ABORT, 'the audit is only ever added to'); END;

CREATE TABLE signing_keys (
    key        INTEGER PRIMARY KEY,
    kid        TEXT    NOT NULL UNIQUE CHECK (kid <> ''),
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- count(*) walks an index: milliseconds at a million rows, and it is asked for at every start and every page.
CREATE TABLE counts (
    name  TEXT    PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO counts (name, value) VALUES ('accounts', 0), ('outbox', 0);

CREATE TRIGGER accounts_are_counted AFTER INSERT ON accounts
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'accounts'; END;
CREATE TRIGGER accounts_are_counted_off AFTER DELETE ON accounts
BEGIN UPDATE counts SET value = value - 1 WHERE name = 'accounts'; END;
CREATE TRIGGER letters_are_counted AFTER INSERT ON outbox
BEGIN UPDATE counts SET value = value + 1 WHERE name = 'outbox'; END;
CREATE TRIGGER letters_are_counted_off AFTER DELETE ON outbox
BEGIN UPDATE counts SET value = value - 1 WHERE name = 'outbox'; END;
