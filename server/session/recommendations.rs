//! What could be done for learning to bring more, read off what it has brought.

use crate::store::{LearningInsight, OfferRecord};

/// From so many cases on a category that fails more often than not is spoken of.
const OFTEN: u64 = 5;
/// Fewer learned fixes are few.
const FEW: u64 = 5;
/// So many fixes that were taken say something of where they came from.
const TELLING: u64 = 10;

/// Whole sentences, the most useful first.
pub fn recommendations(insight: &LearningInsight) -> Vec<String> {
    let mut said = Vec::new();
    let standing = |name: &str| insight.by_standing.get(name).copied().unwrap_or(0);
    if insight.paused {
        said.push("Learning is paused on this machine; `healer patterns resume` lets it go on.".to_owned());
    }
    if insight.patterns < FEW && !insight.paused {
        said.push("Little is learned yet: `healer learn --from-git` reads repairs off the history of a repository.".to_owned());
    }
    for worst in insight.worst.iter().filter(|worst| worst.cases >= OFTEN && 2 * worst.first_wrong > worst.cases) {
        said.push(format!(
            "In {} of {} cases of {} the first fix was wrong: taking the right entry of the menu, or repairing one by hand, is what healer learns from.",
            worst.first_wrong, worst.cases, worst.category
        ));
    }
    for (origin, OfferRecord { taken, failed, .. }) in &insight.taken {
        if *taken >= TELLING && 2 * failed > *taken {
            said.push(format!("Of the {taken} fixes of origin `{origin}` that were taken {failed} did not last; look at them before you take them."));
        }
    }
    if insight.gain.lost > insight.gain.gained {
        said.push("Learned fixes stood before right ones more often than the other way round; `healer patterns list` shows which to forget.".to_owned());
    }
    if standing("demoted") > 0 {
        said.push(format!("{} learned fixes are demoted and not offered any more; `healer patterns forget` removes them for good.", standing("demoted")));
    }
    if standing("promoted") > 0 {
        said.push(format!("{} learned fixes have passed their trial; `healer patterns export` writes them down for your team.", standing("promoted")));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CategoryFailures, Gain};

    #[test]
    fn what_is_recommended_follows_from_the_figures() {
        let worst = |cases, first_wrong| CategoryFailures { category: "RES.NAME".into(), cases, first_wrong };
        let rich = LearningInsight { patterns: 9, ..LearningInsight::default() };
        let first = |insight: &LearningInsight| recommendations(insight).first().map(|said| said.split(' ').take(4).collect::<Vec<_>>().join(" "));
        assert_eq!(recommendations(&rich), [""; 0]);
        assert_eq!(first(&LearningInsight::default()).as_deref(), Some("Little is learned yet:"));
        assert_eq!(first(&LearningInsight { paused: true, ..rich.clone() }).as_deref(), Some("Learning is paused on"));
        assert_eq!(first(&LearningInsight { worst: vec![worst(6, 4)], ..rich.clone() }).as_deref(), Some("In 4 of 6"));
        assert_eq!(first(&LearningInsight { worst: vec![worst(6, 3), worst(4, 4)], ..rich.clone() }), None);
        assert_eq!(
            first(&LearningInsight { gain: Gain { gained: 1, lost: 2, ..Gain::default() }, ..rich.clone() }).as_deref(),
            Some("Learned fixes stood before")
        );
        let taken = [("native".to_owned(), OfferRecord { taken: 10, survived: 4, failed: 6 })].into();
        assert_eq!(first(&LearningInsight { taken, ..rich.clone() }).as_deref(), Some("Of the 10 fixes"));
        let by_standing = [("demoted".to_owned(), 1), ("promoted".to_owned(), 2)].into();
        assert_eq!(recommendations(&LearningInsight { by_standing, ..rich }).len(), 2);
    }
}
