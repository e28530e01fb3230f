//! How healing fares: the health metrics, over everything that was ever recorded. They are read from totals, which outlive the records.

use super::error::StoreError;
use super::rows::{BY_CATEGORY, BY_LANGUAGE};
use super::write::BINS;
use super::{Counter, Mode, Store};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a question waits for records under way.
const SETTLE: Duration = Duration::from_millis(500);

/// The health metrics. A share of nothing is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Health {
    /// All heals that ended, whatever came of them.
    pub heals: u64,
    /// And by status.
    pub by_status: BTreeMap<String, u64>,
    /// Heals that were taken back.
    pub undone: u64,
    /// Healed, and not taken back, among those that ran to their end: neither cancelled nor refused.
    pub success_rate: Option<f64>,
    /// Fixes kept per heal that ran to its end.
    pub repairs_per_heal: Option<f64>,
    pub time_to_heal: HealTimes,
    /// All fixes that were tried.
    #[serde(flatten)]
    pub attempts: Group,
    pub calibration: Calibration,
    pub cache: CacheUse,
    pub by_language: BTreeMap<String, Group>,
    pub by_category: BTreeMap<String, Group>,
    pub by_origin: BTreeMap<String, Group>,
    /// The heals that are kept, by what their errors were of; a heal of several counts for each.
    pub heals_by_language: BTreeMap<String, HealGroup>,
    pub heals_by_category: BTreeMap<String, HealGroup>,
}

/// Heals that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HealGroup {
    /// Those that ran to their end.
    pub heals: u64,
    /// Healed, and not taken back.
    pub healed: u64,
    pub success_rate: Option<f64>,
    pub repairs_per_heal: Option<f64>,
    pub time_to_heal: HealTimes,
}

/// Of the heals that mended something, as many as are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HealTimes {
    pub heals: u64,
    pub p50_ms: Option<u64>,
    pub p95_ms: Option<u64>,
}

/// Attempts that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    pub attempts: u64,
    pub promoted: u64,
    pub retried: u64,
    pub rolled_back: u64,
    /// Promoted, and then taken back by the user.
    pub undone_fixes: u64,
    /// Promoted and not taken back, among all.
    pub fix_success_rate: Option<f64>,
    /// Of the confidence with which the fixes were chosen.
    pub mean_confidence: Option<f64>,
    /// Mean confidence less success rate: above 0 for too much confidence, below for too little.
    pub calibration_gap: Option<f64>,
    pub mean_ms: Option<f64>,
}

/// Whether the confidence with which fixes are chosen says what comes of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// The expected calibration error: the mean distance of confidence and success over the bins, weighted by their attempts (Naeini,
    /// Cooper and Hauskrecht 2015). 0 is perfect, 1 the worst.
    pub error: Option<f64>,
    /// The ten tenths of the confidence that have attempts.
    pub bins: Vec<CalibrationBin>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CalibrationBin {
    pub from: f64,
    pub to: f64,
    pub attempts: u64,
    pub mean_confidence: f64,
    pub success_rate: f64,
}

/// The cache of proposals.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CacheUse {
    pub hits: u64,
    pub misses: u64,
    pub hit_rate: Option<f64>,
}

/// A share or a mean; of nothing there is none.
fn share(part: f64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part / whole as f64)
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

impl Store {
    /// The health metrics of this machine; those of nothing where there is no file.
    pub fn stats(&self) -> Result<Health, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(Health::default());
        }
        self.flush(SETTLE);
        self.read(health)
    }
}

fn health(connection: &Connection) -> rusqlite::Result<Health> {
    // One transaction, so that all figures are of the same moment.
    let moment = connection.unchecked_transaction()?;
    let mut health = Health { calibration: calibration(&moment)?, cache: cache(&moment)?, time_to_heal: times(&moment)?, ..Health::default() };
    health.attempts = groups(&moment, "''")?.remove("").unwrap_or_default();
    health.by_language = groups(&moment, "language")?;
    health.by_category = groups(&moment, "category")?;
    health.by_origin = groups(&moment, "origin")?;
    health.heals_by_language = heal_groups(&moment, BY_LANGUAGE)?;
    health.heals_by_category = heal_groups(&moment, BY_CATEGORY)?;
    let (mut ended, mut repairs, mut healed) = (0, 0, 0);
    let mut statement = moment.prepare_cached("SELECT status, heals, repairs, undone FROM heal_totals")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let status: String = row.get(0)?;
        let (heals, undone) = (count(row.get(1)?), count(row.get(3)?));
        health.heals += heals;
        health.undone += undone;
        if !matches!(status.as_str(), "cancelled" | "refused") {
            ended += heals;
            repairs += count(row.get(2)?);
        }
        if status == "healed" {
            healed = heals.saturating_sub(undone);
        }
        health.by_status.insert(status, heals);
    }
    health.success_rate = share(healed as f64, ended);
    health.repairs_per_heal = share(repairs as f64, ended);
    Ok(health)
}

/// The totals by the value of a column.
fn groups(connection: &Connection, column: &str) -> rusqlite::Result<BTreeMap<String, Group>> {
    let sql = format!("SELECT {column}, sum(promoted), sum(retried), sum(rolled_back), sum(undone), sum(confidence), sum(milliseconds) FROM totals GROUP BY 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let groups = statement.query_map([], |row| {
        let (promoted, retried, rolled_back, undone) = (count(row.get(1)?), count(row.get(2)?), count(row.get(3)?), count(row.get(4)?));
        let (confidence, milliseconds) = (row.get::<_, f64>(5)?, row.get::<_, i64>(6)?);
        let attempts = promoted + retried + rolled_back;
        let (fix_success_rate, mean_confidence) = (share(promoted.saturating_sub(undone) as f64, attempts), share(confidence, attempts));
        let group = Group {
            attempts,
            promoted,
            retried,
            rolled_back,
            undone_fixes: undone,
            fix_success_rate,
            mean_confidence,
            calibration_gap: mean_confidence.zip(fix_success_rate).map(|(confidence, rate)| confidence - rate),
            mean_ms: share(milliseconds as f64, attempts),
        };
        Ok((row.get::<_, String>(0)?, group))
    })?;
    groups.collect()
}

/// The heals by what they were about.
fn heal_groups(connection: &Connection, kind: &str) -> rusqlite::Result<BTreeMap<String, HealGroup>> {
    let sql = "SELECT name, status, undone, repairs, milliseconds FROM heal_subjects JOIN heals ON heals.row = heal \
               WHERE kind = ? AND status NOT IN ('cancelled', 'refused') ORDER BY name, milliseconds";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([kind])?;
    // Of each group: its heals, those of them that healed, the repairs, and the times of those that mended something, shortest first.
    let mut groups: BTreeMap<String, (u64, u64, u64, Vec<u64>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (heals, healed, repairs, times) = groups.entry(row.get(0)?).or_default();
        let status: String = row.get(1)?;
        *heals += 1;
        *healed += u64::from(status == "healed" && !row.get::<_, bool>(2)?);
        *repairs += count(row.get(3)?);
        if matches!(status.as_str(), "healed" | "improved") {
            times.push(count(row.get(4)?));
        }
    }
    let group = |(name, (heals, healed, repairs, times)): (String, (u64, u64, u64, Vec<u64>))| {
        let percentile = |percent| times.get(usize::try_from(rank(times.len() as u64, percent)).ok()?).copied();
        let time_to_heal = HealTimes { heals: times.len() as u64, p50_ms: percentile(50), p95_ms: percentile(95) };
        let (success_rate, repairs_per_heal) = (share(healed as f64, heals), share(repairs as f64, heals));
        (name, HealGroup { heals, healed, success_rate, repairs_per_heal, time_to_heal })
    };
    Ok(groups.into_iter().map(group).collect())
}

/// The place of a percentile among so many, from 0, by the nearest rank: the least value that as many as the percentage says do not exceed.
fn rank(of: u64, percent: u64) -> u64 {
    (of * percent).div_ceil(100).saturating_sub(1)
}

fn calibration(connection: &Connection) -> rusqlite::Result<Calibration> {
    let mut statement = connection.prepare_cached("SELECT bin, attempts, promoted - undone, confidence FROM calibration WHERE attempts > 0 ORDER BY bin")?;
    let bins = statement.query_map([], |row| {
        let (bin, attempts, kept, confidence) = (row.get::<_, i64>(0)?, count(row.get(1)?), count(row.get(2)?), row.get::<_, f64>(3)?);
        Ok(CalibrationBin {
            from: bin as f64 / BINS as f64,
            to: (bin + 1) as f64 / BINS as f64,
            attempts,
            mean_confidence: share(confidence, attempts).unwrap_or(0.0),
            success_rate: share(kept as f64, attempts).unwrap_or(0.0),
        })
    })?;
    let bins = bins.collect::<rusqlite::Result<Vec<_>>>()?;
    let all = bins.iter().map(|bin| bin.attempts).sum();
    let distance: f64 = bins.iter().map(|bin| bin.attempts as f64 * (bin.mean_confidence - bin.success_rate).abs()).sum();
    Ok(Calibration { error: share(distance, all), bins })
}

fn cache(connection: &Connection) -> rusqlite::Result<CacheUse> {
    let counter = |counter: Counter| {
        let value = connection.query_row("SELECT value FROM counters WHERE name = ?", [counter.name()], |row| row.get::<_, i64>(0)).optional();
        value.map(|value| count(value.unwrap_or(0)))
    };
    let (hits, misses) = (counter(Counter::CacheHit)?, counter(Counter::CacheMiss)?);
    Ok(CacheUse { hits, misses, hit_rate: share(hits as f64, hits + misses) })
}

fn times(connection: &Connection) -> rusqlite::Result<HealTimes> {
    const MENDED: &str = "FROM heals WHERE status IN ('healed', 'improved')";
    let heals = count(connection.query_row(&format!("SELECT count(*) {MENDED}"), [], |row| row.get(0))?);
    let mut statement = connection.prepare_cached(&format!("SELECT milliseconds {MENDED} ORDER BY milliseconds LIMIT 1 OFFSET ?"))?;
    let mut percentile =
        |percent: u64| statement.query_row([super::rows::number(rank(heals, percent))], |row| row.get::<_, i64>(0)).optional().map(|time| time.map(count));
    Ok(HealTimes { heals, p50_ms: percentile(50)?, p95_ms: percentile(95)? })
}
