//! Moments as text, quicker than a calendar library does it: an export has three million.

use crate::domain::Timestamp;

const DAY: i64 = 86_400_000;

/// Writes RFC 3339 in UTC with milliseconds: `2026-08-24T14:03:07.120Z`. Years outside 0 to 9999 are cut to these.
pub(super) fn write(out: &mut Vec<u8>, at: Timestamp) {
    let millis = at.millis().clamp(-62_167_219_200_000, 253_402_300_799_999);
    let (year, month, day) = civil(millis.div_euclid(DAY));
    let rest = millis.rem_euclid(DAY);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    for (number, digits, after) in [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (day, 2, b'T'),
        (hour, 2, b':'),
        (minute, 2, b':'),
        (second, 2, b'.'),
        (milli, 3, b'Z'),
    ] {
        let mut scale = 10_i64.pow(digits - 1);
        while scale > 0 {
            let digit = u8::try_from(number / scale % 10).unwrap_or_default();
            out.push(b'0' + digit);
            scale /= 10;
        }
        out.push(after);
    }
}

/// Year, month and day of a day counted from 1970, in the calendar of today. Years begin in March here, so that the day
/// of a leap year is the last of one; 400 of them have 146,097 days.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_the_calendar_library_writes_it() {
        // Every 37 hours and some milliseconds from the year 1 to 9999.
        let mut millis = -62_135_596_800_000;
        while millis < 253_402_200_000_000 {
            let mut out = Vec::new();
            write(&mut out, Timestamp::from_millis(millis));
            let expected = jiff::Timestamp::from_millisecond(millis).unwrap().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
            assert_eq!(String::from_utf8(out).unwrap(), expected.to_string());
            millis += 37 * 3_600_000 * 97 + 123;
        }
    }
}
