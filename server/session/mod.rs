//! Floor 5: the one owner of mutable state, configuration, and the reading of projects from disk.

pub mod analysis;
pub mod atomic_write;
pub mod breakers;
mod builtin_checks;
pub mod checks;
pub mod events;
mod fixing;
mod folders;
pub mod following;
mod git;
mod git_checkout;
pub mod git_history;
pub mod ground;
pub mod heals;
mod included;
mod kept_changes;
pub mod learning;
pub mod manifests;
pub mod menus;
mod minimising;
mod owner;
pub mod patterns;
mod pool;
mod power;
pub mod project_loader;
mod publish;
mod questions;
pub mod recommendations;
pub mod records;
pub mod replay;
mod reporting;
mod rule_files;
pub mod settings;
mod shift;
mod state;
pub mod trusted;
mod users;
pub mod write_journal;
mod writing;

pub use events::{ClientProfile, DocumentName, Event, Notice, Notices, Question, Refusal};

use crate::check::cache_folder;
use std::sync::mpsc;
use std::thread;

/// A handle to a running session. Events are handled in the order in which they are sent, by one thread that owns all state.
#[derive(Clone)]
pub struct Session {
    events: mpsc::Sender<Event>,
}

impl Session {
    /// Starts a session; what it says unasked goes to `notices`. It ends with [`Event::Stop`].
    pub fn start(notices: Notices) -> std::io::Result<(Session, thread::JoinHandle<()>)> {
        let (events, received) = mpsc::channel();
        let own = events.clone();
        // Nobody waits for this.
        let _ = thread::Builder::new().spawn(|| write_journal::end_interrupted(&cache_folder()));
        let thread = thread::Builder::new().name("session".to_owned()).spawn(move || owner::run(&received, own, notices))?;
        Ok((Session { events }, thread))
    }

    /// Hands over an event without waiting. After the session's end the event is dropped, and with it any place for an answer.
    pub fn send(&self, event: Event) {
        let _ = self.events.send(event);
    }
}
