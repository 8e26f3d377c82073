//! Holds what is in the database against what was said: nothing acknowledged is lost, nothing is there in part.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use vestibule::auth::clock::SystemClock;
use vestibule::domain::{
    AuditEvent, AuditLink, ChallengeId, Clock, LetterId, LetterState, Purpose, Secret, SignupId, TypedCode,
};
use vestibule::store;
use vestibule::vault::TokenKind;

use super::desk::{Desk, address};
use super::ledger::{Ledger, Story, Told};

/// What was found; what is wrong, in words.
#[derive(Default)]
pub struct Findings {
    /// Acknowledged, and not there.
    pub lost: Vec<String>,
    /// There in part, or not as it should be.
    pub torn: Vec<String>,
    /// Calls that were never answered, and are there as a whole.
    pub committed: usize,
}

impl Findings {
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.torn.is_empty()
    }
}

/// What part of the database is looked at: what some processes have written.
#[derive(Clone, Default)]
pub struct Part {
    /// The first name that can be theirs, and the first that no longer can.
    pub names: (String, String),
    /// The last letter and the last row of the audit before them.
    pub after: Marks,
}

/// Letters and rows of the audit are never taken away, so what is new lies behind a mark.
#[derive(Clone, Copy, Default)]
pub struct Marks {
    letter: i64,
    audit: i64,
}

impl Marks {
    /// Behind all that is there.
    pub fn now(desk: &Desk) -> Self {
        let number = |sql| desk.conn().query_row(sql, [], |row| row.get(0)).unwrap();
        Self {
            letter: number("SELECT ifnull(max(key), 0) FROM outbox"),
            audit: number("SELECT ifnull(max(seq), 0) FROM audit"),
        }
    }
}

/// All that is kept of one person.
#[derive(Default)]
struct Traces {
    signups: Vec<SignupId>,
    accounts: usize,
    challenges: Vec<(ChallengeId, Option<SignupId>, LetterId)>,
    letters: Vec<(LetterId, LetterState, Vec<u8>)>,
    audit: Vec<(AuditEvent, Option<String>)>,
}

/// Checks the file, and everybody in that part of it.
pub fn check(desk: &Desk, ledger: &Ledger, part: &Part) -> Findings {
    let mut findings = Findings { torn: damage(&desk.conn()), ..Findings::default() };
    findings.torn.extend(unchained(desk, part.after.audit));
    let (from, to) = &part.names;
    let traces = traces(&desk.conn(), part);
    let told = ledger.range(from.clone()..to.clone());
    let names: BTreeSet<&String> = told.map(|(name, _)| name).chain(traces.keys()).collect();
    let (unknown, unseen) = (Told::default(), Traces::default());
    for name in names {
        let (told, traces) = (ledger.get(name).unwrap_or(&unknown), traces.get(name).unwrap_or(&unseen));
        judge(desk, name, told, traces, &mut findings);
    }
    findings
}

/// What is wrong with the file itself.
fn damage(conn: &Connection) -> Vec<String> {
    let list = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut damage = list("PRAGMA integrity_check");
    damage.retain(|line| line != "ok");
    damage.extend(list("SELECT 'a row of ' || \"table\" || ' hangs in the air' FROM pragma_foreign_key_check"));
    damage.extend(list(
        "SELECT 'the audit has gaps' FROM (SELECT max(seq) AS last, count(*) AS many FROM audit) WHERE last <> many",
    ));
    damage.extend(list(
        "SELECT 'the ' || name || ' are miscounted' FROM counts \
         WHERE name IN ('accounts', 'outbox') \
         AND value <> iif(name = 'accounts', (SELECT count(*) FROM accounts), (SELECT count(*) FROM outbox))",
    ));
    damage
}

/// The first row of the audit behind that one that does not follow from the one before it.
fn unchained(desk: &Desk, mark: i64) -> Option<String> {
    let mut last = mark.unsigned_abs();
    let sql = "SELECT link FROM audit WHERE seq = ?";
    let mut link = match desk.conn().query_row(sql, [mark], |row| row.get(0)) {
        Ok(bytes) => AuditLink::new(bytes),
        Err(_) if mark == 0 => AuditLink::START,
        Err(error) => return Some(format!("row {mark} of the audit can't be read: {error}")),
    };
    loop {
        let part = match store::read(desk.store.as_ref(), |tx| tx.audit_chain(last, 1_000)) {
            Ok(part) => part,
            Err(error) => return Some(format!("the audit after row {last} can't be read: {error}")),
        };
        if part.is_empty() {
            return None;
        }
        for row in part {
            last = row.entry.seq;
            link = desk.vault.audit_link(link, &row.entry);
            if row.link != Some(link) {
                return Some(format!("row {last} of the audit does not follow from the one before"));
            }
        }
    }
}

/// Everything in that part, by the name of whom it is about.
fn traces(conn: &Connection, part: &Part) -> BTreeMap<String, Traces> {
    let mut traces: BTreeMap<String, Traces> = BTreeMap::new();
    let (from, to) = &part.names;
    each(conn, "SELECT username, id FROM signups WHERE username >= ? AND username < ?", [from, to], |row| {
        let signup = SignupId::from_bytes(row.get(1)?);
        traces.entry(row.get(0)?).or_default().signups.push(signup);
        Ok(())
    });
    // Only whole ones: who has no password or an unproved address was not made by a proof.
    let sql = "SELECT username FROM accounts WHERE username >= ? AND username < ? \
               AND email = username || '@example.org' AND status = 'active' AND verified_at > 0 AND password > ''";
    each(conn, sql, [from, to], |row| {
        traces.entry(row.get(0)?).or_default().accounts += 1;
        Ok(())
    });
    let sql = "SELECT address, id, iif(subject_kind = 'signup' AND purpose = 'signup', subject_id, NULL), letter \
               FROM challenges WHERE address_key >= ? AND address_key < ? AND used_at IS NULL";
    each(conn, sql, [from, to], |row| {
        let subject: Option<[u8; 16]> = row.get(2)?;
        let (id, letter) = (ChallengeId::from_bytes(row.get(1)?), LetterId::from_bytes(row.get(3)?));
        let challenge = (id, subject.map(SignupId::from_bytes), letter);
        traces.entry(named(row.get(0)?)).or_default().challenges.push(challenge);
        Ok(())
    });
    let sql = "SELECT address, id, state, sealed_args FROM outbox WHERE key > ? ORDER BY key";
    each(conn, sql, [part.after.letter], |row| {
        let state = row.get::<_, String>(2)?.parse().unwrap();
        let letter = (LetterId::from_bytes(row.get(1)?), state, row.get(3)?);
        traces.entry(named(row.get(0)?)).or_default().letters.push(letter);
        Ok(())
    });
    each(conn, "SELECT subject, event, after_value FROM audit WHERE seq > ?", [part.after.audit], |row| {
        let event = row.get::<_, String>(1)?.parse().unwrap();
        let name = row.get::<_, Option<String>>(0)?.unwrap_or_else(|| "nobody".to_owned());
        traces.entry(name).or_default().audit.push((event, row.get(2)?));
        Ok(())
    });
    traces
}

fn each(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    mut f: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) {
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query(params).unwrap();
    while let Some(row) = rows.next().unwrap() {
        f(row).unwrap();
    }
}

/// Whose address that is.
fn named(email: String) -> String {
    email.strip_suffix("@example.org").map_or(email.clone(), str::to_owned)
}

/// Each call is there as a whole or not at all; one that was answered is there.
fn judge(desk: &Desk, name: &str, told: &Told, traces: &Traces, findings: &mut Findings) {
    let found = match traces.story(name, desk) {
        Ok(found) => found,
        Err(what) => return findings.torn.push(format!("{name}: {what}")),
    };
    let (least, most) = (Story::after(&told.done), Story::after(&told.asked));
    if found < least {
        return findings.lost.push(format!("{name}: {least:?} was acknowledged, {found:?} is there"));
    }
    if found != least && found != most {
        return findings.torn.push(format!("{name}: {found:?} is there, and {most:?} was asked for"));
    }
    findings.committed += usize::from(told.cut_short() && found == most);
    if let Some((_, letter)) = told.flows.iter().find(|(_, letter)| !traces.has_letter(*letter)) {
        findings.lost.push(format!("{name}: the acknowledged {letter:?} is not in the outbox"));
    }
    if let (Story::Parked { .. }, Some(last)) = (found, told.flows.last())
        && found == least
        && traces.challenges.iter().all(|(id, _, letter)| (*id, *letter) != *last)
    {
        findings.torn.push(format!("{name}: the code that waits is not that of the last acknowledged letter"));
    }
}

impl Traces {
    fn has_letter(&self, id: LetterId) -> bool {
        self.letters.iter().any(|(letter, ..)| *letter == id)
    }

    /// Reads the story that the rows tell.
    ///
    /// # Errors
    /// In words, if they contradict each other.
    fn story(&self, name: &str, desk: &Desk) -> Result<Story, String> {
        let count = |event| self.audit.iter().filter(|(what, _)| *what == event).count();
        let (signed_up, resent, verified) =
            (count(AuditEvent::SignedUp), count(AuditEvent::Resent), count(AuditEvent::Verified));
        let letters = self.letters.len();
        let rows = format!(
            "{} sign-ups, {} accounts, {letters} letters, {} open challenges, audit {:?}",
            self.signups.len(),
            self.accounts,
            self.challenges.len(),
            self.audit,
        );
        let story = match (self.signups.len(), self.accounts, signed_up, verified) {
            (0, 0, 0, 0) => Story::Nothing,
            (1, 0, 1, 0) => Story::Parked { letters },
            (0, 1, 1, 1) => Story::Member { letters },
            _ => return Err(rows),
        };
        let (challenges, overtaken) = match story {
            Story::Nothing => (0, 0),
            Story::Parked { .. } => (1, resent),
            Story::Member { .. } => (0, letters),
        };
        let dropped =
            |(_, state, sealed): &(LetterId, LetterState, Vec<u8>)| *state == LetterState::Dropped && sealed.is_empty();
        if letters != signed_up + resent
            || self.audit.len() != letters + verified
            || self.challenges.len() != challenges
            || self.letters.iter().filter(|letter| dropped(letter)).count() != overtaken
        {
            return Err(rows);
        }
        let to_somebody_else = |(event, to): &(AuditEvent, Option<String>)| match event {
            AuditEvent::Resent => to.is_some(),
            _ => to.as_ref() != Some(&address(name)),
        };
        if self.audit.iter().any(to_somebody_else) {
            return Err(format!("the audit names another address: {rows}"));
        }
        match (self.signups.first(), self.challenges.first(), self.letters.last()) {
            (Some(signup), Some(challenge), Some(letter)) => opens(desk, name, *signup, challenge, letter)?,
            (Some(_), ..) => return Err(rows),
            _ => {}
        }
        Ok(story)
    }
}

/// Whether the letter that waits can be read, and what it says proves what it should.
fn opens(
    desk: &Desk,
    name: &str,
    signup: SignupId,
    (id, subject, announced): &(ChallengeId, Option<SignupId>, LetterId),
    (letter, state, sealed): &(LetterId, LetterState, Vec<u8>),
) -> Result<(), String> {
    if *subject != Some(signup) || announced != letter || *state != LetterState::Queued {
        return Err(format!("{letter:?}, {state}, is not the letter of the challenge and the sign-up"));
    }
    let args = desk.vault.open_letter(*letter, sealed).map_err(|error| format!("{letter:?}: {error}"))?;
    let challenge = store::read(desk.store.as_ref(), |tx| tx.challenge(*id)).map_err(|error| error.to_string())?;
    let challenge = challenge.ok_or("the challenge is gone")?;
    let code = args.code.as_ref().map(Secret::expose).unwrap_or_default();
    let code = TypedCode::parse(code).map_err(|error| format!("{letter:?}: {error}"))?;
    if args.username != name || !desk.vault.code_fits(*id, Purpose::SignUp, &code, &challenge.code) {
        return Err(format!("the code in {letter:?} opens nothing"));
    }
    let token = args.token.as_ref().map(Secret::expose).unwrap_or_default();
    let claims = desk.vault.tokens().check(token, &[TokenKind::Link(Purpose::SignUp)], SystemClock.now());
    match claims {
        Ok(claims) if claims.id == id.to_string() && claims.subject == signup.to_string() => Ok(()),
        _ => Err(format!("the token in {letter:?} opens nothing")),
    }
}
