//! Parts of long lists, found by where a row stands and never by counting rows from the start: the millionth page
//! costs what the first one does.
//!
//! A search cannot use the order's index to find its rows. Where it matches much, walking the list in order soon meets
//! enough of them; where it matches little, that walk would look at every row in an order the disk does not like.
//! So the matches are gathered first, up to [`COUNTED`], straight through the table: if that was all of them, the
//! part is cut from them alone.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::rows::{all, count};
use crate::domain::{Direction, Page, Total, Window};
use crate::store::Result;

/// Matches of a search are counted up to here.
const COUNTED: usize = 10_000;

/// A list as its table can give it. Columns are named as SQL names them.
pub(super) struct List<'a> {
    /// What a row is made of.
    pub columns: &'static str,
    /// The table with the rows.
    pub table: &'static str,
    /// The table's rowid: gathered matches are named by it.
    pub key: &'static str,
    /// Where rows are walked in order: the table, or one that leads to it.
    pub from: &'static str,
    /// Which of them, and with what values.
    pub filter: Filter,
    /// What the list is sorted by; together they name one row.
    pub order: &'static [&'static str],
    /// Which way.
    pub direction: Direction,
    /// What is searched, an expression over the table.
    pub text: &'static str,
    /// What has to be contained in it.
    pub words: &'a [String],
    /// Whether `filter` looks for some of the rows: then what it leaves is counted.
    pub searched: bool,
}

/// A condition, put together from constants: what somebody typed is only ever a value.
#[derive(Clone, Default)]
pub(super) struct Filter {
    sql: String,
    values: Vec<Value>,
}

impl Filter {
    /// Every row.
    pub fn all() -> Self {
        Self::of("1", Vec::new())
    }

    /// That condition with its values.
    pub fn of(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql: sql.to_owned(), values }
    }

    /// Goes on with that text.
    pub fn say(&mut self, sql: &'static str) {
        self.sql.push_str(sql);
    }

    /// The condition.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// What stands for its marks, in order.
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of the next `?`.
    pub fn bind(&mut self, value: Value) {
        self.values.push(value);
    }
}

/// Where rows are taken from: all that the list has, or the gathered matches.
struct Source {
    from: String,
    filter: String,
    values: Vec<Value>,
}

/// One side of a place in the list.
struct Side<'a> {
    place: &'a [Value],
    with_it: bool,
}

impl List<'_> {
    /// A part of the list. `place` finds the values of `order` for the row that the page names; `everything` counts
    /// the list where nothing is searched for.
    ///
    /// # Errors
    /// Where a query fails or a row is damaged.
    pub fn window<Id, T>(
        &self,
        conn: &Connection,
        page: Page<Id>,
        limit: usize,
        mut place: impl FnMut(Id) -> Result<Option<Vec<Value>>>,
        everything: impl FnOnce() -> Result<u64>,
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Window<T>> {
        let (source, total) = self.source(conn, everything)?;
        let page = match page {
            Page::First => Part::Start,
            Page::Last => Part::End,
            Page::After(id) => place(id)?.map_or(Part::Start, |place| Part::Forward { place, with_it: false }),
            Page::From(id) => place(id)?.map_or(Part::Start, |place| Part::Forward { place, with_it: true }),
            Page::Before(id) => place(id)?.map_or(Part::End, Part::Backward),
        };
        let onward = self.direction;
        let back = self.direction.reversed();
        // One row more than asked for tells whether there are more on that side; the other side is asked.
        let most = limit.saturating_add(1);
        let mut rows;
        let more_before;
        let more_after;
        match &page {
            Part::Start => {
                rows = self.fetch(conn, &source, onward, None, most, &map)?;
                more_before = false;
                more_after = rows.len() > limit;
            }
            Part::Forward { place, with_it } => {
                rows = self.fetch(conn, &source, onward, Some(Side { place, with_it: *with_it }), most, &map)?;
                more_before = self.has(conn, &source, back, Side { place, with_it: !with_it })?;
                more_after = rows.len() > limit;
            }
            Part::End => {
                rows = self.fetch(conn, &source, back, None, most, &map)?;
                more_before = rows.len() > limit;
                more_after = false;
            }
            Part::Backward(place) => {
                rows = self.fetch(conn, &source, back, Some(Side { place, with_it: false }), most, &map)?;
                more_before = rows.len() > limit;
                more_after = self.has(conn, &source, onward, Side { place, with_it: true })?;
            }
        }
        rows.truncate(limit);
        if matches!(page, Part::End | Part::Backward(_)) {
            rows.reverse();
        }
        Ok(Window { rows, more_before, more_after, total })
    }

    /// How many rows match, however many those are.
    ///
    /// # Errors
    /// Where the query fails.
    pub fn count(&self, conn: &Connection) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {} WHERE {}", self.from, self.filter.sql);
        count(conn, &sql, params_from_iter(&self.filter.values))
    }

    /// One column of every row that matches, in order.
    ///
    /// # Errors
    /// Where the query fails or a row is damaged.
    pub fn each<T>(&self, conn: &Connection, column: &str, map: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let source =
            Source { from: self.from.to_owned(), filter: self.filter.sql.clone(), values: self.filter.values.clone() };
        let sql = self.sql(&source, column, self.direction, None);
        all(conn, &sql, params_from_iter(source.values.iter().chain([&Value::Integer(-1)])), map)
    }

    fn source(&self, conn: &Connection, everything: impl FnOnce() -> Result<u64>) -> Result<(Source, Total)> {
        let Filter { sql: filter, values } = &self.filter;
        let mut source = Source { from: self.from.to_owned(), filter: filter.clone(), values: values.clone() };
        if self.words.is_empty() && !self.searched {
            return Ok((source, Total::Exactly(everything()?)));
        }
        for word in self.words {
            source.filter.push_str(&format!(" AND instr({}, ?) > 0", self.text));
            source.values.push(Value::Text(word.clone()));
        }
        let Source { from, filter, values } = &source;
        let sql = format!("SELECT {}.{} FROM {from} WHERE {filter} LIMIT {}", self.table, self.key, COUNTED + 1);
        let found = all(conn, &sql, params_from_iter(values), |row| Ok(row.get::<_, i64>(0)?))?;
        if found.len() > COUNTED {
            return Ok((source, Total::AtLeast(u64::try_from(COUNTED).unwrap_or(u64::MAX))));
        }
        let total = Total::Exactly(u64::try_from(found.len()).unwrap_or(u64::MAX));
        let gathered = Source {
            from: format!(
                "(SELECT value AS {key} FROM json_each(?)) AS place CROSS JOIN {table} USING ({key})",
                key = self.key,
                table = self.table
            ),
            filter: "1".to_owned(),
            values: vec![Value::Text(json(&found))],
        };
        Ok((gathered, total))
    }

    fn sql(&self, source: &Source, columns: &str, towards: Direction, side: Option<&Side<'_>>) -> String {
        let Source { from, filter, .. } = source;
        let names = self.order.join(", ");
        let (word, sign) = match towards {
            Direction::Ascending => ("ASC", ">"),
            Direction::Descending => ("DESC", "<"),
        };
        let beyond = side.map_or(String::new(), |side| {
            let marks = vec!["?"; self.order.len()].join(", ");
            format!(" AND ({names}) {sign}{} ({marks})", if side.with_it { "=" } else { "" })
        });
        let sorted: Vec<String> = self.order.iter().map(|name| format!("{name} {word}")).collect();
        format!("SELECT {columns} FROM {from} WHERE {filter}{beyond} ORDER BY {} LIMIT ?", sorted.join(", "))
    }

    fn fetch<T>(
        &self,
        conn: &Connection,
        source: &Source,
        towards: Direction,
        side: Option<Side<'_>>,
        most: usize,
        map: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let sql = self.sql(source, self.columns, towards, side.as_ref());
        let most = Value::Integer(i64::try_from(most).unwrap_or(i64::MAX));
        let place = side.map_or(&[][..], |side| side.place);
        all(conn, &sql, params_from_iter(source.values.iter().chain(place).chain([&most])), map)
    }

    fn has(&self, conn: &Connection, source: &Source, towards: Direction, side: Side<'_>) -> Result<bool> {
        let sql = self.sql(source, "1", towards, Some(&side));
        let values = source.values.iter().chain(side.place).chain([&Value::Integer(1)]);
        Ok(conn.prepare_cached(&sql)?.exists(params_from_iter(values))?)
    }
}

/// A page with its row found.
enum Part {
    Start,
    End,
    Forward { place: Vec<Value>, with_it: bool },
    Backward(Vec<Value>),
}

/// A list of numbers as one value: SQLite takes only so many values in a query.
fn json(numbers: &[i64]) -> String {
    let mut text = String::with_capacity(numbers.len() * 8 + 2);
    text.push('[');
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&number.to_string());
    }
    text.push(']');
    text
}

/// Every statement that a list without search would run, for a test that looks at their plans.
#[cfg(test)]
pub(super) fn statements(list: &List<'_>) -> Vec<String> {
    let source = Source { from: list.from.to_owned(), filter: list.filter.sql.clone(), values: Vec::new() };
    let place = [];
    let mut statements = Vec::new();
    for towards in [Direction::Ascending, Direction::Descending] {
        statements.push(list.sql(&source, list.columns, towards, None));
        for with_it in [false, true] {
            let side = Side { place: &place, with_it };
            statements.push(list.sql(&source, list.columns, towards, Some(&side)));
            statements.push(list.sql(&source, "1", towards, Some(&side)));
        }
    }
    statements
}
