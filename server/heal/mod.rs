//! Floor 4: where checking and fixing meet: find → classify → propose → gate → rank.

pub mod engine;
pub mod doctor;
mod gate;
mod intake;
pub mod mend;
mod pipeline;
mod rank;
pub mod runner;

pub use engine::{ApplyError, Engine};
pub use doctor::{DoctorRow, DoctorState, doctor};
pub use intake::{diagnose, merge};
pub use mend::{Applied, Checked, Choice, Mend, MendPolicy};
pub use pipeline::{FileFacts, MenuLimits, fixes, fixes_for};
pub use runner::{CheckOutcome, CheckedCall, RunOptions, run_all, run_checker};
