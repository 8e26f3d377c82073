//! Cells that a spreadsheet would take for a formula.
//!
//! Whoever opens an export in a spreadsheet must not run what somebody typed as their name (OWASP, "CSV Injection"). Such
//! a cell begins with an apostrophe in the file, and an import takes it off again: what was exported comes back as it was.

/// Whether a cell, without apostrophes before it, is a formula to some spreadsheet; or was made by [`guarded`].
fn is_suspicious(cell: &[u8]) -> bool {
    let first = cell.iter().find(|byte| **byte != b'\'');
    matches!(first, Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// Whether a cell is written with an apostrophe before it.
pub(super) fn needs_guard(cell: &[u8]) -> bool {
    is_suspicious(cell)
}

/// A cell as it was before it was guarded.
pub(super) fn unguarded(cell: &[u8]) -> &[u8] {
    match cell.strip_prefix(b"'") {
        Some(rest) if is_suspicious(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_guarded_comes_back_as_it_was() {
        for cell in ["=1+1", "+a", "-a", "@a", "\ta", "\ra", "'=1", "''=1", "'a", "a=1", "", "'", "''", "'-"] {
            let mut guarded = cell.as_bytes().to_vec();
            if needs_guard(&guarded) {
                guarded.insert(0, b'\'');
            }
            assert!(!matches!(guarded.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')), "{cell:?}");
            assert_eq!(unguarded(&guarded), cell.as_bytes(), "{cell:?}");
        }
    }
}
