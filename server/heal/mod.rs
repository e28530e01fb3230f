//! Floor 4: where checking and fixing meet: find → classify → propose → gate → rank.

mod gate;
mod intake;
mod pipeline;
mod rank;

pub use intake::{diagnose, merge};
pub use pipeline::{FileFacts, MenuLimits, fixes, fixes_for};
