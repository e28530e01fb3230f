//! The loop itself.

use super::{Ground, Healing};
use crate::base::CancelToken;
use crate::syntax::SourceFile;
use std::time::Instant;

/// Runs a heal to its end. `observe` hears after each round, and once more at the end. Where it is cancelled, what has been reached so far stands in the heal.
pub fn heal(healing: &mut Healing, ground: &mut dyn Ground, cancel: &CancelToken, observe: &mut dyn FnMut(&Healing)) {
    loop {
        while let Some(texts) = healing.propose(ground, cancel) {
            let before: Vec<SourceFile> = texts.iter().filter_map(|text| ground.source(text.path())).collect();
            texts.iter().for_each(|text| ground.replace(text));
            let began = Instant::now();
            let spoken = ground.check(&texts);
            if cancel.is_cancelled() || !healing.judge(spoken, began.elapsed()) {
                before.iter().for_each(|text| ground.replace(text));
            }
            observe(healing);
        }
        let unseen = if cancel.is_cancelled() { Vec::new() } else { healing.unseen(ground) };
        if unseen.is_empty() {
            break;
        }
        let spoken = ground.check(&unseen);
        if cancel.is_cancelled() || !healing.look_further(spoken, ground) {
            break;
        }
    }
    observe(healing);
}
