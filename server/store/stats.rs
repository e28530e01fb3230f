//! How healing fares: the health metrics, over everything that was ever recorded. They are read from totals, which outlive the records.

use super::error::StoreError;
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
    pub mean_confidence: Option<f64>,
    pub mean_ms: Option<f64>,
}

/// Whether confidence says what comes of it.
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
        let group = Group {
            attempts,
            promoted,
            retried,
            rolled_back,
            undone_fixes: undone,
            fix_success_rate: share(promoted.saturating_sub(undone) as f64, attempts),
            mean_confidence: share(confidence, attempts),
            mean_ms: share(milliseconds as f64, attempts),
        };
        Ok((row.get::<_, String>(0)?, group))
    })?;
    groups.collect()
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
    // The nearest rank: the least time that as many heals as the percentage says did not exceed.
    let mut percentile = |percent: u64| {
        let rank = (heals * percent).div_ceil(100).saturating_sub(1);
        statement.query_row([super::rows::number(rank)], |row| row.get::<_, i64>(0)).optional().map(|time| time.map(count))
    };
    Ok(HealTimes { heals, p50_ms: percentile(50)?, p95_ms: percentile(95)? })
}
