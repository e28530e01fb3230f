//! How likely a proposal is what the author wants, as measured: a prior for its kind (origin, rule, language, category) and weights for the evidence at its
//! place. Both stand in `calibration.tsv`, which `tests/measure/calibrate.py` makes from the menus of real broken programs; README.md there tells
//! the method and how well the figures hold.

use crate::model::Origin;
use std::collections::HashMap;
use std::sync::OnceLock;

const DATA: &str = include_str!("calibration.tsv");

/// How many observations of the wider kind a narrower one starts with.
const CARRIED: f64 = 2.0;

/// Standard errors of the prior at which the lower bound of the estimate stands: nineteen times of twenty the truth lies above.
const BOUND: f64 = 1.645;

/// What is left of the confidence in a workspace's own rule where the built-in checker is not content afterwards. Such rules are not measured:
/// their confidence is what the workspace says of them.
const UNMENDED: f64 = 0.25;

/// The same for what was learned.
const UNMENDED_LEARNED: f64 = 0.5;

/// What is known of a proposal beside its edits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'a> {
    pub origin: Origin,
    pub rule: &'a str,
    pub language: &'a str,
    pub category: &'a str,
    /// The rule's own estimate, 0 to 1.
    pub likelihood: f64,
    /// Whether the built-in checker is content afterwards; `None` where it never saw the error.
    pub mended: Option<bool>,
    /// Bytes taken and written.
    pub size: usize,
    /// How many other proposals there are for the diagnostic.
    pub rivals: usize,
    /// The rule's own estimate less that of the likeliest rival; the estimate itself without rivals.
    pub gap: f64,
    pub is_sketch: bool,
}

/// A calibrated probability, with the value that it exceeds with a certainty of 95 % as far as its kind has been seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Confidence {
    pub estimate: f64,
    pub lower: f64,
}

/// How often proposals of a kind were seen, and were right.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    all: f64,
    right: f64,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.all += other.all;
        self.right += other.right;
    }

    /// The share that was right, where `wider` is what is believed before anything was seen.
    fn share(self, wider: f64) -> f64 {
        (self.right + CARRIED * wider) / (self.all + CARRIED)
    }
}

#[derive(Default)]
struct Model {
    weights: HashMap<&'static str, f64>,
    all: Seen,
    origins: HashMap<&'static str, Seen>,
    rules: HashMap<(&'static str, &'static str), Seen>,
    kinds: HashMap<[&'static str; 4], Seen>,
}

impl Model {
    fn read(data: &'static str) -> Model {
        let mut model = Model::default();
        for line in data.lines() {
            let columns: Vec<&'static str> = line.split('\t').collect();
            match columns.as_slice() {
                ["weight", name, value] => {
                    model.weights.insert(name, value.parse().unwrap_or(0.0));
                }
                ["kind", origin, rule, language, category, all, right] => {
                    let seen = Seen { all: all.parse().unwrap_or(0.0), right: right.parse().unwrap_or(0.0) };
                    model.all.add(seen);
                    model.origins.entry(origin).or_default().add(seen);
                    model.rules.entry((origin, rule)).or_default().add(seen);
                    model.kinds.entry([origin, rule, language, category]).or_default().add(seen);
                }
                _ => {}
            }
        }
        model
    }

    fn weight(&self, name: &str) -> f64 {
        self.weights.get(name).copied().unwrap_or(0.0)
    }

    /// The share of the proposals of this kind that were right, and the lower bound of it.
    fn prior(&self, evidence: &Evidence<'_>) -> (f64, f64) {
        let origin = origin_name(evidence.origin);
        let by_origin = self.origins.get(origin).copied().unwrap_or_default().share(self.all.share(0.5));
        let rule = self.rules.get(&(origin, evidence.rule)).copied().unwrap_or_default();
        let kind = self.kinds.get(&[origin, evidence.rule, evidence.language, evidence.category]).copied().unwrap_or_default();
        let share = kind.share(rule.share(by_origin));
        (share, lower_bound(share, kind.all + CARRIED))
    }

    fn confidence(&self, evidence: &Evidence<'_>) -> Confidence {
        // A workspace says itself how sure its rules are, and the record of a learned fix is its measure.
        let stated = match evidence.origin {
            Origin::Template => Some(UNMENDED),
            Origin::Learned => Some(UNMENDED_LEARNED),
            _ => None,
        };
        if let Some(unmended) = stated {
            let stated = if evidence.mended == Some(false) { evidence.likelihood * unmended } else { evidence.likelihood };
            return Confidence { estimate: stated, lower: stated };
        }
        let (prior, lower) = self.prior(evidence);
        let logit = self.weight("base")
            + self.weight("prior") * log_odds(prior)
            + self.weight("likelihood") * log_odds(evidence.likelihood)
            + self.weight(match evidence.mended {
                Some(true) => "mended",
                Some(false) => "not-mended",
                None => "unseen",
            })
            + self.weight("size") * (evidence.size as f64).ln_1p()
            + self.weight("rivals") * (evidence.rivals as f64).ln_1p()
            + self.weight("gap") * evidence.gap
            + if evidence.gap > 0.0 { self.weight("ahead") } else { 0.0 }
            + if evidence.is_sketch { self.weight("sketch") } else { 0.0 };
        Confidence { estimate: share_of(logit), lower: share_of(logit - self.weight("prior") * (log_odds(prior) - log_odds(lower))) }
    }
}

/// The calibrated confidence in a proposal.
pub(super) fn confidence(evidence: &Evidence<'_>) -> Confidence {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(DATA)).confidence(evidence)
}

/// The name under which an origin stands in the data and in the protocol.
fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Native => "native",
        Origin::Rule => "rule",
        Origin::Template => "template",
        Origin::Learned => "learned",
        Origin::Model => "model",
    }
}

/// The logarithm of the odds of a probability, kept within a range in which one sure opinion cannot outweigh all else.
fn log_odds(probability: f64) -> f64 {
    let probability = probability.clamp(0.01, 0.99);
    (probability / (1.0 - probability)).ln()
}

/// Wilson's lower bound of a share that was estimated from so many observations.
fn lower_bound(share: f64, observations: f64) -> f64 {
    let square = BOUND * BOUND / observations;
    let spread = BOUND * (share * (1.0 - share) / observations + square / (4.0 * observations)).sqrt();
    (share + square / 2.0 - spread) / (1.0 + square)
}

/// The probability of which these are the log odds, kept within the same range.
fn share_of(log_odds: f64) -> f64 {
    (1.0 / (1.0 + (-log_odds).exp())).clamp(0.01, 0.99)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIDENCE: Evidence<'static> = Evidence {
        origin: Origin::Rule,
        rule: "x/y",
        language: "go",
        category: "RES.NAME",
        likelihood: 0.8,
        mended: None,
        size: 5,
        rivals: 0,
        gap: 0.8,
        is_sketch: false,
    };
    const MADE_UP: &str = "weight\tprior\t1\nweight\tlikelihood\t0\nweight\tnot-mended\t-2\n\
        kind\trule\tx/good\tgo\tRES.NAME\t90\t90\nkind\trule\tx/good\tgo\tTYPE.X\t10\t0\nkind\trule\tx/bad\tgo\tRES.NAME\t100\t10\n";

    #[test]
    fn the_narrowest_kind_that_was_seen_counts_most() {
        let model = Model::read(MADE_UP);
        let of = |rule, category| model.confidence(&Evidence { rule, category, ..EVIDENCE });
        assert!(of("x/good", "RES.NAME").estimate > 0.97 && of("x/good", "RES.NAME").lower > 0.9);
        assert!(of("x/good", "TYPE.X").estimate < 0.4);
        assert!(of("x/good", "SYNTAX.X").estimate > 0.8, "the rule's other categories stand for one that was not seen");
        assert!(of("x/bad", "RES.NAME").estimate < 0.15);
        let new = of("x/new", "RES.NAME");
        assert!((0.4..0.6).contains(&new.estimate) && new.lower < 0.3, "{new:?}");
    }

    #[test]
    fn what_the_built_in_checker_saw_counts() {
        let model = Model::read(MADE_UP);
        let of = |mended| model.confidence(&Evidence { rule: "x/good", mended, ..EVIDENCE }).estimate;
        assert!(of(Some(false)) < of(None) && of(None) == of(Some(true)));
    }

    #[test]
    fn a_workspace_says_itself_how_sure_its_rules_are() {
        let of = |mended| Model::read(MADE_UP).confidence(&Evidence { origin: Origin::Template, likelihood: 0.95, mended, ..EVIDENCE });
        assert_eq!(of(None), Confidence { estimate: 0.95, lower: 0.95 });
        assert!(of(Some(false)).estimate < 0.3);
    }

    #[test]
    fn the_data_are_well_formed() {
        let weights: Vec<&str> = DATA.lines().filter_map(|line| line.strip_prefix("weight\t")?.split('\t').next()).collect();
        assert_eq!(weights, ["base", "prior", "likelihood", "mended", "not-mended", "unseen", "size", "rivals", "gap", "ahead", "sketch"]);
        for line in DATA.lines().filter(|line| !line.starts_with('#') && !line.starts_with("weight")) {
            let numbers: Vec<f64> = line.split('\t').skip(5).map(|number| number.parse().unwrap()).collect();
            assert!(line.starts_with("kind\t") && matches!(numbers.as_slice(), [all, right] if right <= all), "{line}");
        }
        assert!((0.01..=0.99).contains(&confidence(&EVIDENCE).estimate));
    }

    #[test]
    fn a_bound_comes_nearer_with_what_was_seen() {
        const SEEN: [&str; 3] = ["kind\trule\tx/y\tgo\tRES.NAME\t10\t9", "kind\trule\tx/y\tgo\tRES.NAME\t100\t90", "kind\trule\tx/y\tgo\tRES.NAME\t1000\t900"];
        let distances = SEEN.map(|seen| {
            let model = Model::read(format!("weight\tprior\t1\n{seen}\n").leak());
            let confidence = model.confidence(&EVIDENCE);
            confidence.estimate - confidence.lower
        });
        assert!(distances[0] > 0.15 && distances.is_sorted_by(|wider, nearer| wider > nearer) && distances[2] < 0.03, "{distances:?}");
    }
}
