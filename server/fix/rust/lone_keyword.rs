//! Corrects a misspelt keyword that is a statement of its own, as `continue` on a line.

use crate::fix::{Example, Rule, lone_keyword};

const NAME: &str = "rust/lone-keyword";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects a misspelt keyword that is a statement of its own",
    not_offered: "It keeps silent where the name is a part of a larger statement.",
    examples: &[
        Example::mends(
            "rustc[E0425]: cannot find value `contineu` in this scope\nnot found in this scope",
            "
            pub fn odd(numbers: &[u8]) -> usize {
                let mut count = 0;
                for number in numbers {
                    if number % 2 == 0 {
                        «contineu»;
                    }
                    count += 1;
                }
                count
            }
            ",
            "
            pub fn odd(numbers: &[u8]) -> usize {
                let mut count = 0;
                for number in numbers {
                    if number % 2 == 0 {
                        continue;
                    }
                    count += 1;
                }
                count
            }
            ",
        ),
        Example::keeps_silent(
            "rustc[E0425]: cannot find value `retun` in this scope\nnot found in this scope",
            "
            pub fn odd(number: u8) -> bool {
                number % 2 == «retun»
            }
            ",
        ),
    ],
    applies: |diagnostic| diagnostic.category() == "RES.NAME",
    propose: |context| lone_keyword::propose(context, NAME, &["break", "continue", "return"]),
};
