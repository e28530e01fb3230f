//! Ctrl-C: the first one cancels what runs, so that tools are stopped and files are put back; the second one ends the process.

use crate::base::CancelToken;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A token that the signals cancel. Where no handler can be set, signals end the process as ever.
pub(super) fn token() -> CancelToken {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let second = flag::register_conditional_shutdown(signal, 128 + signal, interrupted.clone());
        let first = flag::register(signal, interrupted.clone());
        if let Err(error) = second.and(first) {
            tracing::warn!(%error, "no handler could be set for a signal");
        }
    }
    CancelToken::of_flag(interrupted)
}
