//! Parts of the audit, newest first. What names a party or an event walks an index; a span of time is a span of
//! numbers; words are looked for row by row, in so many rows for one answer.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::list::Filter;
use super::rows::{all, count, one};
use crate::domain::{AccountId, AuditEntry, AuditPart, AuditQuery, AuditTest, Page, Total, Who, Window};
use crate::store::Result;

/// Matches that an index finds are counted up to here.
const COUNTED: usize = 10_000;
/// Events of one search that are walked side by side; more are looked for row by row.
const MOST_EVENTS: usize = 12;

/// A walk through some of the rows, by an index, largest number first.
struct Walk {
    /// Where.
    from: &'static str,
    /// Which rows; the index serves it.
    condition: &'static str,
    /// What stands for its mark.
    value: Option<Value>,
}

const EVERYTHING: Walk = Walk { from: "audit", condition: "1", value: None };

/// How a search is gone about.
struct Plan {
    /// Side by side, each row once.
    walks: Vec<Walk>,
    /// What has to be looked at row by row.
    rest: Filter,
    /// From this number down to that one.
    span: (i64, i64),
    /// Whether `rest` may leave out much.
    searching: bool,
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn seq(number: i64) -> u64 {
    number.unsigned_abs()
}

/// What a party is in a row.
#[derive(Clone, Copy)]
enum Part {
    Actor,
    Subject,
}

/// A walk for a party of that name or id, in each of those parts.
fn parties(who: &Who, parts: &[Part]) -> Option<Vec<Walk>> {
    let named = |part: &Part, name: &str| {
        let (from, condition) = match part {
            Part::Actor => ("audit INDEXED BY audit_by_actor", "actor = ? COLLATE NOCASE"),
            Part::Subject => ("audit INDEXED BY audit_by_subject", "subject = ? COLLATE NOCASE"),
        };
        Walk { from, condition, value: Some(Value::Text(name.to_owned())) }
    };
    match who {
        Who::Named(name) => Some(parts.iter().map(|part| named(part, name)).collect()),
        Who::Id(id) => Some(vec![of_account(*id)]),
        Who::Begins(_) => None,
    }
}

fn of_account(id: AccountId) -> Walk {
    Walk {
        from: "audit_parties CROSS JOIN audit USING (seq)",
        condition: "account = ?",
        value: Some(Value::Blob(id.as_bytes().to_vec())),
    }
}

/// The walk that finds what a test asks for, if one does.
fn walks(test: &AuditTest) -> Option<Vec<Walk>> {
    match test {
        AuditTest::Actor(who) => parties(who, &[Part::Actor]),
        AuditTest::Account(who) => parties(who, &[Part::Actor, Part::Subject]),
        AuditTest::Event(events) if events.len() <= MOST_EVENTS => Some(
            events
                .iter()
                .map(|event| Walk {
                    from: "audit INDEXED BY audit_by_event",
                    condition: "event = ?",
                    value: Some(Value::Text(event.as_str().to_owned())),
                })
                .collect(),
        ),
        _ => None,
    }
}

/// Which walk is the shorter one, as a rule: an account's, an actor's, an event's.
fn rank(test: &AuditTest) -> u8 {
    match test {
        AuditTest::Account(_) => 0,
        AuditTest::Actor(_) => 1,
        _ => 2,
    }
}

/// The condition on a row for a test.
fn condition(filter: &mut Filter, test: &AuditTest) {
    match test {
        AuditTest::Text(word) => {
            filter.say("instr(search, ?) > 0");
            filter.bind(Value::Text(word.clone()));
        }
        AuditTest::Actor(who) => party(filter, Part::Actor, who),
        AuditTest::Account(who) => {
            party(filter, Part::Actor, who);
            filter.say(" OR ");
            party(filter, Part::Subject, who);
        }
        AuditTest::Event(events) => {
            filter.say("0");
            for event in events {
                filter.say(" OR event = ?");
                filter.bind(Value::Text(event.as_str().to_owned()));
            }
        }
        AuditTest::Seat(part) => {
            filter.say("instr(lower(seat), ?) > 0");
            filter.bind(Value::Text(part.clone()));
        }
    }
}

fn party(filter: &mut Filter, part: Part, who: &Who) {
    let [named, begins, id] = match part {
        Part::Actor => ["actor = ? COLLATE NOCASE", "instr(lower(actor), ?) = 1", "actor_id = ?"],
        Part::Subject => ["subject = ? COLLATE NOCASE", "instr(lower(subject), ?) = 1", "subject_id = ?"],
    };
    match who {
        Who::Named(name) => {
            filter.say(named);
            filter.bind(Value::Text(name.clone()));
        }
        Who::Begins(beginning) => {
            filter.say(begins);
            filter.bind(Value::Text(beginning.clone()));
        }
        Who::Id(account) => {
            filter.say(id);
            filter.bind(Value::Blob(account.as_bytes().to_vec()));
        }
    }
}

impl Plan {
    fn of(conn: &Connection, query: &AuditQuery) -> Result<Self> {
        let search = &query.search;
        let mut driver = None;
        if query.account.is_none() {
            let found = search.terms.iter().enumerate().filter(|(_, term)| !term.without);
            let found = found.filter_map(|(at, term)| walks(&term.test).map(|walks| (at, rank(&term.test), walks)));
            driver = found.min_by_key(|(_, rank, _)| *rank);
        }
        let (mut rest, mut searching) = (Filter::all(), false);
        for (at, term) in search.terms.iter().enumerate() {
            // The account that acts is walked with those rows in which it is acted upon, too.
            let walked = driver.as_ref().is_some_and(|(driver, ..)| *driver == at)
                && !matches!(term.test, AuditTest::Actor(Who::Id(_)));
            if !walked {
                let (open, close) = if term.without { (" AND ifnull((", "), 0) = 0") } else { (" AND (", ")") };
                rest.say(open);
                condition(&mut rest, &term.test);
                rest.say(close);
                searching = true;
            }
        }
        let mut span = (i64::MAX, 1);
        if search.since.is_some() || search.before.is_some() {
            span = Self::span(conn, query)?;
            if one(conn, "SELECT 1 FROM audit_late LIMIT 1", [], |_| Ok(()))?.is_some() {
                for (sql, end) in [(" AND at >= ?", search.since), (" AND at < ?", search.before)] {
                    if let Some(end) = end {
                        rest.say(sql);
                        rest.bind(Value::Integer(end.millis()));
                    }
                }
            }
        }
        let walks = match (query.account, driver) {
            (Some(account), _) => vec![of_account(account)],
            (None, Some((.., walks))) => walks,
            (None, None) => vec![EVERYTHING],
        };
        Ok(Self { walks, rest, span, searching })
    }

    /// The largest and the smallest number of a span of time. Rows that are not late stand in the order of their
    /// moments. A late one comes after a row with a greater moment: it may be the last of a span, never the first.
    fn span(conn: &Connection, query: &AuditQuery) -> Result<(i64, i64)> {
        let number = |sql: &str, at: i64| one(conn, sql, [at], |row| Ok(row.get::<_, Option<i64>>(0)?));
        let mut span = (i64::MAX, 1);
        if let Some(before) = query.search.before {
            let sql = "SELECT max(seq) FROM (SELECT max(seq) AS seq FROM audit WHERE at = \
                       (SELECT max(at) FROM audit WHERE at < ?1) UNION ALL \
                       SELECT max(seq) FROM audit_late CROSS JOIN audit USING (seq) WHERE at < ?1)";
            span.0 = number(sql, before.millis())?.flatten().unwrap_or(0);
        }
        if let Some(since) = query.search.since {
            let sql = "SELECT seq FROM audit INDEXED BY audit_by_time \
                       WHERE at >= ? AND seq NOT IN (SELECT seq FROM audit_late) ORDER BY at, seq LIMIT 1";
            span.1 = number(sql, since.millis())?.flatten().unwrap_or(i64::MAX);
        }
        Ok(span)
    }

    /// The numbers from `high` down to `low`, at most `limit`; the largest first, or the smallest.
    fn numbers(&self, conn: &Connection, (high, low): (i64, i64), up: bool, limit: usize) -> Result<Vec<i64>> {
        let (high, low) = (high.min(self.span.0), low.max(self.span.1));
        if high < low || limit == 0 {
            return Ok(Vec::new());
        }
        self.run(conn, (high, low), &self.rest, up, (limit, 0))
    }

    /// How far down one gets who looks at so many rows from `high` on; `None`: to the end.
    fn reach(&self, conn: &Connection, high: i64, most: u64) -> Result<Option<i64>> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let (high, low) = (high.min(self.span.0), self.span.1);
        if high < low || most == usize::MAX {
            return Ok(None);
        }
        if matches!(self.walks.as_slice(), [walk] if walk.value.is_none()) {
            // Numbered without gaps.
            let last: i64 = one(conn, "SELECT ifnull(max(seq), 0) FROM audit", [], |row| Ok(row.get(0)?))?.unwrap_or(0);
            let reach = high.min(last).saturating_sub(i64::try_from(most).unwrap_or(i64::MAX)).saturating_add(1);
            return Ok((reach > low).then_some(reach));
        }
        let skipped = most.saturating_sub(1);
        Ok(self
            .run(conn, (high, low), &Filter::all(), false, (1, skipped))?
            .first()
            .copied()
            .filter(|reach| *reach > low))
    }

    fn run(
        &self,
        conn: &Connection,
        (high, low): (i64, i64),
        rest: &Filter,
        up: bool,
        (limit, skipped): (usize, usize),
    ) -> Result<Vec<i64>> {
        let sql = self.sql(rest, up);
        let mut given = Vec::new();
        for walk in &self.walks {
            given.extend(walk.value.clone());
            given.extend([Value::Integer(high), Value::Integer(low)]);
            given.extend(rest.values().iter().cloned());
        }
        for number in [limit, skipped] {
            given.push(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)));
        }
        all(conn, &sql, params_from_iter(given), |row| Ok(row.get::<_, i64>(0)?))
    }

    fn sql(&self, rest: &Filter, up: bool) -> String {
        let each: Vec<String> = self
            .walks
            .iter()
            .map(|Walk { from, condition, .. }| {
                format!(
                    "SELECT seq FROM {from} WHERE {condition} AND seq <= ? AND seq >= ? AND {rest}",
                    rest = rest.sql()
                )
            })
            .collect();
        // Walks that are each in order are merged by SQLite as they go, and a row that two of them find is told once.
        format!("{} ORDER BY seq {} LIMIT ? OFFSET ?", each.join(" UNION "), if up { "ASC" } else { "DESC" })
    }
}

/// The rows of these numbers, in that order.
fn fetch(
    conn: &Connection,
    numbers: &[i64],
    columns: &'static str,
    map: impl Fn(&Row<'_>) -> Result<AuditEntry>,
) -> Result<Vec<AuditEntry>> {
    let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
    let sql =
        format!("SELECT {columns} FROM json_each(?) AS place CROSS JOIN audit ON seq = place.value ORDER BY place.key");
    all(conn, &sql, [format!("[{}]", list.join(","))], map)
}

/// A part of the audit; see [`crate::store::Tx::audit_part`].
pub(super) fn part(
    conn: &Connection,
    query: &AuditQuery,
    most: u64,
    columns: &'static str,
    map: impl Fn(&Row<'_>) -> Result<AuditEntry>,
) -> Result<AuditPart> {
    let plan = Plan::of(conn, query)?;
    let bounded = plan.searching && most < u64::MAX;
    let counted = if bounded { None } else { Some(total(conn, query, &plan)?) };
    let asked = query.limit.saturating_add(1);
    let there = |id: u64| -> Result<bool> {
        let Ok(id) = i64::try_from(id) else { return Ok(false) };
        Ok(one(conn, "SELECT 1 FROM audit WHERE seq = ?", [id], |_| Ok(()))?.is_some())
    };
    // Where the part begins, and which way it is read. A row that is gone never was: then from the start, or the end.
    let (up, start) = match query.page {
        Page::First => (false, i64::MAX),
        Page::Last => (true, 1),
        Page::After(id) if there(id)? => (false, number(id).saturating_sub(1)),
        Page::From(id) if there(id)? => (false, number(id)),
        Page::Before(id) if there(id)? => (true, number(id).saturating_add(1)),
        Page::After(_) | Page::From(_) => (false, i64::MAX),
        Page::Before(_) => (true, 1),
    };
    if up {
        let mut numbers = plan.numbers(conn, (i64::MAX, start), true, asked)?;
        let more_before = numbers.len() > query.limit;
        numbers.truncate(query.limit);
        numbers.reverse();
        let below = (start.saturating_sub(1), 1);
        let more_after = start > 1 && !plan.numbers(conn, below, false, 1)?.is_empty();
        let total = counted.unwrap_or(Total::AtLeast(numbers.len() as u64));
        let rows = fetch(conn, &numbers, columns, map)?;
        let window = Window { rows, more_before, more_after, total };
        return Ok(AuditPart { window, counted: counted.is_some(), on_from: None });
    }
    let reach = if bounded { plan.reach(conn, start, most)? } else { None };
    let mut numbers = plan.numbers(conn, (start, reach.unwrap_or(1)), false, asked)?;
    let more_here = numbers.len() > query.limit;
    numbers.truncate(query.limit);
    let more_before = start < i64::MAX && !plan.numbers(conn, (i64::MAX, start.saturating_add(1)), true, 1)?.is_empty();
    // Where the part is full, one goes on after its last row; where it is not, after the last that was looked at.
    let on_from = if more_here { numbers.last().copied() } else { reach };
    let whole = !more_before && on_from.is_none();
    let found = numbers.len() as u64;
    let total = counted.unwrap_or(if whole { Total::Exactly(found) } else { Total::AtLeast(found) });
    let rows = fetch(conn, &numbers, columns, map)?;
    let window = Window { rows, more_before, more_after: on_from.is_some(), total };
    Ok(AuditPart { window, counted: counted.is_some(), on_from: on_from.map(seq) })
}

/// How many there are, where an index tells.
fn total(conn: &Connection, query: &AuditQuery, plan: &Plan) -> Result<Total> {
    if query.search.is_everything() {
        return Ok(Total::Exactly(match query.account {
            // Numbered without gaps, so the highest number is how many there are.
            None => count(conn, "SELECT ifnull(max(seq), 0) FROM audit", [])?,
            Some(account) => count(conn, "SELECT count(*) FROM audit_parties WHERE account = ?", [account.as_bytes()])?,
        }));
    }
    let found = plan.numbers(conn, (i64::MAX, 1), false, COUNTED + 1)?.len();
    Ok(if found > COUNTED { Total::AtLeast(COUNTED as u64) } else { Total::Exactly(found as u64) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AuditSearch, Timestamp};
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn every_way_through_the_audit_walks_in_order_and_sorts_nothing() {
        let conn = in_memory();
        let id = AccountId::from_bytes([7; 16]);
        let now = Timestamp::from_millis(1_780_000_000_000);
        for (raw, account, index) in [
            ("", None, "audit USING INTEGER PRIMARY KEY"),
            ("words !more", None, "audit USING INTEGER PRIMARY KEY"),
            ("since:2d until:1d", None, "audit USING INTEGER PRIMARY KEY"),
            ("", Some(id), "audit_parties USING PRIMARY KEY"),
            ("words", Some(id), "audit_parties USING PRIMARY KEY"),
            ("actor:ada", None, "INDEX audit_by_actor"),
            ("actor:ada words", None, "INDEX audit_by_actor"),
            ("account:ada", None, "INDEX audit_by_subject"),
            ("event:suspended,restored actor:ada", None, "INDEX audit_by_actor"),
            ("event:suspended,restored", None, "INDEX audit_by_event"),
            (&format!("account:{id}"), None, "audit_parties USING PRIMARY KEY"),
        ] {
            let search = AuditSearch::parse(raw, now).unwrap();
            let query = AuditQuery { search, account, ..AuditQuery::default() };
            let made = Plan::of(&conn, &query).unwrap();
            for up in [false, true] {
                let sql = made.sql(&made.rest, up);
                let plan = plan(&conn, &sql);
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{raw}: {sql}\n{plan}");
                assert!(!plan.contains("SCAN"), "{raw}: {sql}\n{plan}");
            }
        }
    }

    #[test]
    fn a_span_of_time_is_found_by_its_ends() {
        let conn = in_memory();
        for sql in [
            "SELECT max(at) FROM audit WHERE at < ?",
            "SELECT max(at) FROM audit",
            "SELECT max(seq) FROM audit WHERE at = ?",
            "SELECT seq FROM audit INDEXED BY audit_by_time WHERE at >= ? \
             AND seq NOT IN (SELECT seq FROM audit_late) ORDER BY at, seq LIMIT 1",
        ] {
            let plan = plan(&conn, sql);
            assert!(plan.contains("INDEX audit_by_time") && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
        }
    }
}
