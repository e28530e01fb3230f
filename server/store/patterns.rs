//! Learned fixes: kept by their id, looked up by what they are about, forgotten for good.

use super::bodies;
use super::error::StoreError;
use super::open::Identity;
use super::read::SETTLE;
use super::rows::{Word, word};
use super::write::Command;
use super::{Mode, Store};
use crate::base::{WordSet, hash, signature};
use crate::model::{KnownPattern, Pattern, PatternRecord, PatternSource, Standing, UsablePattern};
use crate::syntax::Language;
use rusqlite::{Connection, OptionalExtension, Row, Rows, ToSql, params};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// More anchors than these are not looked up.
const MOST_ANCHORS: usize = 64;

/// As many candidates are more than any menu can use, and to read them takes less than a millisecond.
const CANDIDATES: usize = 16;

/// Of one anchor so many patterns are looked at, the most trusted.
const LOOKED_AT: usize = 128;

/// So many are looked at for all anchors together: what is left by anchors with few patterns is there for the others.
const MOST_LOOKED_AT: usize = 768;

const PAUSED: &str = "learning.paused";

/// Raised by the file's own triggers with every change of a pattern.
const CHANGES: &str = "patterns.changes";

/// Some of these are read by their number, which costs less than by name: the row, the language, the category, the revision and the body are numbers
/// 0, 2, 3, 6 and 17, and the record begins with number 7.
pub(super) const PATTERN: &str =
    "row, id, language, category, anchor, rank, revision, successes, failures, standing, ratio, drift, first_used, last_used, projects, files, days, body";

/// So many patterns are kept in memory once they were read, without their examples.
const READ: usize = 2048;

/// Patterns that were read from a file, by their rows, each with the revision that was read.
#[derive(Default)]
pub(super) struct ReadPatterns {
    file: Identity,
    pub(super) by_row: HashMap<i64, (i64, Arc<UsablePattern>)>,
}

/// Which patterns are listed.
#[derive(Clone, Debug, Default)]
pub struct PatternFilter {
    pub language: Option<Language>,
    /// A category, a family or a cluster's beginning: what the pattern's category begins with.
    pub category: Option<String>,
    /// The workspace that asks; patterns that were learned there are local.
    pub project: Option<String>,
    /// Only those that were learned there.
    pub only_local: bool,
    pub limit: usize,
    /// How many of the first are left out.
    pub offset: usize,
}

/// The rank under which a pattern lies with the workspaces of its negatives: it is not looked up there, but found when they are forgotten.
const AS_NEGATIVE: f64 = -2.0;

impl PatternSource for Store {
    fn candidates(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern> {
        self.pattern_candidates(language, category, anchors, project, words, CANDIDATES)
    }

    fn usable(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet) -> Vec<KnownPattern<UsablePattern>> {
        let sought = Sought { language, category, anchors: &anchors.iter().copied().take(MOST_ANCHORS).collect(), words };
        self.look_up(&sought, project, CANDIDATES, |row, file| self.usable_body(row, file))
    }

    fn generation(&self) -> u64 {
        self.pattern_generation()
    }
}

impl Store {
    /// Keeps a pattern with its record; one of the same id is replaced. Returns at once; the writing thread does the rest.
    pub fn keep_pattern(&self, pattern: Pattern, record: PatternRecord) {
        self.send(Command::Pattern { pattern: Box::new(pattern), record: Box::new(record), replaces: None });
    }

    /// The same, and removes another one in the same transaction. The new one counts as learned wherever the old one was.
    pub fn replace_pattern(&self, old_id: &str, pattern: Pattern, record: PatternRecord) {
        self.send(Command::Pattern { pattern: Box::new(pattern), record: Box::new(record), replaces: Some(old_id.to_owned()) });
    }

    /// The patterns of a category with one of the anchors that are not demoted: those that were learned in the project first, then those with
    /// a name for an anchor, then the most trusted. Of each anchor the best hundred or so are looked at, and those are passed over whose broken code
    /// has words that are not among `words`. Never waits for a write; what cannot be read is passed over.
    pub fn pattern_candidates(&self, language: Language, category: &str, anchors: &[&str], project: &str, words: &WordSet, limit: usize) -> Vec<KnownPattern> {
        let sought = Sought { language, category, anchors: &anchors.iter().copied().take(MOST_ANCHORS).collect(), words };
        self.look_up(&sought, project, limit, |row, _| bodies::unpack(row.get_ref(17)?.as_bytes()?).map(Arc::new))
    }

    /// Looks patterns up, with what `body` reads of their rows of the columns [`PATTERN`].
    fn look_up<P>(
        &self,
        sought: &Sought<'_>,
        project: &str,
        limit: usize,
        body: impl Fn(&Row<'_>, Identity) -> rusqlite::Result<Arc<P>>,
    ) -> Vec<KnownPattern<P>> {
        if self.mode == Mode::MemoryOnly {
            return Vec::new();
        }
        let found = self.read(|connection| {
            // All that is read is of one moment.
            let moment = connection.unchecked_transaction()?;
            let rows = best_rows(&moment, sought, project, limit)?;
            let mut statement = moment.prepare_cached(&format!("SELECT {PATTERN} FROM patterns WHERE row = ?"))?;
            let mut known = Vec::with_capacity(rows.len());
            let file = self.shared.place.identity();
            for Ranked { row, is_local, .. } in rows {
                let read = |row: &Row<'_>| {
                    // Two keys may have the same hash.
                    if row.get_ref(2)?.as_str()? != sought.language.id() || row.get_ref(3)?.as_str()? != sought.category {
                        return Ok(None);
                    }
                    Ok(record(row).and_then(|record| Ok((record, body(row, file)?))).inspect_err(|error| warn(row, error)).ok())
                };
                let found = statement.query_row([row], read).optional()?.flatten();
                known.extend(found.map(|(record, pattern)| KnownPattern { pattern, record, is_local }));
            }
            Ok(known)
        });
        found.unwrap_or_else(|error| {
            tracing::debug!("no patterns are looked up: {error}");
            Vec::new()
        })
    }

    /// What it takes to use the pattern of a row of the columns [`PATTERN`], from memory where it has not changed since it was read.
    fn usable_body(&self, row: &Row<'_>, file: Identity) -> rusqlite::Result<Arc<UsablePattern>> {
        let (number, revision) = (row.get::<_, i64>(0)?, row.get::<_, i64>(6)?);
        let mut read = self.shared.patterns();
        if let Some((_, pattern)) = read.by_row.get(&number).filter(|(known, _)| *known == revision && read.file == file) {
            return Ok(Arc::clone(pattern));
        }
        if read.file != file || read.by_row.len() >= READ {
            *read = ReadPatterns { file, by_row: HashMap::new() };
        }
        drop(read);
        let pattern = Arc::new(bodies::unpack_usable(row.get_ref(17)?.as_bytes()?)?);
        self.shared.patterns().by_row.insert(number, (revision, Arc::clone(&pattern)));
        Ok(pattern)
    }

    /// A number that changes whenever patterns were changed, by whichever process. Costs some microseconds and never waits.
    pub fn pattern_generation(&self) -> u64 {
        if self.mode == Mode::MemoryOnly {
            return 0;
        }
        let changes = self.read(|connection| counter(connection, CHANGES));
        // A file that took another one's place begins to count anew.
        let file = self.shared.place.identity().map_or(0, |(_, file)| file);
        u64::try_from(changes.unwrap_or(0)).unwrap_or(0).wrapping_add(file.rotate_left(40))
    }

    /// The patterns that are kept, the newest first. Those that cannot be read are passed over.
    pub fn patterns(&self, filter: &PatternFilter) -> Result<Vec<KnownPattern>, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(Vec::new());
        }
        self.flush(SETTLE);
        let project = filter.project.clone().unwrap_or_default();
        let (mut conditions, mut bounds): (Vec<&str>, Vec<&dyn ToSql>) = (Vec::new(), vec![&project]);
        let language = filter.language.map(Language::id);
        if let Some(language) = &language {
            conditions.push("language = ?");
            bounds.push(language);
        }
        if let Some(category) = &filter.category {
            conditions.push("substr(category, 1, length(?)) = ?");
            bounds.extend([category as &dyn ToSql, category]);
        }
        if filter.only_local {
            conditions.push("is_local");
        }
        let among = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        let (limit, offset) = (amount(filter.limit), amount(filter.offset));
        bounds.extend([&limit as &dyn ToSql, &offset]);
        let sql = format!(
            "SELECT {PATTERN}, EXISTS (SELECT 1 FROM pattern_places WHERE pattern = patterns.row AND rank > {AS_NEGATIVE} AND project = (SELECT row FROM pattern_projects WHERE path = ?)) \
             AS is_local FROM patterns WHERE {among} ORDER BY row DESC LIMIT ? OFFSET ?"
        );
        self.read(|connection| {
            let mut statement = connection.prepare(&sql)?;
            let rows = statement.query_map(bounds.as_slice(), |row| Ok(known_pattern(row, row.get("is_local")?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// How many patterns are kept.
    pub fn pattern_count(&self) -> Result<u64, StoreError> {
        if self.mode == Mode::MemoryOnly {
            return Ok(0);
        }
        self.flush(SETTLE);
        self.read(|connection| {
            connection.query_row("SELECT count(*) FROM patterns", [], |row| row.get::<_, i64>(0)).map(|count| u64::try_from(count).unwrap_or(0))
        })
    }

    /// The patterns whose id is this or begins with it, two of them at most: more than one means that the beginning is not enough.
    pub fn pattern(&self, id_or_beginning: &str) -> Result<Vec<KnownPattern>, StoreError> {
        if self.mode == Mode::MemoryOnly || id_or_beginning.is_empty() {
            return Ok(Vec::new());
        }
        self.flush(SETTLE);
        // Ids are hexadecimal digits; the letter after them bounds what begins with some.
        let beyond = format!("{id_or_beginning}g");
        let sql = format!("SELECT {PATTERN} FROM patterns WHERE id >= ? AND id < ? ORDER BY id LIMIT 2");
        let found = self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([id_or_beginning, &beyond], |row| Ok(known_pattern(row, false)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let found: Vec<KnownPattern> = found.into_iter().flatten().collect();
        let exact = found.iter().find(|known| known.pattern.id == id_or_beginning).cloned();
        Ok(exact.map_or(found, |exact| vec![exact]))
    }

    /// Whether the user has paused learning on this machine.
    pub fn learning_paused(&self) -> bool {
        self.mode != Mode::MemoryOnly && self.read(|connection| counter(connection, PAUSED)).is_ok_and(|paused| paused != 0)
    }

    /// Pauses learning on this machine, or lets it go on. `false` where that could not be written.
    pub fn pause_learning(&self, paused: bool) -> bool {
        self.send(Command::Set(PAUSED, i64::from(paused)));
        self.mode == Mode::ReadWrite && self.flush(SETTLE) && self.learning_paused() == paused
    }
}

/// A number as SQLite keeps it.
fn amount(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn counter(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT value FROM counters WHERE name = ?")?.query_row([name], |row| row.get(0)).optional().map(|value| value.unwrap_or(0))
}

/// What patterns are looked up by.
struct Sought<'s> {
    language: Language,
    category: &'s str,
    anchors: &'s BTreeSet<&'s str>,
    words: &'s WordSet,
}

/// A row of a candidate, and what decides about its place.
#[derive(Clone, Copy)]
struct Ranked {
    row: i64,
    is_local: bool,
    is_anchored: bool,
    rank: f64,
}

impl Ranked {
    /// Whether it comes before another one, of any row.
    fn is_before(&self, other: &Ranked) -> bool {
        let place = |ranked: &Ranked| (ranked.is_local, ranked.is_anchored);
        place(self).cmp(&place(other)).then(self.rank.total_cmp(&other.rank)).is_gt()
    }
}

/// The best rows so far, best first.
struct Best {
    rows: Vec<Ranked>,
    limit: usize,
}

impl Best {
    /// Whether there is no place for a row; then there is none for those behind it in its index either.
    fn is_closed_to(&self, ranked: &Ranked) -> bool {
        self.rows.len() >= self.limit && self.rows.last().is_none_or(|last| !ranked.is_before(last))
    }

    fn add(&mut self, ranked: Ranked) {
        let place = self.rows.partition_point(|known| !ranked.is_before(known));
        self.rows.insert(place, ranked);
        self.rows.truncate(self.limit);
    }
}

/// How many rows of an index may still be looked at, for so many anchors that are left.
struct Budget {
    rows: usize,
    anchors: usize,
}

impl Budget {
    /// Takes the rows of the next anchor, which come best first, that have only words that are there, as long as they are among the best.
    fn take_fitting(&mut self, mut rows: Rows<'_>, words: &WordSet, best: &mut Best, ranked: impl Fn(i64, f64) -> Option<Ranked>) -> rusqlite::Result<()> {
        let most = (self.rows / self.anchors.max(1)).min(LOOKED_AT);
        self.anchors = self.anchors.saturating_sub(1);
        let mut looked_at = 0;
        while looked_at < most
            && let Some(row) = rows.next()?
        {
            looked_at += 1;
            let Some(found) = ranked(row.get(0)?, row.get(1)?) else { continue };
            if best.is_closed_to(&found) {
                break;
            }
            if words.holds(row.get::<_, i64>(2)?.cast_unsigned()) {
                best.add(found);
            }
        }
        self.rows = self.rows.saturating_sub(looked_at);
        Ok(())
    }
}

/// The best candidates, best first, by indexes alone.
fn best_rows(connection: &Connection, sought: &Sought<'_>, project: &str, limit: usize) -> rusqlite::Result<Vec<Ranked>> {
    let Sought { language, category, anchors, words } = *sought;
    // Those without a name come last: where there are enough others, none of them is looked at.
    let ordered = || anchors.iter().filter(|anchor| !anchor.is_empty()).chain(anchors.get(""));
    let budget = || Budget { rows: MOST_LOOKED_AT, anchors: anchors.len() };
    let mut best = Best { rows: Vec::new(), limit };
    if let Some(project) = project_row(connection, project)? {
        let mut budget = budget();
        let sql = "SELECT pattern, rank, words FROM pattern_places WHERE project = ? AND lookup = ? AND rank >= 0 ORDER BY rank DESC";
        let mut statement = connection.prepare_cached(sql)?;
        for anchor in ordered() {
            let rows = statement.query(params![project, lookup(language, category, anchor)])?;
            let is_anchored = !anchor.is_empty();
            budget.take_fitting(rows, words, &mut best, |row, rank| Some(Ranked { row, is_local: true, is_anchored, rank }))?;
        }
    }
    let local: HashSet<i64> = best.rows.iter().map(|ranked| ranked.row).collect();
    let sql = "SELECT row, rank, words FROM patterns WHERE language = ? AND category = ? AND anchor = ? AND rank >= 0 ORDER BY rank DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut budget = budget();
    for anchor in ordered() {
        let is_anchored = !anchor.is_empty();
        if best.is_closed_to(&Ranked { row: 0, is_local: false, is_anchored, rank: f64::INFINITY }) {
            continue;
        }
        let rows = statement.query(params![language.id(), category, anchor])?;
        budget.take_fitting(rows, words, &mut best, |row, rank| (!local.contains(&row)).then_some(Ranked { row, is_local: false, is_anchored, rank }))?;
    }
    Ok(best.rows)
}

fn project_row(connection: &Connection, path: &str) -> rusqlite::Result<Option<i64>> {
    connection.prepare_cached("SELECT row FROM pattern_projects WHERE path = ?")?.query_row([path], |row| row.get(0)).optional()
}

/// What the patterns of a project are looked up by: a number in the place of three texts.
fn lookup(language: Language, category: &str, anchor: &str) -> i64 {
    let id = hash::stable_id(&[language.id(), category, anchor]);
    u64::from_str_radix(&id, 16).map_or(0, u64::cast_signed)
}

/// Reads a row of the columns [`PATTERN`]. `None` where it cannot be understood; that is told and harms nobody.
pub(super) fn known_pattern(row: &Row<'_>, is_local: bool) -> Option<KnownPattern> {
    let read = || Ok(KnownPattern { pattern: Arc::new(bodies::unpack(row.get_ref(17)?.as_bytes()?)?), record: record(row)?, is_local });
    read().inspect_err(|error| warn(row, error)).ok()
}

fn warn(row: &Row<'_>, error: &rusqlite::Error) {
    tracing::warn!("row {} of the patterns cannot be read: {error}", row.get::<_, i64>("row").unwrap_or(0));
}

fn record(row: &Row<'_>) -> rusqlite::Result<PatternRecord> {
    let counted = |number: usize| row.get::<_, i64>(number).map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX));
    Ok(PatternRecord {
        successes: row.get(7)?,
        failures: row.get(8)?,
        standing: row.get::<_, Word<Standing>>(9)?.0,
        ratio: row.get(10)?,
        drift: row.get(11)?,
        first_used: row.get(12)?,
        last_used: row.get(13)?,
        projects: counted(14)?,
        files: counted(15)?,
        days: counted(16)?,
    })
}

/// What a pattern is ordered by: those that the test accepted first; below 0 it is never a candidate.
fn rank(record: &PatternRecord) -> f64 {
    match record.standing {
        Standing::Promoted => 1.0 + finite(record.confidence()),
        Standing::Canary => finite(record.confidence()),
        Standing::Demoted => -1.0,
    }
}

/// SQLite knows no NaN.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

pub(super) fn write_pattern(connection: &Connection, pattern: &Pattern, record: &PatternRecord, replaces: Option<&str>) -> rusqlite::Result<()> {
    let Some(body) = bodies::pack(pattern)? else {
        tracing::warn!("the pattern {} is too deep or too long to be kept", pattern.id);
        return Ok(());
    };
    let rank = rank(record);
    let words = signature(pattern.repair.before.tokens().into_iter()).cast_signed();
    let sql = "INSERT INTO patterns (id, language, category, anchor, rank, body, successes, failures, standing, ratio, drift, first_used, last_used, projects, \
               files, days, words, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT value FROM counters WHERE name = 'patterns.changes')) \
               ON CONFLICT (id) DO UPDATE SET language = excluded.language, category = excluded.category, anchor = excluded.anchor, rank = excluded.rank, \
               revision = CASE WHEN body = excluded.body THEN revision ELSE excluded.revision END, body = excluded.body, successes = excluded.successes, \
               failures = excluded.failures, standing = excluded.standing, ratio = excluded.ratio, drift = excluded.drift, first_used = excluded.first_used, \
               last_used = excluded.last_used, projects = excluded.projects, files = excluded.files, days = excluded.days, words = excluded.words RETURNING row";
    let bounds = params![
        pattern.id,
        pattern.language.id(),
        pattern.category,
        pattern.anchor,
        rank,
        body,
        finite(record.successes),
        finite(record.failures),
        word(&record.standing),
        finite(record.ratio),
        finite(record.drift),
        record.first_used,
        record.last_used,
        record.projects,
        record.files,
        record.days,
        words,
    ];
    let row: i64 = connection.prepare_cached(sql)?.query_row(bounds, |row| row.get(0))?;
    let lookup = lookup(pattern.language, &pattern.category, &pattern.anchor);
    let sql = "UPDATE pattern_places SET lookup = ?1, words = ?5, rank = CASE WHEN rank = ?2 THEN rank ELSE ?3 END WHERE pattern = ?4";
    connection.prepare_cached(sql)?.execute(params![lookup, AS_NEGATIVE, rank, row, words])?;
    if let Some(old) = replaces.filter(|old| *old != pattern.id) {
        let sql = "INSERT INTO pattern_places (project, lookup, words, rank, pattern) SELECT project, ?, ?, CASE WHEN rank = ? THEN rank ELSE ? END, ? FROM pattern_places \
                   WHERE pattern = (SELECT row FROM patterns WHERE id = ?) ON CONFLICT DO NOTHING";
        connection.prepare_cached(sql)?.execute(params![lookup, words, AS_NEGATIVE, rank, row, old])?;
        connection.prepare_cached("DELETE FROM patterns WHERE id = ?")?.execute([old])?;
    }
    // Who shares a pattern does not say where it was learned.
    let examples = pattern.examples.iter().map(|example| (example.project.as_str(), rank));
    let negatives = pattern.negatives.iter().map(|example| (example.project.as_str(), AS_NEGATIVE));
    for (project, rank) in examples.chain(negatives).filter(|(project, _)| !project.is_empty()) {
        connection.prepare_cached("INSERT INTO pattern_projects (path) VALUES (?) ON CONFLICT (path) DO NOTHING")?.execute([project])?;
        let sql = "INSERT INTO pattern_places (project, lookup, words, rank, pattern) SELECT row, ?, ?, ?, ? FROM pattern_projects WHERE path = ? ON CONFLICT DO NOTHING";
        connection.prepare_cached(sql)?.execute(params![lookup, words, rank, row, project])?;
    }
    Ok(())
}
