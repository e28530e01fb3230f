//! Floor 4: where checking and fixing meet: find → classify → propose → gate → rank.

pub mod batch;
mod calibration;
pub mod detect;
pub mod doctor;
pub mod engine;
mod gate;
mod intake;
pub mod mend;
pub mod mend_across;
mod pipeline;
mod rank;
pub mod runner;

pub use batch::{BatchContext, BatchReport, check_batch};
pub use detect::{detect, diagnose_alone, language_of, meant_file};
pub use doctor::{DoctorRow, DoctorState, doctor};
pub use engine::{ApplyError, Engine};
pub use intake::{diagnose, find_builtin, merge, same_error};
pub use mend::{Applied, Checked, Choice, Mend, MendPolicy};
pub use mend_across::{Across, judge_across};
pub use pipeline::{FileFacts, MenuLimits, fixes, fixes_for};
pub use runner::{CheckOutcome, CheckedCall, RunOptions, chosen, run_all, run_checker, run_checker_within};
