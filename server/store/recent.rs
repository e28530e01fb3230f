//! The most recent records in memory. They are there whatever becomes of the file.

use crate::model::{Envelope, HealRecord};
use std::collections::VecDeque;
use std::path::Path;

/// How many envelopes, and how many heals, are remembered.
pub const RECENT: usize = 20;

#[derive(Default)]
pub(super) struct Recent {
    /// Oldest first, each with whether it is in the file.
    envelopes: VecDeque<(Envelope, bool)>,
    heals: VecDeque<(HealRecord, bool)>,
}

fn push<T>(ring: &mut VecDeque<T>, item: T) {
    while ring.len() >= RECENT {
        ring.pop_front();
    }
    ring.push_back(item);
}

impl Recent {
    pub(super) fn add(&mut self, envelope: Envelope) {
        push(&mut self.envelopes, (envelope, false));
    }

    pub(super) fn add_heal(&mut self, heal: HealRecord) {
        push(&mut self.heals, (heal, false));
    }

    /// Notes that an envelope or a heal is in the file now.
    pub(super) fn saved(&mut self, id: &str) {
        for (envelope, saved) in &mut self.envelopes {
            *saved |= envelope.id == id;
        }
        for (heal, saved) in &mut self.heals {
            *saved |= heal.job == id;
        }
    }

    pub(super) fn undone(&mut self, job: &str) {
        for (heal, _) in self.heals.iter_mut().filter(|(heal, _)| heal.job == job) {
            heal.undone = true;
        }
    }

    /// All envelopes, newest first.
    pub(super) fn envelopes(&self) -> impl Iterator<Item = &Envelope> {
        self.envelopes.iter().rev().map(|(envelope, _)| envelope)
    }

    /// The envelopes that are not in the file, newest first.
    pub(super) fn unsaved(&self) -> impl Iterator<Item = &Envelope> {
        self.envelopes.iter().rev().filter(|(_, saved)| !saved).map(|(envelope, _)| envelope)
    }

    pub(super) fn heal(&self, job: &str) -> Option<&HealRecord> {
        self.heals.iter().rev().map(|(heal, _)| heal).find(|heal| heal.job == job)
    }

    /// The newest heal that is not in the file and meets a condition.
    pub(super) fn last_unsaved_heal(&self, wanted: impl Fn(&HealRecord) -> bool) -> Option<&HealRecord> {
        self.heals.iter().rev().filter(|(_, saved)| !saved).map(|(heal, _)| heal).find(|heal| wanted(heal))
    }
}

/// Whether a heal changed something that can still be taken back, in one of the files; no files stand for all.
pub(super) fn can_be_undone(heal: &HealRecord, paths: &[&Path]) -> bool {
    !heal.undone && !heal.files.is_empty() && (paths.is_empty() || heal.files.iter().any(|file| paths.contains(&file.path.as_path())))
}
