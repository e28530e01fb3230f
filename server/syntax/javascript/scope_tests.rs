use super::*;

fn problems(text: &str) -> Vec<(NameProblemKind, String, bool)> {
    let report = report(text, &ScopeContext::default());
    report.problems.into_iter().map(|problem| (problem.kind, problem.name, problem.is_error)).collect()
}

fn errors(text: &str) -> Vec<String> {
    problems(text).into_iter().filter(|(_, _, is_error)| *is_error).map(|(_, name, _)| name).collect()
}

#[test]
fn names_that_nothing_binds_are_errors() {
    assert_eq!(errors("let total = 1\nconsole.log(totl, total)\n"), ["totl"]);
    assert_eq!(errors("const a = () => <Foo b={bar} />\n"), ["Foo", "bar"]);
    assert_eq!(errors("'use strict'\nx = 1\n"), ["x"]);
}

#[test]
fn what_may_be_bound_elsewhere_is_passed_over() {
    assert!(errors("if (typeof foo !== 'undefined') foo.bar()\n").is_empty());
    assert!(errors("/* global foo, bar:true */\nfoo(bar)\n").is_empty());
    assert!(errors("/* eslint-env mongo */\ndb.x()\n").is_empty());
    assert!(errors("with (a) { b }\nvar a\n").is_empty());
    assert!(errors("function f() { eval('var x = 1'); return x }\n").is_empty());
    assert!(errors("window.foo = 1\nfoo()\n").is_empty());
    assert!(errors("function f() { return arguments.length }\ndescribe('x', () => { it('y', done => done()) })\n").is_empty());
    assert!(errors("var a = <div className='b'>{c}</div>\nvar c\n").is_empty());
    assert!(errors("label: for (;;) { break label }\n").is_empty());
}

#[test]
fn constants_are_not_assigned() {
    assert_eq!(errors("const a = 1\na = 2\nfor (const b of []) {}\nimport c from 'c'\nc = 1\n"), ["a", "c"]);
    assert_eq!(errors("for (const i = 0; i < 3; i++) {}\n"), ["i"]);
}

#[test]
fn unused_names_are_warnings() {
    use NameProblemKind::{UnusedImport, UnusedVariable};
    assert_eq!(problems("import a, { b } from 'a'\nb()\n"), [(UnusedImport, "a".to_owned(), false)]);
    assert_eq!(problems("const fs = require('fs')\n"), [(UnusedImport, "fs".to_owned(), false)]);
    assert_eq!(problems("module.exports = function (a) { const b = 1; const _c = 2 }\n"), [(UnusedVariable, "b".to_owned(), false)]);
    assert_eq!(problems("export const a = 1\nexport default function f() {}\nconst { b, ...c } = a\nexport { c }\n"), []);
    let exported = "export const a = 1, [b] = c\nexport function f() {}\nexport async function g() {}\nexport class K {}\nimport c from 'c'\n";
    assert_eq!(problems(exported), []);
    assert_eq!(problems("function shared() {}\n"), []);
}

#[test]
fn exported_names_are_used() {
    let text = "export function a(x) { return x }
export async function b() {}
export function* c() {}
export class D {}
export const e = 1, f = 2;
export let { g, h: [i] } = {}, [j] = [];
export default class K {}
function l() {}
export { l, m as n, o as default };
const m = 2, o = 3;
";
    assert_eq!(problems(&text.replace("export default class K {}\n", "")), []);
    assert_eq!(problems(&text.replace(", o as default", "").replace(", o = 3", "")), []);
    assert_eq!(problems("const a = 1\nmodule.exports = { a }\nfunction b() {}\nexports.b = b\n"), []);
    assert_eq!(problems("export const a = 1\nfunction b() {}\n"), [(NameProblemKind::UnusedVariable, "b".to_owned(), false)]);
}

#[test]
fn bindings_know_where_they_are_visible() {
    let text = "const a = 1\nfunction f(b) {\n  { let c }\n}\n";
    let report = report(text, &ScopeContext::default());
    let names = |offset: usize| report.names_at(offset);
    assert_eq!(names(0), ["a", "f"]);
    assert_eq!(names(text.find("let").unwrap()), ["c", "b", "a", "f"]);
}

#[test]
fn repeated_var_is_a_warning() {
    assert_eq!(problems("module.exports = a\nvar a = 1\nvar a = 2\n"), [(NameProblemKind::Redeclared, "a".to_owned(), false)]);
}

#[test]
fn what_is_correct_is_passed_over() {
    let samples = [
        (include_str!("../../../tests/fixtures/javascript/accepted-script.js"), Some(false)),
        (include_str!("../../../tests/fixtures/javascript/accepted-script.js"), None),
        (include_str!("../../../tests/fixtures/javascript/accepted-module.mjs"), Some(true)),
        (include_str!("../../../tests/fixtures/javascript/accepted-module.mjs"), None),
        (include_str!("../../../tests/fixtures/javascript/accepted.jsx"), None),
    ];
    for (text, module) in samples {
        let options = ParseOptions { module, ..ParseOptions::default() };
        assert_eq!(super::super::syntax::errors(text, &options), [], "{module:?}");
        let context = ScopeContext { options: Some(&options), ..ScopeContext::default() };
        let errors: Vec<NameProblem> = report(text, &context).problems.into_iter().filter(|problem| problem.is_error).collect();
        assert_eq!(errors, [], "{module:?}");
    }
}
