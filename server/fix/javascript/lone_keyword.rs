//! Corrects a misspelt keyword that is a statement of its own, as `return` on a line.

use crate::fix::{Example, Rule, lone_keyword};

const NAME: &str = "javascript/lone-keyword";

pub(super) const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects a misspelt keyword that is a statement of its own",
    not_offered: "It keeps silent where the name is a part of a larger statement.",
    examples: &[
        Example::mends(
            "eslint[no-undef]: 'rturn' is not defined.",
            "
            export function close(socket) {
              if (socket === null) «rturn»;
              socket.end();
            }
            ",
            "
            export function close(socket) {
              if (socket === null) return;
              socket.end();
            }
            ",
        ),
        Example::keeps_silent(
            "eslint[no-undef]: 'rturn' is not defined.",
            "
            export function odd(number) {
              return number % 2 === «rturn»;
            }
            ",
        ),
    ],
    applies: |diagnostic| diagnostic.category() == "RES.NAME",
    propose: |context| lone_keyword::propose(context, NAME, &["break", "continue", "debugger", "return"]),
};
