//! Corrects a misspelt keyword that is a statement of its own, as `continue` on a line.

use crate::fix::{Example, Rule, lone_keyword};

const NAME: &str = "python/lone-keyword";

pub(super) const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects a misspelt keyword that is a statement of its own",
    not_offered: "It keeps silent where the name is a part of a larger statement.",
    examples: &[
        Example::mends(
            "ruff[F821]: Undefined name `contineu`",
            "
            def odd(numbers):
                count = 0
                for number in numbers:
                    if number % 2 == 0:
                        «contineu»
                    count += 1
                return count
            ",
            "
            def odd(numbers):
                count = 0
                for number in numbers:
                    if number % 2 == 0:
                        continue
                    count += 1
                return count
            ",
        ),
        Example::keeps_silent(
            "ruff[F821]: Undefined name `retun`",
            "
            def odd(number):
                return number % 2 == «retun»
            ",
        ),
    ],
    applies: |diagnostic| diagnostic.category() == "RES.NAME",
    propose: |context| lone_keyword::propose(context, NAME, &["break", "continue", "pass", "raise", "return"]),
};
