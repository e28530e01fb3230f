//! What was done and what came of it, a row each.

use super::packing;
use super::rows::{StoredPath, Word, number, word};
use crate::model::{Circumstances, Deed, HealRecord, HealStatus, Origin, Step, Trajectory, Verdict, trajectory::MOST_STEPS};
use crate::syntax::Language;
use rusqlite::{Connection, Row, params};

pub(super) const TRAJECTORY: &str = "row, id, time, deed, workspace, language, category, origin, rule, outcome, reward, cases, first_right, rules_right, body";

/// What a heal is worth that was taken back.
const UNDONE: f64 = -1.0;

pub(super) fn write(connection: &Connection, trajectory: &Trajectory) -> rusqlite::Result<()> {
    let body = serde_json::to_vec(&trajectory.circumstances).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sql = "INSERT INTO trajectories (id, time, deed, workspace, language, category, origin, rule, outcome, reward, cases, first_right, rules_right, body) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    let bounds = params![
        trajectory.id,
        trajectory.time,
        word(&trajectory.deed),
        StoredPath::from(trajectory.workspace.as_path()),
        trajectory.language.map(Language::id),
        trajectory.category,
        trajectory.origin.map(Origin::id),
        trajectory.rule,
        trajectory.outcome,
        if trajectory.reward.is_finite() { trajectory.reward } else { 0.0 },
        number(trajectory.cases),
        number(trajectory.first_right),
        trajectory.rules_right,
        packing::pack(&body),
    ];
    connection.prepare_cached(sql)?.execute(bounds).map(drop)
}

/// A heal's own, from its attempts, which are kept already. What came to nothing through no fault of its fixes teaches nothing.
pub(super) fn write_heal(connection: &Connection, heal: &HealRecord) -> rusqlite::Result<()> {
    if matches!(heal.status, HealStatus::Cancelled | HealStatus::Refused) {
        return Ok(());
    }
    let sql = "SELECT language, category, origin, rule, verdict, place, coalesce(prior, confidence), path, range_start, message FROM envelopes WHERE job = ? ORDER BY row";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([&heal.job])?;
    let (mut steps, mut all, mut first_right, mut errors) = (Vec::new(), 0, 0, std::collections::BTreeSet::new());
    while let Some(row) = rows.next()? {
        let (origin, verdict) = (row.get::<_, Word<Origin>>(2)?.0, row.get::<_, Word<Verdict>>(4)?.0);
        let place = row.get::<_, Option<i64>>(5)?.and_then(|place| u64::try_from(place).ok());
        all += 1;
        errors.insert((row.get::<_, StoredPath>(7)?.0, row.get::<_, Option<i64>>(8)?, row.get::<_, String>(9)?));
        first_right += u64::from(verdict == Verdict::Promote && place == Some(1));
        if steps.len() < MOST_STEPS {
            let rule = if origin == Origin::Learned { String::new() } else { row.get(3)? };
            let confidence = (100.0 * row.get::<_, f64>(6)?).round().clamp(0.0, 100.0) as u32;
            steps.push(Step { origin, rule, confidence, category: Some(row.get(1)?), place, verdict: Some(word(&verdict)) });
        }
    }
    let gone = heal.before.saturating_sub(heal.after) as f64 / heal.before.max(1) as f64;
    let trajectory = Trajectory {
        id: heal.job.clone(),
        time: number(heal.ended.time),
        deed: Deed::Heal,
        workspace: heal.workspace.clone(),
        language: heal.languages.first().copied(),
        category: heal.categories.first().cloned().unwrap_or_default(),
        origin: None,
        rule: String::new(),
        outcome: word(&heal.status),
        reward: match heal.status {
            HealStatus::Healed => 1.0,
            HealStatus::Improved => gone,
            _ => 0.0,
        },
        cases: errors.len() as u64,
        first_right: first_right.min(errors.len() as u64),
        rules_right: None,
        circumstances: Circumstances {
            checkers: heal.checkers.clone(),
            steps,
            all,
            errors: Some((heal.before, heal.after)),
            milliseconds: Some(heal.milliseconds),
            ..Circumstances::default()
        },
    };
    write(connection, &trajectory)
}

/// A heal was taken back: none of its fixes was right.
pub(super) fn write_undone(connection: &Connection, job: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE trajectories SET outcome = 'undone', reward = ?, first_right = 0 WHERE id = ?";
    connection.prepare_cached(sql)?.execute(params![UNDONE, job]).map(drop)
}

/// Reads a row of the columns [`TRAJECTORY`]; `None` where it cannot be understood.
pub(super) fn read(row: &Row<'_>) -> Option<Trajectory> {
    let read = || -> rusqlite::Result<Trajectory> {
        let body = packing::unpack(row.get_ref("body")?.as_bytes()?).ok_or(rusqlite::Error::InvalidQuery)?;
        let circumstances = serde_json::from_slice(&body).map_err(|_| rusqlite::Error::InvalidQuery)?;
        let count = |name: &str| row.get::<_, i64>(name).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(Trajectory {
            id: row.get("id")?,
            time: row.get("time")?,
            deed: row.get::<_, Word<Deed>>("deed")?.0,
            workspace: row.get::<_, StoredPath>("workspace")?.0,
            language: row.get::<_, Option<String>>("language")?.as_deref().and_then(Language::from_id),
            category: row.get("category")?,
            origin: row.get::<_, Option<Word<Origin>>>("origin")?.map(|origin| origin.0),
            rule: row.get("rule")?,
            outcome: row.get("outcome")?,
            reward: row.get("reward")?,
            cases: count("cases")?,
            first_right: count("first_right")?,
            rules_right: row.get("rules_right")?,
            circumstances,
        })
    };
    read().ok()
}
