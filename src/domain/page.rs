//! Parts of long lists. Places in them are named by a row's id, never by a row's number: rows come and go.

/// Up or down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page<Id> {
    /// From the start.
    #[default]
    First,
    /// The end of it.
    Last,
    /// What follows that row; from the start if it is gone.
    After(Id),
    /// What comes before that row; the end if it is gone.
    Before(Id),
    /// From that row on, with it; from the start if it is gone.
    From(Id),
}

/// How many rows there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(u64),
    /// So many and more; counting on would take too long.
    AtLeast(u64),
}

/// A part of a list, in the order that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether there are rows before these.
    pub more_before: bool,
    /// Whether there are rows after these.
    pub more_after: bool,
    /// How many match in all.
    pub total: Total,
}
