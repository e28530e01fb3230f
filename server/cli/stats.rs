//! `healer stats`: how healing fares on this machine.

use super::Status;
use super::output::Output;
use super::records;
use crate::heal::{BreakerRow, BreakerState};
use crate::session::breakers::KnownBreakers;
use crate::store::{Group, HealGroup, Health};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

#[derive(Args, Debug)]
pub(super) struct StatsArguments {
    /// Shows what learning has brought: how often the first fix was right, week by week, and what was gained over the rules alone.
    #[arg(long)]
    learning: bool,
    /// Prints all figures, as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    #[serde(flatten)]
    health: &'d Health,
    /// The circuit breakers that have heard of something.
    breakers: &'d [BreakerRow],
}

pub(super) fn run(arguments: &StatsArguments, output: &mut Output) -> io::Result<Status> {
    let store = records::open(output);
    if arguments.learning {
        return super::stats_learning::run(&store, arguments.json, output);
    }
    let known = store.stats().and_then(|health| Ok((health, KnownBreakers::default().rows(&store)?)));
    let (health, breakers) = match known {
        Ok(known) => known,
        Err(error) => {
            output.complain(&error.to_string());
            return Ok(Status::CouldNotRun);
        }
    };
    if arguments.json {
        output.json(&Document { version: 1, health: &health, breakers: &breakers })?;
    } else if health.heals == 0 && health.attempts.attempts == 0 {
        output.line("nothing is recorded")?;
    } else {
        output.text(&page(&health))?;
        output.text(&page_of_breakers(&breakers))?;
    }
    Ok(Status::Clean)
}

fn page(health: &Health) -> String {
    let attempts = &health.attempts;
    let statuses: Vec<String> = health.by_status.iter().map(|(status, count)| format!("{count} {status}")).collect();
    let times = &health.time_to_heal;
    let bound = |time: Option<u64>| time.map_or("-".to_owned(), |time| format!("{time} ms"));
    let mut page = String::new();
    let mut row = |name: &str, value: String| page.push_str(&format!("{name:<17} {value}\n"));
    row("heals", format!("{} ({}), {} taken back", health.heals, statuses.join(", "), health.undone));
    row("success rate", percent(health.success_rate));
    row("repairs per heal", number(health.repairs_per_heal, 2));
    row("time to heal", format!("p50 {}, p95 {} (of {} heals)", bound(times.p50_ms), bound(times.p95_ms), times.heals));
    row("fixes tried", format!("{}: {} kept, {} passed over, {} rolled back", attempts.attempts, attempts.promoted, attempts.retried, attempts.rolled_back));
    row("confidence", format!("mean {}, calibration error {}", number(attempts.mean_confidence, 2), number(health.calibration.error, 3)));
    row("cache", format!("{} of {} served", percent(health.cache.hit_rate), health.cache.hits + health.cache.misses));
    for (name, groups, heals) in [
        ("language", &health.by_language, Some(&health.heals_by_language)),
        ("category", &health.by_category, Some(&health.heals_by_category)),
        ("origin", &health.by_origin, None),
    ] {
        page.push_str(&table(name, groups));
        page.push_str(&heals.map_or_else(String::new, |heals| table_of_heals(name, heals)));
    }
    page
}

/// The breakers that are not closed; nothing where all are.
fn page_of_breakers(breakers: &[BreakerRow]) -> String {
    let mut page = String::new();
    for row in breakers.iter().filter(|row| row.state != BreakerState::Closed) {
        let state = match row.until {
            Some(until) => format!("open until {}", records::utc(until)),
            None => "half-open: the next one decides".to_owned(),
        };
        let head = if page.is_empty() { "\ncircuit breakers: fixes that heals do not try for a while\n" } else { "" };
        let what = format!("{} {}", row.origin.id(), row.category);
        page.push_str(&format!("{head}{what:<24} {state}; {} of the last {} failed, {} in a row open it\n", row.failures, row.outcomes, row.threshold));
    }
    page
}

/// The groups, those with the most attempts first.
fn table(name: &str, groups: &BTreeMap<String, Group>) -> String {
    let mut rows: Vec<(&String, &Group)> = groups.iter().collect();
    rows.sort_by_key(|(_, group)| std::cmp::Reverse(group.attempts));
    let width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0).max(name.len());
    let mut table = format!("\n{name:<width$}  {:>6}  {:>6}  {:>10}  {:>8}\n", "tried", "kept", "confidence", "mean");
    for (key, group) in rows {
        let (kept, confidence) = (percent(group.fix_success_rate), number(group.mean_confidence, 2));
        let time = group.mean_ms.map_or("-".to_owned(), |time| format!("{time:.0} ms"));
        table.push_str(&format!("{key:<width$}  {:>6}  {kept:>6}  {confidence:>10}  {time:>8}\n", group.attempts));
    }
    table
}

/// Heals by what they were about, those with the most first; nothing where none is kept.
fn table_of_heals(name: &str, groups: &BTreeMap<String, HealGroup>) -> String {
    let mut rows: Vec<(&String, &HealGroup)> = groups.iter().collect();
    rows.sort_by_key(|(_, group)| std::cmp::Reverse(group.heals));
    let width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0).max(name.len());
    let bound = |time: Option<u64>| time.map_or("-".to_owned(), |time| format!("{time} ms"));
    let mut table = String::new();
    for (at, (key, group)) in rows.into_iter().enumerate() {
        if at == 0 {
            table = format!("\n{name:<width$}  {:>6}  {:>6}  {:>10}  {:>8}  {:>8}\n", "heals", "healed", "repairs", "p50", "p95");
        }
        let (healed, repairs, times) = (percent(group.success_rate), number(group.repairs_per_heal, 2), &group.time_to_heal);
        let (half, most) = (bound(times.p50_ms), bound(times.p95_ms));
        table.push_str(&format!("{key:<width$}  {:>6}  {healed:>6}  {repairs:>10}  {half:>8}  {most:>8}\n", group.heals));
    }
    table
}

pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
}
