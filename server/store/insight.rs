//! What learning has brought, from the trajectories that are kept and the learned fixes.

use super::error::StoreError;
use super::read::SETTLE;
use super::trajectories::{self, TRAJECTORY};
use super::{Mode, Store};
use crate::model::Trajectory;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The first of January 1970 was a Thursday.
const MONDAY: i64 = 3;
/// So many categories are named that fail most.
const WORST: i64 = 8;
/// A category with fewer cases says nothing.
const FEWEST: i64 = 3;

/// What learning has brought. All shares are of cases whose end is known; a share of nothing is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LearningInsight {
    /// The learning curve, the oldest week first; weeks in which nothing happened are left out.
    pub weeks: Vec<Week>,
    pub gain: Gain,
    /// What became of the fixes that were taken from menus, by origin.
    pub taken: BTreeMap<String, OfferRecord>,
    /// The categories whose first fix was wrong most often.
    pub worst: Vec<CategoryFailures>,
    /// Learned fixes by standing, and by where they came from.
    pub patterns: u64,
    pub by_standing: BTreeMap<String, u64>,
    /// How many trajectories these figures rest on, and their mean size in bytes.
    pub trajectories: u64,
    pub mean_bytes: Option<f64>,
    pub mean_reward: Option<f64>,
    pub paused: bool,
}

/// A week, from Monday.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Week {
    /// Milliseconds since 1970 of its first moment, in UTC.
    pub start: i64,
    /// Errors that were mended, by heals, by fixes that were taken or by hand, and whose first fix is known to have been right or wrong.
    pub cases: u64,
    pub first_right: u64,
    pub share: Option<f64>,
    /// Learned fixes that were seen first in it.
    pub learned: u64,
}

/// The cases of menus in which it is known both what stood first and what stood first of the fixes that were not learned.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Gain {
    pub cases: u64,
    pub first_right: u64,
    pub rules_right: u64,
    /// The first fix was right, and the first one that was not learned was not.
    pub gained: u64,
    /// The other way round.
    pub lost: u64,
}

/// What became of fixes that were taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OfferRecord {
    pub taken: u64,
    pub survived: u64,
    pub failed: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CategoryFailures {
    pub category: String,
    pub cases: u64,
    pub first_wrong: u64,
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

impl Store {
    /// What learning has brought on this machine, as far as it is kept.
    pub fn learning_insight(&self) -> Result<LearningInsight, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(LearningInsight::default());
        }
        self.flush(SETTLE);
        let insight = self.read(insight)?;
        Ok(LearningInsight { paused: self.learning_paused(), ..insight })
    }

    /// The newest trajectories, newest first. Those that cannot be read are passed over.
    pub fn trajectories(&self, limit: usize) -> Result<Vec<Trajectory>, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(Vec::new());
        }
        self.flush(SETTLE);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT {TRAJECTORY} FROM trajectories ORDER BY row DESC LIMIT ?"))?;
            let rows = statement.query_map([limit], |row| Ok(trajectories::read(row)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }
}

fn insight(connection: &Connection) -> rusqlite::Result<LearningInsight> {
    // One transaction, so that all figures are of the same moment.
    let moment = connection.unchecked_transaction()?;
    let mut insight = LearningInsight { weeks: weeks(&moment)?, worst: worst(&moment)?, ..LearningInsight::default() };
    let sql = "SELECT count(*), coalesce(sum(first_right), 0), coalesce(sum(rules_right), 0), coalesce(sum(first_right AND NOT rules_right), 0), \
               coalesce(sum(NOT first_right AND rules_right), 0) FROM trajectories WHERE cases = 1 AND rules_right IS NOT NULL";
    insight.gain = moment.query_row(sql, [], |row| {
        let at = |column: usize| row.get::<_, i64>(column).map(count);
        Ok(Gain { cases: at(0)?, first_right: at(1)?, rules_right: at(2)?, gained: at(3)?, lost: at(4)? })
    })?;
    let sql = "SELECT origin, count(*), sum(reward > 0), sum(reward < 0) FROM trajectories WHERE deed = 'fix' AND origin IS NOT NULL GROUP BY origin";
    let mut statement = moment.prepare_cached(sql)?;
    let taken = statement.query_map([], |row| {
        let at = |column: usize| row.get::<_, i64>(column).map(count);
        Ok((row.get(0)?, OfferRecord { taken: at(1)?, survived: at(2)?, failed: at(3)? }))
    })?;
    insight.taken = taken.collect::<rusqlite::Result<_>>()?;
    let mut statement = moment.prepare_cached("SELECT standing, count(*) FROM patterns GROUP BY standing")?;
    let standings = statement.query_map([], |row| Ok((row.get(0)?, count(row.get(1)?))))?;
    insight.by_standing = standings.collect::<rusqlite::Result<_>>()?;
    insight.patterns = insight.by_standing.values().sum();
    let sql = "SELECT count(*), avg(length(body) + length(id) + length(workspace) + length(category) + length(rule) + 64), avg(reward) FROM trajectories";
    (insight.trajectories, insight.mean_bytes, insight.mean_reward) = moment.query_row(sql, [], |row| Ok((count(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    Ok(insight)
}

/// By week what was done and what was learned.
fn weeks(connection: &Connection) -> rusqlite::Result<Vec<Week>> {
    let week = |time: i64| time.div_euclid(DAY).saturating_add(MONDAY).div_euclid(7);
    let mut weeks: BTreeMap<i64, Week> = BTreeMap::new();
    let mut statement = connection.prepare_cached("SELECT time, cases, first_right FROM trajectories WHERE cases > 0")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let known = weeks.entry(week(row.get(0)?)).or_default();
        known.cases += count(row.get(1)?);
        known.first_right += count(row.get(2)?);
    }
    let mut statement = connection.prepare_cached(&format!("SELECT (first_used / {DAY}) * {DAY}, count(*) FROM patterns WHERE first_used > 0 GROUP BY 1"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        weeks.entry(week(row.get(0)?)).or_default().learned += count(row.get(1)?);
    }
    let finish = |(number, week): (i64, Week)| Week {
        start: number.saturating_mul(7).saturating_sub(MONDAY).saturating_mul(DAY),
        share: (week.cases > 0).then(|| week.first_right as f64 / week.cases as f64),
        ..week
    };
    Ok(weeks.into_iter().map(finish).collect())
}

fn worst(connection: &Connection) -> rusqlite::Result<Vec<CategoryFailures>> {
    let sql = "SELECT category, sum(cases), sum(cases - first_right) AS wrong FROM trajectories WHERE cases > 0 AND category <> '' GROUP BY category \
               HAVING sum(cases) >= ? AND wrong > 0 ORDER BY wrong DESC, category LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map([FEWEST, WORST], |row| Ok(CategoryFailures { category: row.get(0)?, cases: count(row.get(1)?), first_wrong: count(row.get(2)?) }))?;
    rows.collect()
}
