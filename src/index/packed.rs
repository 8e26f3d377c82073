//! A column of numbers that may be missing, in as few bytes as the numbers of its rows need.

/// Fewer than one row in so many has a number: then rows are listed, and the others take no room.
const SELDOM: usize = 4;

/// A column of numbers that may be missing.
#[derive(Debug, Default)]
pub(super) enum Packed {
    /// No row has one.
    #[default]
    Nowhere,
    /// Few rows have one: by row.
    Few(Vec<(u32, i64)>),
    /// Most rows have one: so many bytes each, little end first, one more than the distance from `least`. Zero: none.
    Most {
        /// The smallest.
        least: i64,
        /// Bytes of a row.
        width: usize,
        /// The rows, and what lets eight bytes be read at the last of them.
        bytes: Vec<u8>,
    },
}

impl Packed {
    /// The column of these rows.
    pub fn of(rows: &[Option<i64>]) -> Self {
        let there = || rows.iter().flatten().copied();
        let (Some(least), Some(most)) = (there().min(), there().max()) else { return Self::Nowhere };
        // Distances that no i64 holds come from moments that no calendar has; they are kept as they are.
        let Some(span) = most.checked_sub(least).and_then(|span| span.checked_add(1)) else {
            return Self::few(rows);
        };
        if there().count() * SELDOM < rows.len() {
            return Self::few(rows);
        }
        let width = (8 - span.leading_zeros() as usize / 8).max(1);
        let mut bytes = Vec::with_capacity(rows.len() * width + 8 - width);
        for row in rows {
            let number = row.map_or(0, |number| number - least + 1).to_le_bytes();
            bytes.extend(number.iter().take(width));
        }
        bytes.resize(bytes.len() + 8 - width, 0);
        Self::Most { least, width, bytes }
    }

    fn few(rows: &[Option<i64>]) -> Self {
        let few = (0..).zip(rows).filter_map(|(at, row)| Some((at, (*row)?)));
        let mut kept = Vec::with_capacity(rows.iter().flatten().count());
        kept.extend(few);
        Self::Few(kept)
    }

    /// The number of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Nowhere => None,
            Self::Few(rows) => {
                let at = rows.binary_search_by_key(&row, |(at, _)| *at as usize).ok()?;
                rows.get(at).map(|(_, number)| *number)
            }
            Self::Most { least, width, bytes } => {
                let at = row * width;
                let eight = bytes.get(at..at + 8)?.first_chunk()?;
                let number = i64::from_le_bytes(*eight) & (i64::MAX >> (63 - (width * 8).min(63)));
                (number != 0).then(|| least + (number - 1))
            }
        }
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Nowhere => 0,
            Self::Few(rows) => rows.capacity() * size_of::<(u32, i64)>(),
            Self::Most { bytes, .. } => bytes.capacity(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out() {
        for rows in [
            vec![],
            vec![None; 3],
            vec![Some(0)],
            vec![Some(i64::MIN), Some(i64::MAX), None],
            vec![Some(i64::MIN / 2), Some(i64::MAX / 2 - 1)],
            vec![Some(i64::MIN), Some(-1)],
            vec![None, Some(7), None, Some(7 + 255), Some(8)],
            vec![Some(1_700_000_000_000), None, Some(1_790_000_000_123), Some(-62_135_596_800_000)],
            (0..1000).map(|at| (at % 100 == 3).then_some(at)).collect(),
            (0..300).map(Some).collect(),
        ] {
            let packed = Packed::of(&rows);
            let read: Vec<_> = (0..rows.len()).map(|row| packed.get(row)).collect();
            assert_eq!(read, rows);
            assert_eq!(packed.get(rows.len() + 9), None);
        }
    }

    #[test]
    fn a_moment_of_many_years_takes_five_bytes() {
        let rows: Vec<_> = (0..1000).map(|at| Some(1_500_000_000_000 + at * 500_000_000)).collect();
        assert_eq!(Packed::of(&rows).bytes(), 5003);
    }
}
