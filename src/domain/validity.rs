//! The dates between which an account is good, as people write them: whole days, the last one included.

use super::search::{age, days};
use super::{Timestamp, Validity};

/// Why dates are none. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValidityError {
    /// The first day is none.
    #[error("Use a date like 2026-12-31, or +30d for 30 days from today.")]
    From,
    /// The last day is none.
    #[error("Use a date like 2026-12-31, or +30d for 30 days from today.")]
    Until,
    /// The last day comes before the first.
    #[error("The last day comes before the first.")]
    Backwards,
}

impl Validity {
    /// Reads the first and the last day: `2026-12-31`, `2026-12`, `2026`, `+30d` (d, w, m of thirty days, y of 365) from
    /// today on, or nothing for no end on that side. Days are those of UTC.
    ///
    /// # Errors
    /// [`ValidityError`] with the side that makes no sense.
    pub fn parse(from: &str, until: &str, now: Timestamp) -> Result<Self, ValidityError> {
        let from = side(from, now).ok_or(ValidityError::From)?.map(|(first, _)| first);
        let until = side(until, now).ok_or(ValidityError::Until)?.map(|(_, after)| after);
        match (from, until) {
            (Some(from), Some(until)) if until <= from => Err(ValidityError::Backwards),
            _ => Ok(Self { from, until }),
        }
    }

    /// The first and the last day, as [`Self::parse`] reads them; empty where there is none.
    pub fn days(self) -> [String; 2] {
        let last = self.until.map(|until| Timestamp::from_millis(until.millis().saturating_sub(1)));
        [self.from, last].map(|at| at.and_then(day).unwrap_or_default())
    }
}

/// A side of it: its first moment and the first one after it, or nothing. `None`: not to be read.
#[allow(clippy::option_option)]
fn side(text: &str, now: Timestamp) -> Option<Option<(Timestamp, Timestamp)>> {
    let text = text.trim().to_lowercase();
    match text.strip_prefix('+') {
        _ if text.is_empty() => Some(None),
        Some(span) => days(&day(now.plus(age(span)?))?).map(Some),
        None => days(&text).map(Some),
    }
}

/// The day of a moment: `2026-12-31`. `None` outside of all calendars.
fn day(at: Timestamp) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    Some(at.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 15 January 2027, 08:00 UTC.
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn the_last_day_is_a_whole_one() {
        for (from, until, first, end) in [
            ("", "", None, None),
            ("2027-01-01", "2027-12-31", Some("2027-01-01T00:00:00Z"), Some("2028-01-01T00:00:00Z")),
            (" 2027-02 ", "2027-02", Some("2027-02-01T00:00:00Z"), Some("2027-03-01T00:00:00Z")),
            ("", "+30D", None, Some("2027-02-15T00:00:00Z")),
            ("+0d", "+1w", Some("2027-01-15T00:00:00Z"), Some("2027-01-23T00:00:00Z")),
            ("2027-05-05", "2027-05-05", Some("2027-05-05T00:00:00Z"), Some("2027-05-06T00:00:00Z")),
        ] {
            let read = Validity::parse(from, until, NOW);
            assert_eq!(read, Ok(Validity { from: first.map(at), until: end.map(at) }), "{from} {until}");
        }
    }

    #[test]
    fn what_is_no_date_says_which() {
        for text in ["tomorrow", "31.12.2026", "2026-13-01", "2026-02-30", "+", "+d", "-30d", "+30", "+999999y", "२०२७"]
        {
            assert_eq!(Validity::parse(text, "", NOW), Err(ValidityError::From), "{text}");
            assert_eq!(Validity::parse("", text, NOW), Err(ValidityError::Until), "{text}");
        }
        assert_eq!(Validity::parse("2027-05-05", "2027-05-04", NOW), Err(ValidityError::Backwards));
    }

    #[test]
    fn days_are_written_as_they_are_read() {
        for (from, until) in [("2027-01-01", "2027-12-31"), ("", "2027-02-28"), ("2030-01-01", ""), ("", "")] {
            assert_eq!(Validity::parse(from, until, NOW).unwrap().days(), [from, until]);
        }
    }
}
