//! What goes to the client unasked and needs an answer of it or time: progress, refreshes; and the watch over the client's life.

use super::heals;
use super::outbound::Outbound;
use crate::session::{Event, Notice, Notices, Session};
use serde_json::{Value, json};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How long the client may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// What the session says and the client has to answer, or what waits for such.
pub struct Unasked {
    notices: mpsc::UnboundedReceiver<Notice>,
    outbound: Weak<Outbound>,
}

/// Where the session says what it says unasked, and what cannot simply be written.
pub fn channel(outbound: &Arc<Outbound>) -> (Notices, Unasked) {
    let (sender, notices) = mpsc::unbounded_channel();
    let direct = outbound.clone();
    let said: Notices = Arc::new(move |notice| match notice {
        Notice::Diagnostics { .. } | Notice::Show(..) | Notice::Log(..) => direct.notice(notice),
        notice => drop(sender.send(notice)),
    });
    (said, Unasked { notices, outbound: Arc::downgrade(outbound) })
}

impl Unasked {
    /// Passes on what the session says, in its order. The client's answers go to the session.
    pub async fn pass_on(mut self, session: Session) {
        while let Some(notice) = self.notices.recv().await {
            let Some(outbound) = self.outbound.upgrade() else { return };
            match notice {
                Notice::Apply { job, offer, label, applicability, confirm } => {
                    let edit = heals::edit(&offer, &label, applicability, confirm, &outbound.wire());
                    let session = session.clone();
                    // The user may be asked first, which takes what it takes.
                    tokio::spawn(async move {
                        let applied = heals::apply(&label, edit, confirm, &outbound).await;
                        session.send(Event::Applied { job, applied });
                    });
                }
                Notice::HealBegin { .. } | Notice::HealStep { .. } | Notice::HealEnd { .. } | Notice::Healed(_) => heals::pass_on(notice, &outbound).await,
                notice => pass_on(notice, &outbound).await,
            }
        }
    }
}

async fn pass_on(notice: Notice, outbound: &Outbound) {
    let progress = |job: &str, value: Value| outbound.notify("$/progress", json!({"token": job, "value": value}));
    match notice {
        Notice::Refresh => drop(outbound.request("workspace/diagnostic/refresh", Value::Null, LIMIT).await),
        Notice::ProgressBegin { job, title } if outbound.create_progress(&job).await => {
            progress(&job, json!({"kind": "begin", "title": title, "cancellable": true}));
        }
        Notice::ProgressEnd { job } if outbound.shows_progress() => progress(&job, json!({"kind": "end"})),
        _ => {}
    }
}

/// Ends when the client's process has ended, or when this process is asked to end. Without a known client only the latter.
pub async fn ended(mut parent: watch::Receiver<Option<i32>>) {
    tokio::select! {
        () = asked_to_end() => {}
        () = async {
            let known = parent.wait_for(Option::is_some).await.ok().and_then(|known| *known);
            match known {
                Some(process) => while is_alive(process) {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                },
                None => std::future::pending().await,
            }
        } => {}
    }
}

#[cfg(unix)]
fn is_alive(process: i32) -> bool {
    let known = rustix::process::Pid::from_raw(process);
    known.is_none_or(|known| rustix::process::test_kill_process(known) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere the end of the input alone tells that the client has gone.
#[cfg(not(unix))]
fn is_alive(_process: i32) -> bool {
    true
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}
