//! What the commands that read the store share.

use super::output::Output;
use crate::store::{self, Store};
use serde::Serialize;

/// The store of this machine. Where nothing was ever recorded it is an empty one, and no file is made.
pub(super) fn open(output: &Output) -> Store {
    let home = store::home();
    if !store::exists(&home) {
        return Store::in_memory();
    }
    let opened = Store::open(&home);
    if let Some(message) = opened.message {
        output.complain(&message);
    }
    opened.store
}

/// The word that a status or the like serializes as.
pub(super) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A moment, in milliseconds since the Unix epoch, as date and time of day in UTC. Days become dates by the arithmetic of the Gregorian
/// calendar's 400-year cycle, with years that begin in March.
pub(super) fn utc(milliseconds: u64) -> String {
    const CYCLE: u64 = 146_097;
    let seconds = milliseconds / 1000;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // From the first of March of the year 0.
    let days = days + 719_468;
    let (cycle, day) = (days / CYCLE, days % CYCLE);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (400 * cycle + year, month + 3) } else { (400 * cycle + year + 1, month - 9) };
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_399, "2000-02-28 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (951_868_800, "2000-03-01 00:00:00 UTC"),
            (1_700_000_000, "2023-11-14 22:13:20 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (1_735_689_599, "2024-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(utc(1000 * seconds), expected);
        }
        assert!(utc(u64::MAX).ends_with("UTC"));
    }
}
