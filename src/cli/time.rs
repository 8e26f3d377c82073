//! Moments in words.

use crate::domain::Timestamp;
use jiff::tz::TimeZone;

fn moment(at: Timestamp) -> jiff::Timestamp {
    let limit = if at.millis() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(limit)
}

/// RFC 3339 in UTC, always with milliseconds, so that it also sorts as text: `2026-08-24T14:03:07.120Z`.
pub(super) fn rfc3339(at: Timestamp) -> String {
    at.rfc3339()
}

/// For tables, UTC: `2026-08-24 14:03`.
pub(super) fn minute(at: Timestamp) -> String {
    moment(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// For names of files, UTC: `20260824T140307120Z`.
pub(super) fn compact(at: Timestamp) -> String {
    moment(at).strftime("%Y%m%dT%H%M%S%3fZ").to_string()
}

/// For tables: a dash where it never was.
pub(super) fn minute_or_dash(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "–".to_owned(), minute)
}

/// The zone of this machine, or the one in `TZ`. Read from its file: jiff would look for its name first and walk the
/// whole zone database for it, which takes a third of the time to the first frame.
pub fn local_zone() -> TimeZone {
    let file = if std::env::var_os("TZ").is_none() { std::fs::read("/etc/localtime").ok() } else { None };
    file.and_then(|data| TimeZone::tzif("local", &data).ok()).unwrap_or_else(TimeZone::system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        for (millis, long, short) in [
            (0, "1970-01-01T00:00:00.000Z", "1970-01-01 00:00"),
            (1_787_580_187_120, "2026-08-24T14:03:07.120Z", "2026-08-24 14:03"),
            (-1, "1969-12-31T23:59:59.999Z", "1969-12-31 23:59"),
        ] {
            let at = Timestamp::from_millis(millis);
            assert_eq!((rfc3339(at).as_str(), minute(at).as_str()), (long, short));
        }
        assert!(rfc3339(Timestamp::from_millis(i64::MAX)).starts_with("9999-"));
        assert_eq!(minute_or_dash(None), "–");
    }
}
