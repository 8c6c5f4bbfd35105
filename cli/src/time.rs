//! Times and durations as people write them. Chains count in ms since 1970.

use jiff::{civil, tz::TimeZone, SignedDuration, Timestamp};

use crate::problem::Problem;

/// A duration such as `30d`, `12h 30m` or `1 week`, in ms. A day is 24 hours.
///
/// # Errors
///
/// `InvalidArgument` if it is none, is negative, or has months or years, whose length is not fixed.
pub fn duration(text: &str) -> Result<u64, Problem> {
    let wrong = || {
        Problem::argument(format!("'{text}' is no duration"))
            .advise("write it like 30d, 12h or '1d 6h'; units are s, m, h, d and w")
    };
    let span: jiff::Span = text.trim_start_matches('+').parse().map_err(|_| wrong())?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(wrong());
    }
    let days = span.get_weeks() as i64 * 7 + span.get_days() as i64;
    let rest = span.weeks(0).days(0);
    let rest: SignedDuration = rest.try_into().map_err(|_| wrong())?;
    let ms = i128::from(days) * 86_400_000 + rest.as_millis();
    u64::try_from(ms).map_err(|_| wrong())
}

/// A time: a date, a date with a time, both in this zone unless they name another; or a duration from
/// `now` on, or `now`.
///
/// # Errors
///
/// `InvalidArgument`.
pub fn moment(text: &str, now: u64, zone: &TimeZone) -> Result<u64, Problem> {
    let text = text.trim();
    if text == "now" {
        return Ok(now);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return since_1970(text, timestamp);
    }
    let at = text.parse::<civil::DateTime>();
    let at = at.or_else(|_| text.parse::<civil::Date>().map(|date| date.at(0, 0, 0, 0)));
    if let Ok(at) = at {
        let zoned = at.to_zoned(zone.clone()).map_err(|error| {
            Problem::argument(format!("'{text}' is no time in this zone: {error}"))
        })?;
        return since_1970(text, zoned.timestamp());
    }
    let ms = duration(text).map_err(|_| {
        Problem::argument(format!("'{text}' is neither a time nor a duration")).advise(
            "write 2026-12-31, '2026-12-31 18:00', 2026-12-31T18:00:00Z, or from now on: 30d",
        )
    })?;
    Ok(now.saturating_add(ms))
}

fn since_1970(text: &str, timestamp: Timestamp) -> Result<u64, Problem> {
    u64::try_from(timestamp.as_millisecond())
        .map_err(|_| Problem::argument(format!("'{text}' is before 1970")))
}

/// The time in this zone, with the zone.
pub fn show(ms: u64, zone: &TimeZone) -> String {
    let timestamp = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    match timestamp {
        Some(timestamp) => {
            timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
        }
        // Some contracts write the largest number for "never".
        None => "never".into(),
    }
}

/// A duration in its two largest units.
pub fn show_duration(ms: u64) -> String {
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
    let mut rest = ms;
    let mut parts = Vec::new();
    for (name, length) in units {
        if rest >= length && parts.len() < 2 {
            parts.push(format!("{}{name}", rest / length));
            rest %= length;
        }
    }
    match parts.is_empty() {
        true => "0s".into(),
        false => parts.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").unwrap()
    }

    #[test]
    fn durations_are_fixed_lengths() {
        assert_eq!(duration("30d"), Ok(30 * 86_400_000));
        assert_eq!(duration("12h"), Ok(12 * 3_600_000));
        assert_eq!(duration("1w 1d 90s"), Ok(8 * 86_400_000 + 90_000));
        for wrong in ["", "30", "-1d", "1mo", "1y", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(show_duration(8 * 86_400_000 + 90_000), "8d 1m");
        assert_eq!(show_duration(0), "0s");
    }

    #[test]
    fn times_are_local_and_show_their_zone() {
        let zone = shanghai();
        let midnight = moment("2026-12-31", 0, &zone).unwrap();
        assert_eq!(show(midnight, &zone), "2026-12-31 00:00:00 +08:00");
        assert_eq!(show(midnight, &TimeZone::UTC), "2026-12-30 16:00:00 +00:00");
        assert_eq!(moment("2026-12-30T16:00:00Z", 0, &zone), Ok(midnight));
        assert_eq!(moment("2026-12-31 00:00", 0, &zone), Ok(midnight));
        assert_eq!(moment("30d", 5, &zone), Ok(30 * 86_400_000 + 5));
        assert_eq!(moment("now", 5, &zone), Ok(5));
        assert!(moment("tomorrow", 5, &zone).is_err());
        assert!(moment("1960-01-01", 5, &zone).is_err());
        assert_eq!(show(u64::MAX, &zone), "never");
    }
}
