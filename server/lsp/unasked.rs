//! What goes to the client unasked and needs an answer of it or time: progress, refreshes; and the watch over the client's life.

use super::outbound::Outbound;
use crate::session::{Notice, Notices};
use serde_json::{Value, json};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How long the client may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Where the session says what it says unasked, and the task that passes on what cannot simply be written.
pub fn channel(outbound: Arc<Outbound>) -> (Notices, impl Future<Output = ()> + Send + 'static) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let direct = outbound.clone();
    let notices: Notices = Arc::new(move |notice| match notice {
        Notice::Refresh | Notice::ProgressBegin { .. } | Notice::ProgressEnd { .. } => drop(sender.send(notice)),
        notice => direct.notice(notice),
    });
    let weak = Arc::downgrade(&outbound);
    let task = async move {
        while let Some(notice) = receiver.recv().await {
            let Some(outbound) = weak.upgrade() else { return };
            pass_on(notice, &outbound).await;
        }
    };
    (notices, task)
}

async fn pass_on(notice: Notice, outbound: &Outbound) {
    let progress = |job: &str, value: Value| outbound.notify("$/progress", json!({"token": job, "value": value}));
    match notice {
        Notice::Refresh => drop(outbound.request("workspace/diagnostic/refresh", Value::Null, LIMIT).await),
        Notice::ProgressBegin { job, title } if outbound.wire().progress => {
            let created = outbound.request("window/workDoneProgress/create", json!({"token": job}), LIMIT).await;
            created.into_iter().for_each(|_| progress(&job, json!({"kind": "begin", "title": title, "cancellable": true})));
        }
        Notice::ProgressEnd { job } if outbound.wire().progress => progress(&job, json!({"kind": "end"})),
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
