//! Floor 4: where checking and fixing meet: find → classify → propose → gate → rank.

pub mod batch;
mod calibration;
pub mod detect;
pub mod doctor;
pub mod engine;
mod gate;
pub mod healing;
mod intake;
pub mod learning;
mod pipeline;
pub mod proposals;
mod rank;
pub mod retry;
pub mod runner;
pub mod test_run;

pub use batch::{BatchContext, BatchReport, Checked, check_batch};
pub use detect::{detect, diagnose_alone, language_of, meant_file};
pub use doctor::{DoctorRow, DoctorState, doctor};
pub use engine::{ApplyError, Engine};
pub use healing::breaker::{BreakerRow, BreakerState, Breakers, Guard};
pub use healing::{Attempt, Chosen, Ground, HealPolicy, Healing, Proof, Seen, Snapshot, Targets, Trial, after_proof, failing, heal, prove};
pub use intake::{diagnose, find_builtin, merge, same_error};
pub use pipeline::{FileFacts, MenuLimits, fixes, fixes_for};
pub use proposals::{Context, Proposals};
pub use retry::Retries;
pub use runner::{CheckOutcome, CheckedCall, RunOptions, chosen, run_all, run_checker, run_checker_within};
pub use test_run::{PassedTest, TestRun, run_tests};
