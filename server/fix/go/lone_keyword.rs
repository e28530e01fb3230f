//! Corrects a misspelt keyword that is a statement of its own, as `continue` on a line.

use crate::fix::{Example, Rule, lone_keyword};

const NAME: &str = "go/lone-keyword";

pub const RULE: Rule = Rule {
    name: NAME,
    summary: "Corrects a misspelt keyword that is a statement of its own",
    not_offered: "It keeps silent where the name is a part of a larger statement.",
    examples: &[
        Example::mends(
            "go: undefined: contineu",
            "
            package main

            func main() {
            	for number := range 9 {
            		if number%2 == 0 {
            			«contineu»
            		}
            		println(number)
            	}
            }
            ",
            "
            package main

            func main() {
            	for number := range 9 {
            		if number%2 == 0 {
            			continue
            		}
            		println(number)
            	}
            }
            ",
        ),
        Example::keeps_silent(
            "go: undefined: retun",
            "
            package main

            func main() {
            	println(«retun»)
            }
            ",
        ),
    ],
    applies: |diagnostic| diagnostic.category() == "RES.NAME",
    propose: |context| lone_keyword::propose(context, NAME, &["break", "continue", "fallthrough", "return"]),
};
