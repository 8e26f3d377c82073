//! The audit as a file: CSV for spreadsheets, JSON Lines for programs.

use std::fmt::Write;

use super::formula::needs_guard;
use super::words::worded;
use super::{AuditEntry, Party};

worded! {
    /// What a file is made of.
    FileFormat, FileFormatError = "a format is one of: csv, jsonl" {
        /// Rows and commas (RFC 4180), safe against formulas.
        Csv = "csv";
        /// One JSON object a line.
        JsonLines = "jsonl";
    }
}

impl FileFormat {
    /// What comes before the first row, with its line end.
    pub fn head(self) -> &'static str {
        match self {
            Self::Csv => "seq,at,event,actor,actor_id,subject,subject_id,seat,before,after\r\n",
            Self::JsonLines => "",
        }
    }

    /// One row, with its line end. JSON has the shape of `vestibule audit list --json`.
    pub fn line(self, entry: &AuditEntry) -> String {
        match self {
            Self::Csv => csv(entry),
            Self::JsonLines => json(entry),
        }
    }
}

fn csv(entry: &AuditEntry) -> String {
    let id = |party: &Party| party.id.map(|id| id.to_string()).unwrap_or_default();
    let subject = entry.subject.as_ref();
    let cells = [
        entry.seq.to_string(),
        entry.at.rfc3339(),
        entry.event.as_str().to_owned(),
        cell(&entry.actor.name),
        id(&entry.actor),
        subject.map(|party| cell(&party.name)).unwrap_or_default(),
        subject.map(id).unwrap_or_default(),
        cell(entry.seat.as_str()),
        entry.before.as_deref().map(cell).unwrap_or_default(),
        entry.after.as_deref().map(cell).unwrap_or_default(),
    ];
    format!("{}\r\n", cells.join(","))
}

/// A text as a cell. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection).
pub fn cell(text: &str) -> String {
    let text = if needs_guard(text) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn json(entry: &AuditEntry) -> String {
    let mut line = format!("{{\"seq\":{},\"at\":", entry.seq);
    string(&mut line, &entry.at.rfc3339());
    line.push_str(",\"event\":");
    string(&mut line, entry.event.as_str());
    line.push_str(",\"actor\":");
    party(&mut line, Some(&entry.actor));
    line.push_str(",\"subject\":");
    party(&mut line, entry.subject.as_ref());
    line.push_str(",\"seat\":");
    string(&mut line, entry.seat.as_str());
    for (name, value) in [("before", &entry.before), ("after", &entry.after)] {
        let _ = write!(line, ",\"{name}\":");
        maybe(&mut line, value.as_deref());
    }
    line.push_str("}\n");
    line
}

fn party(line: &mut String, party: Option<&Party>) {
    let Some(party) = party else { return line.push_str("null") };
    line.push_str("{\"id\":");
    maybe(line, party.id.map(|id| id.to_string()).as_deref());
    line.push_str(",\"name\":");
    string(line, &party.name);
    line.push('}');
}

fn maybe(line: &mut String, text: Option<&str>) {
    match text {
        Some(text) => string(line, text),
        None => line.push_str("null"),
    }
}

/// A string as JSON writes it (RFC 8259 §7).
fn string(line: &mut String, text: &str) {
    line.push('"');
    for c in text.chars() {
        match c {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(line, "\\u{:04x}", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, AuditEvent, Seat, Timestamp};
    use proptest::prelude::*;

    fn entry(name: &str, before: Option<&str>) -> AuditEntry {
        AuditEntry {
            seq: 7,
            at: Timestamp::from_millis(1_787_580_187_120),
            event: AuditEvent::EmailChanged,
            actor: Party { id: Some(AccountId::from_bytes([7; 16])), name: name.to_owned() },
            subject: None,
            seat: Seat::new("lab2"),
            before: before.map(str::to_owned),
            after: None,
        }
    }

    #[test]
    fn a_row_is_written_in_both_ways() {
        let id = "07070707-0707-0707-0707-070707070707";
        let row = entry("ada", Some("a \"b\", c"));
        assert_eq!(
            FileFormat::Csv.line(&row),
            format!("7,2026-08-24T14:03:07.120Z,user_email_changed,ada,{id},,,lab2,\"a \"\"b\"\", c\",\r\n")
        );
        assert_eq!(
            FileFormat::JsonLines.line(&row),
            format!(
                "{{\"seq\":7,\"at\":\"2026-08-24T14:03:07.120Z\",\"event\":\"user_email_changed\",\
                 \"actor\":{{\"id\":\"{id}\",\"name\":\"ada\"}},\"subject\":null,\"seat\":\"lab2\",\
                 \"before\":\"a \\\"b\\\", c\",\"after\":null}}\n"
            )
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1"] {
            assert!(cell(text).trim_start_matches('"').starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("ada"), "ada");
        assert_eq!(cell("user → admin"), "user → admin");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(name in "\\PC{0,20}", value in "(?s).{0,40}") {
            let row = entry(&name, Some(&value));
            let line = FileFormat::JsonLines.line(&row);
            prop_assert_eq!(line.matches('\n').count(), 1);
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(read["actor"]["name"].as_str(), Some(name.as_str()));
            prop_assert_eq!(read["before"].as_str(), Some(value.as_str()));
            let text = format!("{}{}", FileFormat::Csv.head(), FileFormat::Csv.line(&row));
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.len(), 10);
            // The apostrophe before a formula is all that is added.
            let as_written = |read: &str, text: &str| read == text || read.strip_prefix('\'') == Some(text);
            prop_assert!(as_written(&record[3], &name) && as_written(&record[8], &value));
        }
    }
}
