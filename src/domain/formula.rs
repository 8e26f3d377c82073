//! Cells that a spreadsheet would take for a formula.
//!
//! Whoever opens an export in a spreadsheet must not run what somebody typed as their name (OWASP, "CSV Injection"). Such
//! a cell begins with an apostrophe in the file, and an import takes it off again: what was exported comes back as it was.

/// What makes a formula of a cell, besides a tab and a carriage return; some programs take the wide forms, too.
const SIGNS: [&str; 8] = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];

/// Whether a text is to be written with an apostrophe before it: some spreadsheet takes it for a formula, or it looks as
/// if it had one already.
pub fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['\t', '\r']) || SIGNS.iter().any(|sign| bare.starts_with(sign))
}

/// A text as it was before it was guarded.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_guarded_comes_back_as_it_was() {
        for cell in ["=1+1", "+a", "-a", "@a", "\ta", "\ra", "'=1", "''=1", "'a", "a=1", "", "'", "''", "'-", "＝1"] {
            let guarded = if needs_guard(cell) { format!("'{cell}") } else { cell.to_owned() };
            assert!(!guarded.starts_with(['=', '+', '-', '@', '＝', '\t', '\r']), "{cell:?}");
            assert_eq!(unguarded(&guarded), cell, "{cell:?}");
        }
    }
}
