//! The store on real files.

mod damage;
mod patterns;
mod pending;
mod processes;
mod records;
mod trajectories;
mod versions;

use super::{Mode, Opened, Store};
use crate::base::hash;
use crate::model::{
    Applicability, AttemptedFix, Envelope, HealRecord, HealScope, HealStatus, HealedFile, Origin, Raw, Stamp, Verdict, Verification, unified_diff,
};
use crate::syntax::Language;
use std::path::Path;
use std::time::Duration;

/// Longer than any of these tests takes, and never waited for in full.
const LIMIT: Duration = Duration::from_secs(60);

fn envelope(job: &str, path: &str, verdict: Verdict) -> Envelope {
    let stamp = Stamp::now();
    Envelope {
        id: stamp.id(),
        job: job.to_owned(),
        stamp,
        workspace: "/w".into(),
        path: path.into(),
        language: Language::Python,
        source: "ruff".into(),
        code: Some("F821".into()),
        message: "Undefined name `jsno`".into(),
        raw: Raw::new(b"a.py:1:1: F821 Undefined name `jsno`"),
        category: "RES.NAME".into(),
        cluster: "RES.NAME:jsno".into(),
        fix: AttemptedFix {
            id: "fix".into(),
            title: "Change `jsno` to `json`".into(),
            origin: Origin::Rule,
            rule: "python/correct-name".into(),
            applicability: Applicability::Review,
        },
        verdict,
        confidence: 0.9,
        verified: Some(Verification::Checked),
        milliseconds: 40,
        before: hash::sha256(b"jsno\n"),
        after: hash::sha256(b"json\n"),
        diff: unified_diff(Path::new("a.py"), "jsno\n", "json\n"),
        reason: "ruff reports nothing more".into(),
        prior: 0.9,
        place: Some(1),
        range: None,
    }
}

fn heal(job: &str, path: &str, status: HealStatus, milliseconds: u64) -> HealRecord {
    HealRecord {
        job: job.to_owned(),
        workspace: "/w".into(),
        started: Stamp::now(),
        ended: Stamp::now(),
        milliseconds,
        status,
        reason: None,
        scope: HealScope::File,
        before: 2,
        after: 0,
        repairs: 2,
        checkers: vec!["ruff".into(), "python".into()],
        languages: vec![Language::Python],
        categories: vec!["RES.NAME".into()],
        files: vec![HealedFile::new(Path::new(path), "jsno\n", "json\n")],
        undone: false,
    }
}

fn open(home: &Path) -> Store {
    let Opened { store, mode, message } = Store::open(home);
    assert_eq!((mode, message), (Mode::ReadWrite, None));
    store
}

fn ids(envelopes: &[Envelope]) -> Vec<&str> {
    envelopes.iter().map(|envelope| envelope.id.as_str()).collect()
}
