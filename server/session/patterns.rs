//! What is told of learned fixes, in editors and on the command line alike.

use crate::fix::pattern_file;
use crate::heal::learning::{ACCEPTED, REJECTED, without};
use crate::model::{KnownPattern, Pattern, PatternRecord};
use crate::store::{PatternFilter, Store, StoreError};
use crate::syntax::Language;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// More are not listed or exported at once.
pub const MOST_LISTED: usize = 10_000;

/// What is wished of the learned fixes.
#[derive(Clone, Debug)]
pub enum PatternWish {
    List {
        language: Option<Language>,
        limit: usize,
    },
    Show {
        id: String,
    },
    /// These as a file, all that there are where none is named.
    Export {
        ids: Vec<String>,
    },
    Forget(Forgetting),
}

#[derive(Clone, Debug)]
pub enum Forgetting {
    Pattern(String),
    Project(PathBuf),
    All,
}

/// Does what is wished; `project` is the workspace that asks. An error is a sentence for the user.
pub fn answer(store: &Store, wish: &PatternWish, project: Option<&str>) -> Result<Value, String> {
    let say = |error: StoreError| error.to_string();
    match wish {
        PatternWish::List { language, limit } => {
            let filter = PatternFilter { language: *language, project: project.map(str::to_owned), limit: *limit, ..PatternFilter::default() };
            let patterns: Vec<Value> = store.patterns(&filter).map_err(say)?.iter().map(summary).collect();
            Ok(json!({"patterns": patterns, "total": store.pattern_count().map_err(say)?, "paused": store.learning_paused()}))
        }
        PatternWish::Show { id } => find(store, id).map(|known| whole(&known)),
        PatternWish::Export { ids } => {
            let patterns = chosen(store, ids)?;
            Ok(json!({"text": pattern_file::write(&patterns), "patterns": patterns.len()}))
        }
        PatternWish::Forget(what) => forget(store, what).map(|forgotten| json!({"forgotten": forgotten})),
    }
}

/// The pattern with an id, or with an id that begins so.
pub fn find(store: &Store, id: &str) -> Result<KnownPattern, String> {
    let mut found = store.pattern(id).map_err(|error| error.to_string())?;
    match (found.pop(), found.pop()) {
        (Some(known), None) => Ok(known),
        (Some(_), Some(_)) => Err(format!("id: several learned fixes begin with {id}")),
        (None, _) => Err(format!("id: there is no learned fix {id}")),
    }
}

/// The patterns with these ids; all, the oldest first, where there are none.
pub fn chosen(store: &Store, ids: &[String]) -> Result<Vec<KnownPattern>, String> {
    if ids.is_empty() {
        let mut all = store.patterns(&PatternFilter { limit: MOST_LISTED, ..PatternFilter::default() }).map_err(|error| error.to_string())?;
        all.reverse();
        return Ok(all);
    }
    ids.iter().map(|id| find(store, id)).collect()
}

/// Forgets for good, and says how many fixes that were.
pub fn forget(store: &Store, what: &Forgetting) -> Result<usize, String> {
    let forgotten = match what {
        Forgetting::Pattern(id) => store.forget_pattern(&find(store, id)?.pattern.id),
        Forgetting::Project(folder) => store.forget_patterns_of(folder, &without),
        Forgetting::All => store.forget_all_patterns(),
    };
    forgotten.map_err(|error| error.to_string())
}

/// Broken code and what becomes of it, with the names of the holes.
pub fn before_and_after(pattern: &Pattern) -> (String, String) {
    (pattern_file::before_text(pattern), pattern_file::with_hole_names(&pattern.repair.after))
}

/// One that was learned in a folder, as people call it: below the workspace that asks.
pub fn summary(known: &KnownPattern) -> Value {
    let (pattern, record) = (&known.pattern, &known.record);
    let (before, after) = before_and_after(pattern);
    json!({
        "id": pattern.id,
        "language": pattern.language,
        "category": pattern.category,
        "anchor": pattern.anchor,
        "source": pattern.source,
        "local": known.is_local,
        "before": before,
        "after": after,
        "standing": record.standing,
        "confidence": record.confidence(),
        "tag": record.tag(),
        "successes": record.successes,
        "failures": record.failures,
    })
}

/// All that is known of a pattern.
pub fn whole(known: &KnownPattern) -> Value {
    let mut value = summary(known);
    let (repair, record) = (&known.pattern.repair, &known.record);
    let examples = known.pattern.examples.iter().map(|example| {
        let place = Path::new(&example.project).join(&example.file);
        json!({"file": place, "time": example.time, "before": example.before_text, "after": example.after_text, "heard": example.heard})
    });
    let more = json!({
        "holes": repair.holes,
        "imports": repair.imports,
        "parts": repair.parts,
        "said": repair.said,
        "examples": examples.collect::<Vec<_>>(),
        "test": test(record),
        "drift": record.drift,
        "firstUsed": record.first_used,
        "lastUsed": record.last_used,
        "projects": record.projects,
        "files": record.files,
        "days": record.days,
    });
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    value
}

/// Where the sequential test stands between its bounds.
fn test(record: &PatternRecord) -> Value {
    json!({"ratio": record.ratio, "acceptsAt": ACCEPTED, "rejectsAt": REJECTED})
}

/// Keeps the patterns of a file as a stranger's: on trial, and known ones stay as they are. Says how many are new.
pub fn import(store: &Store, patterns: Vec<Pattern>, now: i64) -> Result<usize, String> {
    let mut new = 0;
    for pattern in patterns {
        if store.pattern(&pattern.id).map_err(|error| error.to_string())?.is_empty() {
            let record = PatternRecord { first_used: now, last_used: now, ..PatternRecord::default() };
            store.keep_pattern(Pattern { source: crate::model::Source::Imported, ..pattern }, record);
            new += 1;
        }
    }
    Ok(new)
}
