//! `healer stats --learning`: what learning has brought on this machine.

use super::Status;
use super::output::Output;
use super::records;
use super::stats::percent;
use crate::session::recommendations::recommendations;
use crate::store::{LearningInsight, Store};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    #[serde(flatten)]
    insight: &'d LearningInsight,
    recommendations: &'d [String],
}

pub(super) fn run(store: &Store, json: bool, output: &mut Output) -> io::Result<Status> {
    let insight = match store.learning_insight() {
        Ok(insight) => insight,
        Err(error) => {
            output.complain(&error.to_string());
            return Ok(Status::CouldNotRun);
        }
    };
    let said = recommendations(&insight);
    if json {
        output.json(&Document { version: 1, insight: &insight, recommendations: &said })?;
    } else if insight.trajectories == 0 && insight.patterns == 0 {
        output.line("nothing is recorded")?;
        said.iter().try_for_each(|said| output.line(said))?;
    } else {
        output.text(&page(&insight, &said))?;
    }
    Ok(Status::Clean)
}

fn page(insight: &LearningInsight, said: &[String]) -> String {
    let mut page = String::new();
    let mut row = |name: &str, value: String| page.push_str(&format!("{name:<17} {value}\n"));
    let standings: Vec<String> = insight.by_standing.iter().map(|(standing, count)| format!("{count} {standing}")).collect();
    row("learned fixes", format!("{} ({})", insight.patterns, standings.join(", ")));
    let gain = &insight.gain;
    row("first fix right", format!("{} of {} menus; by the rules alone {}", gain.first_right, gain.cases, gain.rules_right));
    row("through learning", format!("{} gained, {} lost", gain.gained, gain.lost));
    let reward = insight.mean_reward.map_or("-".to_owned(), |reward| format!("{reward:+.2}"));
    let size = insight.mean_bytes.map_or("-".to_owned(), |bytes| format!("{bytes:.0} bytes"));
    row("records", format!("{} (mean reward {reward}, {size} each)", insight.trajectories));
    if !insight.weeks.is_empty() {
        page.push_str(&format!("\n{:<10}  {:>6}  {:>11}  {:>7}\n", "week of", "cases", "first right", "learned"));
    }
    for week in &insight.weeks {
        let start = records::utc(u64::try_from(week.start).unwrap_or(0));
        let date = start.split(' ').next().unwrap_or_default();
        page.push_str(&format!("{date:<10}  {:>6}  {:>11}  {:>7}\n", week.cases, percent(week.share), week.learned));
    }
    let table = |name: &str, columns: [&str; 3], rows: Vec<(&String, [u64; 3])>| {
        let width = rows.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0).max(name.len());
        let head = columns.map(|column| format!("{column:>11}")).join("  ");
        let rows = rows.iter().map(|(key, figures)| format!("{key:<width$}  {}\n", figures.map(|figure| format!("{figure:>11}")).join("  ")));
        format!("\n{name:<width$}  {head}\n{}", rows.collect::<String>())
    };
    if !insight.taken.is_empty() {
        let rows = insight.taken.iter().map(|(origin, record)| (origin, [record.taken, record.survived, record.failed])).collect();
        page.push_str(&table("fixes taken", ["taken", "survived", "failed"], rows));
    }
    if !insight.worst.is_empty() {
        let rows = insight.worst.iter().map(|worst| (&worst.category, [worst.cases, worst.first_wrong, worst.cases - worst.first_wrong])).collect();
        page.push_str(&table("fails most", ["cases", "first wrong", "first right"], rows));
    }
    if !said.is_empty() {
        page.push_str(&format!("\n{}\n", said.join("\n")));
    }
    page
}
