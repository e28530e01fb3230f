//! Floor 6: the only place with protocol types.

mod backend;
mod capabilities;
mod commands;
mod convert;
mod door;
#[cfg(test)]
mod fix_properties;
mod frames;
mod heals;
mod outbound;
mod params;
mod unasked;

use crate::session::{Event, Session};
use backend::Backend;
use door::{Door, End};
use outbound::Outbound;
use std::io::BufReader;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long the last messages may take to be written, and tools to be stopped, at the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves one client on standard input and output until it ends; gives the exit code that LSP prescribes: 0 after `shutdown` and `exit`,
/// else 1.
pub fn serve() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HEALER_LOG").unwrap_or_else(|_| "healer=warn".into());
    // A caller may have set up logging already.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).try_init();
    match try_serve() {
        Ok(End::Exit { after_shutdown: true } | End::Closed { after_shutdown: true }) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            tracing::error!(%error, "the server could not run");
            ExitCode::from(1)
        }
    }
}

fn try_serve() -> std::io::Result<End> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (outbound, writer) = Outbound::start(std::io::stdout())?;
    let (notices, unasked) = unasked::channel(&outbound);
    let (session, owner) = Session::start(notices)?;
    let end = runtime.block_on(async {
        tokio::spawn(unasked.pass_on(session.clone()));
        let backend = Backend::new(session.clone(), outbound.clone());
        let parent = backend.parent();
        let (service, _unused) = backend::service(backend);
        let serving = Door::new(service, outbound.clone()).serve(BufReader::with_capacity(64 << 10, std::io::stdin()));
        tokio::select! {
            end = serving => end,
            () = unasked::ended(parent) => Ok(End::Closed { after_shutdown: false }),
        }
    })?;
    session.send(Event::Stop);
    drop(outbound);
    runtime.shutdown_background();
    wait_for(owner);
    wait_for(writer);
    Ok(end)
}

fn wait_for(thread: std::thread::JoinHandle<()>) {
    let deadline = std::time::Instant::now() + FAREWELL;
    while !thread.is_finished() && std::time::Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Keeps the parent's process id for whoever watches it.
type Parent = Arc<tokio::sync::watch::Sender<Option<i32>>>;
