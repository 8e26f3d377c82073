//! Moments and spans as people read them.

use jiff::tz::TimeZone;

use crate::domain::Timestamp;

fn zoned(at: Timestamp, zone: &TimeZone) -> Option<jiff::ZonedDateTime> {
    jiff::Timestamp::from_millisecond(at.millis()).ok().map(|at| at.to_zoned_datetime(zone.clone()))
}

/// `3 Mar 2026`.
pub fn date(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(|| "–".to_owned(), |at| at.strftime("%-d %b %Y").to_string())
}

/// `3 Mar 14:05`, or with the year if it is another one.
pub fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    match (zoned(at, zone), zoned(now, zone)) {
        (Some(at), Some(now)) if at.year() == now.year() => at.strftime("%-d %b %H:%M").to_string(),
        (Some(at), _) => at.strftime("%-d %b %Y").to_string(),
        _ => "–".to_owned(),
    }
}

/// `3 Mar 2026 14:05:07`.
pub fn second(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(|| "–".to_owned(), |at| at.strftime("%-d %b %Y %H:%M:%S").to_string())
}

/// `14:05` today, `3 Mar` on another day, `2025` in another year.
pub fn clock_or_day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    match (zoned(at, zone), zoned(now, zone)) {
        (Some(then), Some(today)) if then.date() == today.date() => clock(at, zone),
        (Some(then), Some(today)) if then.year() == today.year() => then.strftime("%-d %b").to_string(),
        (Some(then), _) => then.strftime("%Y").to_string(),
        _ => "–".to_owned(),
    }
}

/// `14:05`.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(|| "–".to_owned(), |at| at.strftime("%H:%M").to_string())
}

/// How long ago, in its largest unit: `now`, `5 min`, `2 h`, `3 d`, `4 mo`, `2 y`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(at).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (minutes, hours, days) {
        (0, ..) => "now".to_owned(),
        (_, 0, _) => format!("{minutes} min"),
        (.., 0) => format!("{hours} h"),
        (.., 1..=59) => format!("{days} d"),
        (.., 60..=729) => format!("{} mo", days / 30),
        _ => format!("{} y", days / 365),
    }
}

/// `14:32`: minutes and seconds.
pub fn countdown(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_one_unit() {
        let now = Timestamp::from_millis(100_000_000_000);
        let before = |seconds: i64| Timestamp::from_millis(now.millis() - seconds * 1000);
        let told = [3, 70, 7_300, 260_000, 90 * 86_400, 800 * 86_400].map(|seconds| ago(before(seconds), now));
        assert_eq!(told, ["now", "1 min", "2 h", "3 d", "3 mo", "2 y"]);
        assert_eq!(ago(now, before(10)), "now");
        assert_eq!(countdown(872), "14:32");
        let zone = TimeZone::UTC;
        let told = [0, 86_400, 400 * 86_400].map(|seconds| clock_or_day(before(seconds), now, &zone));
        assert_eq!(told, ["09:46", "2 Mar", "1972"]);
    }
}
