//! Holds the table against the list of rows, the sources and the documents.

use std::collections::HashMap;

use serde::Deserialize;

use super::expected::{ASVS, BESIDES};

/// The parts that are yet to come, as a row may name them.
const PARTS: &[&str] = &["HTTP face", "import and export at scale", "PostgreSQL", "deployment", "kiosk seat"];

/// The table as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The requirements of ASVS.
    #[serde(default)]
    pub row: Vec<Row>,
    /// What is checked besides.
    #[serde(default)]
    pub besides: Vec<Row>,
}

/// One requirement and what shows it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// As `v5.0.0-6.2.1`, or a name of its own.
    pub id: String,
    /// 1 to 3; rows besides ASVS have none.
    #[serde(default)]
    pub level: u8,
    /// The letter of the part it belongs to; rows besides ASVS have none.
    #[serde(default)]
    pub scope: String,
    /// What is required, in a few words.
    pub says: String,
    /// `path::name` of tests.
    #[serde(default)]
    pub tests: Vec<String>,
    /// Sentences of documents.
    #[serde(default)]
    pub docs: Vec<Quotation>,
    /// The part that it belongs to and that is not there yet.
    pub later: Option<String>,
    /// A part of this version that is under way.
    pub pending: Option<String>,
    /// What is done instead, or not, and why.
    pub deviation: Option<String>,
}

/// A sentence and the document it stands in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotation {
    file: String,
    says: String,
}

/// The project's files by their paths.
pub struct Files(HashMap<String, String>);

/// What a test is found to be.
enum Found {
    Test,
    Ignored,
}

impl Files {
    /// Those files.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().collect())
    }

    fn get(&self, path: &str) -> Result<&str, String> {
        self.0.get(path).map(String::as_str).ok_or_else(|| format!("there is no file {path}"))
    }

    fn test(&self, named: &str) -> Result<Found, String> {
        let (path, name) = named.split_once("::").ok_or_else(|| format!("{named} is not spelled as path::name"))?;
        let none = || format!("{path} has no test of the name {name}");
        let text = self.get(path)?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let head = |line: &&str| {
            let line = line.strip_prefix("async ").unwrap_or(line);
            line.strip_prefix("fn ").and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
        };
        let at = lines.iter().position(head).ok_or_else(none)?;
        let above = || lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        if above().any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test")) {
            return Ok(if above().any(|line| line.starts_with("#[ignore")) { Found::Ignored } else { Found::Test });
        }
        // The suite that every store passes lists its cases.
        let cases = text.split_once("cases![").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
        if cases.split(',').any(|case| case.trim() == name) { Ok(Found::Test) } else { Err(none()) }
    }

    fn quotes(&self, quotation: &Quotation) -> Result<(), String> {
        let (text, sentence) = (one_line(self.get(&quotation.file)?), one_line(&quotation.says));
        if sentence.is_empty() {
            return Err("an empty quotation shows nothing".to_owned());
        }
        if text.contains(&sentence) { Ok(()) } else { Err(format!("{} does not say “{sentence}”", quotation.file)) }
    }
}

/// White space does not matter, nor do the marks of a list.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything that is wrong with the table, in sentences.
pub fn check(table: &Table, files: &Files, allow_pending: bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for (level, scope, ids) in ASVS {
        for id in ids.split_whitespace() {
            let id = format!("v5.0.0-{id}");
            let rows = table.row.iter().filter(|row| row.id == id);
            complaints.extend(once(&id, rows.clone()));
            for row in rows {
                if row.level != *level {
                    complaints.push(format!("{id}: is of level {level}, not {}", row.level));
                } else if row.scope != *scope {
                    complaints.push(format!("{id}: is of scope {scope}, not {}", row.scope));
                }
            }
        }
    }
    for id in BESIDES.split_whitespace() {
        complaints.extend(once(id, table.besides.iter().filter(|row| row.id == id)));
    }
    let known =
        |row: &Row| ASVS.iter().any(|(.., ids)| ids.split_whitespace().any(|id| row.id == format!("v5.0.0-{id}")));
    let strangers = table.row.iter().filter(|row| !known(row));
    let others = table.besides.iter().filter(|row| !BESIDES.split_whitespace().any(|id| id == row.id));
    complaints.extend(strangers.chain(others).map(|row| format!("{}: no such row is expected", row.id)));
    for row in table.row.iter().chain(&table.besides) {
        complaints.extend(row.complaints(files, allow_pending).iter().map(|words| format!("{}: {words}", row.id)));
    }
    complaints
}

fn once<'a>(id: &str, rows: impl Iterator<Item = &'a Row>) -> Option<String> {
    match rows.count() {
        0 => Some(format!("{id}: the row is missing")),
        1 => None,
        _ => Some(format!("{id}: the row stands there twice")),
    }
}

impl Row {
    fn complaints(&self, files: &Files, allow_pending: bool) -> Vec<String> {
        let mut complaints = Vec::new();
        if self.says.trim().is_empty() {
            complaints.push("it does not say what is required".to_owned());
        }
        let mut running = 0;
        for named in &self.tests {
            match files.test(named) {
                Ok(Found::Test) => running += 1,
                Ok(Found::Ignored) => {}
                Err(why) => complaints.push(why),
            }
        }
        if running == 0 && !self.tests.is_empty() && complaints.is_empty() {
            complaints.push("only ignored tests show it".to_owned());
        }
        complaints.extend(self.docs.iter().filter_map(|quotation| files.quotes(quotation).err()));
        if self.deviation.as_ref().is_some_and(|why| why.split_whitespace().count() < 4) {
            complaints.push("the deviation gives no reason".to_owned());
        }

        // Of the core and needed at once.
        let now = self.scope == "C" && self.level < 3;
        let shown = !self.tests.is_empty() || !self.docs.is_empty();
        match (&self.later, &self.pending) {
            (Some(_), _) if now => {
                complaints.push("what is of the core and of level 1 or 2 cannot be left for later".to_owned());
            }
            (Some(_), _) if shown => complaints.push("it is left for later and shown as well".to_owned()),
            (Some(part), _) if !PARTS.contains(&part.as_str()) => {
                complaints.push(format!("“{part}” is no part that is to come"));
            }
            (Some(_), _) => {}
            (None, Some(part)) if !allow_pending => complaints.push(format!("waits for {part}")),
            (None, Some(_)) => {}
            (None, None) if shown => {}
            // Beyond level 2, a reason is enough.
            (None, None) if self.deviation.is_some() && !now => {}
            (None, None) => complaints.push("nothing shows it".to_owned()),
        }
        complaints
    }
}
