//! Repairs as data: a program with its error marked by `«»`, what the user made of it, and what is offered for the next one.

use super::*;
use crate::base::{Span, WordSet};
use crate::fix::learned::Shelf;
use crate::heal::fixes_for;
use crate::model::{Finding, Origin, PatternSource, Place, Severity, Standing};
use crate::syntax::{Language, ParseOptions};
use crate::taxonomy::classify;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Patterns in memory.
#[derive(Default)]
pub(super) struct Memory(Mutex<Vec<KnownPattern>>);

impl Memory {
    pub(super) fn keep(&self, lessons: Vec<Lesson>) {
        let mut known = self.0.lock().unwrap();
        for Lesson { instead_of, pattern, record } in lessons {
            known.retain(|known| known.pattern.id != pattern.id && Some(&known.pattern.id) != instead_of.as_ref());
            known.push(KnownPattern { pattern: Arc::new(pattern), record, is_local: true });
        }
    }

    pub(super) fn all(&self) -> Vec<KnownPattern> {
        self.0.lock().unwrap().clone()
    }
}

impl PatternSource for Memory {
    fn candidates(&self, language: Language, category: &str, anchors: &[&str], _project: &str, _words: &WordSet) -> Vec<KnownPattern> {
        let fits = |known: &&KnownPattern| {
            let pattern = &known.pattern;
            pattern.language == language
                && pattern.category == category
                && anchors.contains(&pattern.anchor.as_str())
                && known.record.standing != Standing::Demoted
        };
        self.all().iter().filter(fits).cloned().collect()
    }

    fn generation(&self) -> u64 {
        0
    }
}

/// What a checker says: `source[code]: message`, or `source[code] warns: message`.
pub(super) struct Case {
    pub(super) file: SourceFile,
    pub(super) diagnostic: Diagnostic,
}

pub(super) fn case(name: &str, said: &str, marked: &str) -> Case {
    let language = Language::from_path(Path::new(name)).unwrap();
    let (start, end) = (marked.find('«').unwrap(), marked.find('»').unwrap() - '«'.len_utf8());
    let text = marked.replace(['«', '»'], "");
    let file = SourceFile::new(Path::new("/w").join(name), language, text, ParseOptions::default());
    let (tool, message) = said.split_once(": ").unwrap();
    let (tool, severity) = tool.strip_suffix(" warns").map_or((tool, Severity::Error), |tool| (tool, Severity::Warning));
    let (source, code) = tool.trim_end_matches(']').split_once('[').unwrap_or((tool, ""));
    let mut finding = Finding::new(source, file.path(), Place::Bytes(Span::new(start, end)), severity, message, said.as_bytes());
    finding.code = (!code.is_empty()).then(|| code.to_owned());
    let mut diagnostic = finding.resolve(&file, Path::new("/w"), &|_| None);
    diagnostic.classification = Some(classify(&diagnostic, &file));
    Case { file, diagnostic }
}

pub(super) fn project(memory: &Arc<Memory>) -> Project {
    Project { root: "/w".into(), patterns: Shelf(Some(memory.clone())), ..Project::default() }
}

/// The user repairs the marked error.
pub(super) fn repair(memory: &Arc<Memory>, name: &str, said: &str, marked: &str, after: &str) -> Vec<Lesson> {
    let Case { file, diagnostic } = case(name, said, marked);
    let (project, facts) = (project(memory), FileFacts::default());
    let after = file.with_text(after);
    let vanished = [diagnostic];
    let repaired = Repaired { before: &file, after: &after, vanished: &vanished, project: &project, facts: &facts, source: Source::Manual, time: 0 };
    let lessons = lessons(&repaired);
    memory.keep(lessons.clone());
    lessons
}

/// The text after the learned fix for the marked error, where one is offered.
fn offered(memory: &Arc<Memory>, name: &str, said: &str, marked: &str) -> Option<String> {
    let Case { file, diagnostic } = case(name, said, marked);
    let project = project(memory);
    let all = [diagnostic];
    let fixes = fixes_for(&file, &all[0], &all, &project, &FileFacts::default(), &CancelToken::new());
    let fix = fixes.iter().find(|fix| fix.origin == Origin::Learned || fix.learned.is_some())?;
    assert!(!fix.preferred || fix.origin != Origin::Learned, "a fix on trial is never preferred");
    assert_eq!(fix.id, fixes[0].id, "what the user did by hand comes first: {:?}", fixes.iter().map(|fix| (&fix.title, fix.confidence)).collect::<Vec<_>>());
    Some(fix.edits_of(file.path())?.apply(file.text()).unwrap())
}

const CLOCK: &str = "pub struct Meter;\npub enum Scale { Fine }\nimpl Meter { pub fn read(&self, scale: Scale) -> u64 { 1 } }\n";

/// A repair, and another place with what is offered there: file, message, program, the program afterwards.
#[rustfmt::skip]
const LEARNED: &[[&str; 7]] = &[
    ["a.rs",
     "rustc[E0599]: no method named `value` found for reference `&Meter` in the current scope", "pub fn f(meter: &Meter) -> u64 { meter.«value»() + 1 }\n", "pub fn f(meter: &Meter) -> u64 { meter.read(Scale::Fine) + 1 }\n",
     "rustc[E0599]: no method named `value` found for reference `&Meter` in the current scope", "pub fn total(main: &Meter) -> u64 {\n    let sum = main.«value»();\n    sum\n}\n", "pub fn total(main: &Meter) -> u64 {\n    let sum = main.read(Scale::Fine);\n    sum\n}\n"],
    ["a.py",
     "ruff[F821]: Undefined name `check_same`", "def test_a():\n    items = [1, 2]\n    «check_same»(len(items), 2)\n", "def test_a():\n    items = [1, 2]\n    assert len(items) == 2\n",
     "ruff[F821]: Undefined name `check_same`", "def test_b():\n    found = [4]\n    «check_same»(len(found), 71)\n", "def test_b():\n    found = [4]\n    assert len(found) == 71\n"],
    ["b.py",
     "ruff[F821]: Undefined name `ctx`", "def f(job):\n    return «ctx».now(job)\n", "from house.context import context as ctx\n\n\ndef f(job):\n    return ctx.now(job)\n",
     "ruff[F821]: Undefined name `ctx`", "def other(key):\n    value = «ctx».now(key)\n    return value\n", "from house.context import context as ctx\n\n\ndef other(key):\n    value = ctx.now(key)\n    return value\n"],
    ["c.py",
     "ruff[F821]: Undefined name `LIMITS`", "from house import limits\n\n\ndef f(n):\n    return n < «LIMITS»[\"small\"]\n", "from house import limits\n\n\ndef f(n):\n    return n < limits.of(\"small\")\n",
     "ruff[F821]: Undefined name `LIMITS`", "from house import limits\n\n\ndef g():\n    top = «LIMITS»[\"large-2\"]\n    return top\n", "from house import limits\n\n\ndef g():\n    top = limits.of(\"large-2\")\n    return top\n"],
    ["a.mjs",
     "eslint[no-undef]: '_t' is not defined.", "export function f(n) {\n  return «_t»(\"hello\") + n;\n}\n", "import { words } from \"@house/words\";\n\nexport function f(n) {\n  return words.say(\"hello\") + n;\n}\n",
     "eslint[no-undef]: '_t' is not defined.", "export function title(x) {\n  const shown = «_t»(\"good-bye\");\n  return shown + x;\n}\n", "import { words } from \"@house/words\";\n\nexport function title(x) {\n  const shown = words.say(\"good-bye\");\n  return shown + x;\n}\n"],
    ["d.py",
     "pyright[reportOptionalMemberAccess]: \"upper\" is not a known attribute of \"None\"", "def f(key):\n    name = find(key)\n    return name.«upper»()\n", "def f(key):\n    name = must(find(key), key)\n    return name.upper()\n",
     "pyright[reportOptionalMemberAccess]: \"upper\" is not a known attribute of \"None\"", "def g(item, size):\n    first = find(size)\n    label = find(item)\n    size += 1\n    return label.«upper»() * size, first\n", "def g(item, size):\n    first = find(size)\n    label = must(find(item), item)\n    size += 1\n    return label.upper() * size, first\n"],
    ["d.mjs",
     "eslint[no-undef]: 'settings' is not defined.", "export function f(n) {\n  return «settings».pageSize + n;\n}\n", "import { config } from \"./config.mjs\";\n\nexport function f(n) {\n  return config.get(\"pageSize\") + n;\n}\n",
     "eslint[no-undef]: 'settings' is not defined.", "export function g(x) {\n  return x < «settings».limit;\n}\n", "import { config } from \"./config.mjs\";\n\nexport function g(x) {\n  return x < config.get(\"limit\");\n}\n"],
    ["b.mjs",
     "eslint[no-undef]: 'readNow' is not defined.", "import { disk } from \"./disk.mjs\";\nexport async function f(job) {\n  const a = «readNow»(job.id);\n  return disk.wrap(a);\n}\n", "import { disk } from \"./disk.mjs\";\nexport async function f(job) {\n  const a = await disk.read(job.id);\n  return disk.wrap(a);\n}\n",
     "eslint[no-undef]: 'readNow' is not defined.", "import { disk } from \"./disk.mjs\";\nexport async function g(item) {\n  return «readNow»(item.id);\n}\n", "import { disk } from \"./disk.mjs\";\nexport async function g(item) {\n  return await disk.read(item.id);\n}\n"],
    ["a.go",
     "go: not enough arguments in call to s.Find\n\thave (string)\n\twant (context.Context, string)", "package a\n\nfunc F(ctx context.Context, s store.Store) int {\n\tv := s.Find(\"one\"«)»\n\treturn v\n}\n", "package a\n\nfunc F(ctx context.Context, s store.Store) int {\n\tv := s.Find(ctx, \"one\")\n\treturn v\n}\n",
     "go: not enough arguments in call to books.Find\n\thave (string)\n\twant (context.Context, string)", "package a\n\nfunc G(ctx context.Context, books store.Store) int {\n\treturn books.Find(\"two-3\"«)»\n}\n", "package a\n\nfunc G(ctx context.Context, books store.Store) int {\n\treturn books.Find(ctx, \"two-3\")\n}\n"],
    ["c.go",
     "go: undefined: logf", "package a\n\nimport \"fmt\"\n\nfunc F(n int) {\n\t«logf»(\"one\", n)\n\tfmt.Println(n)\n}\n", "package a\n\nimport (\n\t\"fmt\"\n\t\"log/slog\"\n)\n\nfunc F(n int) {\n\tslog.Info(\"one\", \"subject\", n)\n\tfmt.Println(n)\n}\n",
     "go: undefined: logf", "package a\n\nimport \"os\"\n\nfunc G(m int) {\n\t«logf»(\"two\", m)\n\tos.Exit(m)\n}\n", "package a\n\nimport (\n\t\"log/slog\"\n\t\"os\"\n)\n\nfunc G(m int) {\n\tslog.Info(\"two\", \"subject\", m)\n\tos.Exit(m)\n}\n"],
    ["b.go",
     "go: undefined: failed", "package a\n\nimport \"fmt\"\n\nfunc F(err error) error {\n\treturn «failed»(err, \"open\")\n}\n", "package a\n\nimport \"fmt\"\n\nfunc F(err error) error {\n\treturn fmt.Errorf(\"open: %w\", err)\n}\n",
     "go: undefined: failed", "package a\n\nimport \"fmt\"\n\nfunc G(cause error) error {\n\treturn «failed»(cause, \"close-it\")\n}\n", "package a\n\nimport \"fmt\"\n\nfunc G(cause error) error {\n\treturn fmt.Errorf(\"close-it: %w\", cause)\n}\n"],
    // A number in the checker's words that the code has too.
    ["a.go", "go: cannot use 25 (untyped int constant) as client.Options value in argument to client.New", "package a\n\nfunc F() int {\n\tout := client.New(\"a-1\", «25»)\n\treturn out.Ping()\n}\n", "package a\n\nfunc F() int {\n\tout := client.New(\"a-1\", client.Options{Retries: 25})\n\treturn out.Ping()\n}\n", "go: cannot use 7 (untyped int constant) as client.Options value in argument to client.New", "package a\n\nfunc G() int {\n\tdone := client.New(\"b\", «7»)\n\treturn done.Ping()\n}\n", "package a\n\nfunc G() int {\n\tdone := client.New(\"b\", client.Options{Retries: 7})\n\treturn done.Ping()\n}\n"],
];

/// Repairs with parts elsewhere in the file, and other places with what is offered there.
#[rustfmt::skip]
const SCATTERED: &[[&str; 7]] = &[
    // A line at the beginning of the function.
    ["a.mjs",
     "eslint[no-undef]: 'words' is not defined.", "export function f(n) {\n  const a = n.b;\n  if (!a) {\n    return 1;\n  }\n  const c = a + 1;\n  const d = c / 2;\n  return «words».say(d);\n}\n", "export function f(n) {\n  const { words } = usePage();\n  const a = n.b;\n  if (!a) {\n    return 1;\n  }\n  const c = a + 1;\n  const d = c / 2;\n  return words.say(d);\n}\n",
     "eslint[no-undef]: 'words' is not defined.", "export function g(x, y) {\n  for (const z of x) {\n    y += z;\n    y -= 1;\n    if (y) {\n      «words».say(y);\n    }\n  }\n}\n", "export function g(x, y) {\n  const { words } = usePage();\n  for (const z of x) {\n    y += z;\n    y -= 1;\n    if (y) {\n      words.say(y);\n    }\n  }\n}\n"],
    // A parameter, and a line behind the imports.
    ["a.py",
     "ruff[F821]: Undefined name `clock`", "import os\n\n\ndef f(job):\n    a = job.one\n    b = job.two\n    c = a + b\n    d = c + os.x\n    return «clock».now(d)\n", "import os\n\n\ndef f(clock, job):\n    a = job.one\n    b = job.two\n    c = a + b\n    d = c + os.x\n    return clock.now(d)\n",
     "ruff[F821]: Undefined name `clock`", "def g(first, second):\n    if first:\n        second += 1\n    third = «clock».now(second)\n    return third\n", "def g(clock, first, second):\n    if first:\n        second += 1\n    third = clock.now(second)\n    return third\n"],
    ["b.py",
     "ruff[F821]: Undefined name `log`", "import os\n\n\ndef f(job):\n    a = os.one\n    b = job.two\n    «log».info(a, b)\n", "import os\n\nlog = house.log_of(__name__)\n\n\ndef f(job):\n    a = os.one\n    b = job.two\n    log.info(a, b)\n",
     "ruff[F821]: Undefined name `log`", "from a import b\nimport c\n\n\nclass Z:\n    def g(self, key):\n        return 1\n\n    def h(self):\n        «log».info(c, b)\n        return 2\n", "from a import b\nimport c\n\nlog = house.log_of(__name__)\n\n\nclass Z:\n    def g(self, key):\n        return 1\n\n    def h(self):\n        log.info(c, b)\n        return 2\n"],
    // All uses of what is imported by another name now.
    ["c.py",
     "pyright[reportAttributeAccessIssue]: \"get_price\" is unknown import symbol", "from shop import «get_price»\n\n\ndef f(job):\n    a = 1\n    b = 2\n    return get_price(job) + a + b\n", "from shop import price_of\n\n\ndef f(job):\n    a = 1\n    b = 2\n    return price_of(job, currency=\"EUR\") + a + b\n",
     "pyright[reportAttributeAccessIssue]: \"get_price\" is unknown import symbol", "from shop import «get_price»\n\n\ndef g(first, second):\n    if get_price(first) > 2:\n        return 2\n    third = get_price(second)\n    return third\n", "from shop import price_of\n\n\ndef g(first, second):\n    if price_of(first, currency=\"EUR\") > 2:\n        return 2\n    third = price_of(second, currency=\"EUR\")\n    return third\n"],
    // The definition of a type that the error only names.
    ["a.go",
     "go: Shop does not implement rpc.Service (missing method Later)", "package a\n\ntype Other struct {\n\tid int\n}\n\ntype Shop struct {\n\tname string\n}\n\nfunc (s Shop) Name() string { return s.name }\n\nfunc F() {\n\tx := 1\n\tg(x)\n\trpc.Register(«Shop{}»)\n}\n", "package a\n\ntype Other struct {\n\tid int\n}\n\ntype Shop struct {\n\trpc.Unfinished\n\tname string\n}\n\nfunc (s Shop) Name() string { return s.name }\n\nfunc F() {\n\tx := 1\n\tg(x)\n\trpc.Register(Shop{})\n}\n",
     "go: Clinic does not implement rpc.Service (missing method Later)", "package a\n\ntype First struct {\n\tz int\n}\n\ntype Clinic struct {\n\tbeds int\n\tstaff []string\n}\n\nfunc G() {\n\th()\n\th()\n\th()\n\trpc.Register(«Clinic{}»)\n}\n", "package a\n\ntype First struct {\n\tz int\n}\n\ntype Clinic struct {\n\trpc.Unfinished\n\tbeds int\n\tstaff []string\n}\n\nfunc G() {\n\th()\n\th()\n\th()\n\trpc.Register(Clinic{})\n}\n"],
];

#[test]
fn a_repair_in_several_places_is_made_in_the_places_like_them() {
    for [name, said, before, after, next_said, next, wanted] in SCATTERED {
        let memory = Arc::new(Memory::default());
        assert_eq!(repair(&memory, name, said, before, after).len(), 1, "{said}: {before}");
        assert_eq!(offered(&memory, name, said, before).as_deref(), Some(*after), "the example itself: {:#?}", memory.all());
        let found = offered(&memory, &format!("next_{name}"), next_said, next);
        assert_eq!(found.as_deref(), Some(*wanted), "{next_said}: {:#?}", memory.all());
    }
}

#[test]
fn a_name_that_only_the_checker_says_is_taken_from_its_words() {
    let memory = Arc::new(Memory::default());
    let said = |name: &str| format!("rustc[E0277]: the trait bound `{name}: Audited` is not satisfied");
    let code = |name: &str, added: &str| format!("pub struct {name} {{ pub id: u32 }}\n\n{added}pub fn f(job: &{name}) -> u32 {{\n    «audit(job)»\n}}\n");
    let mended = |name: &str| code(name, &format!("impl Audited for {name} {{}}\n\n")).replace(['«', '»'], "");
    for name in ["Shop", "Clinic"] {
        assert_eq!(offered(&memory, "a.rs", &said(name), &code(name, "")), None, "nothing shows yet that other types are meant");
        assert_eq!(repair(&memory, &format!("{name}.rs"), &said(name), &code(name, ""), &mended(name)).len(), 1);
    }
    assert_eq!(offered(&memory, "b.rs", &said("Garden"), &code("Garden", "")), Some(mended("Garden")), "{:#?}", memory.all());
}

#[test]
fn what_a_message_repeats_of_a_text_that_was_copied_may_be_any() {
    let memory = Arc::new(Memory::default());
    let said = |name: &str, key: &str| format!("go: {name}.Value(\"{key}\").Name undefined (type any has no field or method Name)");
    let code = |name: &str, call: &str| format!("package a\n\nfunc F({name} context.Context) string {{\n\treturn {call}.Name\n}}\n");
    repair(&memory, "a.go", &said("ctx", "user"), &code("ctx", "«ctx.Value(\"user\")»"), &code("ctx", "user.In(ctx, \"user\")"));
    let found = offered(&memory, "b.go", &said("held", "owner"), &code("held", "«held.Value(\"owner\")»"));
    assert_eq!(found, Some(code("held", "user.In(held, \"owner\")")));
    let other = "go: held.Value(\"owner\").Name undefined (type int has no field or method Name)";
    assert_eq!(offered(&memory, "c.go", other, &code("held", "«held.Value(\"owner\")»")), None, "the checker says another type");
}

#[test]
fn one_repair_is_enough_for_the_next_of_its_kind() {
    for [name, said, before, after, next_said, next, wanted] in LEARNED {
        let memory = Arc::new(Memory::default());
        let prelude = if name.ends_with(".rs") { CLOCK } else { "" };
        let with = |text: &str| format!("{prelude}{text}");
        assert_eq!(repair(&memory, name, said, &with(before), &with(after)).len(), 1, "{said}: {before}");
        let repeated = offered(&memory, name, said, &with(before));
        // Blank lines around an import are set as the file sets its own.
        let set = |text: &str| text.replace("\n\n", "\n").replace("\n\n", "\n");
        assert_eq!(repeated.as_deref().map(set), Some(set(&with(after))), "the example itself: {:#?}", memory.all());
        let found = offered(&memory, &format!("next_{name}"), next_said, &with(next));
        assert_eq!(found.as_deref().map(set), Some(set(&with(wanted))), "{next_said}: {:#?}", memory.all());
    }
}

#[test]
fn what_has_no_name_of_its_own_is_known_by_the_checkers_words() {
    let memory = Arc::new(Memory::default());
    let said = |want: &str| format!("go: not enough return values\n\thave (error)\n\twant ({want}, error)");
    let code = |kind: &str, name: &str, back: &str| {
        format!("package a\n\nfunc F() ({kind}, error) {{\n\t{name} := g()\n\tif {name} != nil {{\n\t\t{back}\n\t}}\n\treturn 1, nil\n}}\n")
    };
    assert_eq!(repair(&memory, "a.go", &said("int"), &code("int", "err", "«return err»"), &code("int", "err", "return 0, trace.Of(err)")).len(), 1);
    let found = |kind: &str| offered(&memory, "b.go", &said(kind), &code(kind, "cause", "«return cause»"));
    assert_eq!(found("int"), Some(code("int", "cause", "return 0, trace.Of(cause)")));
    assert_eq!(found("string"), None, "the checker says something else");
    let other = "vet: not enough return values\n\thave (error)\n\twant (int, error)";
    assert_eq!(offered(&memory, "b.go", other, &code("int", "cause", "«return cause»")), None, "nobody has heard how this checker speaks");
}

/// Repairs of warnings, and changes with which warnings went although they are none: message, program, program afterwards.
#[rustfmt::skip]
const WARNED: &[([&str; 4], bool)] = &[
    (["a.py", "ruff[F841] warns: Local variable `found` is assigned to but never used", "def f(job):\n    «found» = job.close()\n    return 1\n", "def f(job):\n    job.close()\n    return 1\n"], true),
    (["a.py", "ruff[E711] warns: Comparison to `None` should be `cond is None`", "def f(job):\n    return job «== None»\n", "def f(job):\n    return job is None\n"], true),
    (["a.mjs", "eslint[prefer-template] warns: Unexpected string concatenation.", "export function f(name) {\n  return «\"a-\" + name»;\n}\n", "export function f(name) {\n  return `a-${name}`;\n}\n"], true),
    // The variable is used in a line that was written since.
    (["a.py", "ruff[F841] warns: Local variable `found` is assigned to but never used", "def f(job):\n    «found» = job.close()\n    return 1\n", "def f(job):\n    found = job.close()\n    log(found)\n    return 1\n"], false),
    (["a.py", "ruff[F841] warns: Local variable `found` is assigned to but never used", "def f(job):\n    «found» = job.close()\n    return 1\n", "def f(job):\n    found = job.close()\n    return found\n"], false),
    // It is gone with its line, or with an import.
    (["a.py", "ruff[F841] warns: Local variable `found` is assigned to but never used", "def f(job):\n    «found» = job.close()\n    return 1\n", "def f(job):\n    return 1\n"], false),
    (["a.py", "ruff[F401] warns: `os` imported but unused", "«import os»\n\n\ndef f(job):\n    return 1\n", "def f(job):\n    return 1\n"], false),
    (["a.py", "ruff[F401] warns: `os` imported but unused", "«import os»\n\n\ndef f(job):\n    return 1\n", "import os\n\n\ndef f(job):\n    return os.stat(job)\n"], false),
    // Another thing was changed with it.
    (["a.py", "ruff[E711] warns: Comparison to `None` should be `cond is None`", "def f(job):\n    return job «== None»\n\n\nx = 1\n", "def f(job):\n    return job is None\n\n\nx = 2\n"], false),
];

#[test]
fn a_warning_teaches_where_what_it_speaks_of_was_changed_and_nothing_else() {
    for ([name, said, before, after], teaches) in WARNED {
        let memory = Arc::new(Memory::default());
        assert_eq!(!repair(&memory, name, said, before, after).is_empty(), *teaches, "{before} -> {after}");
        if *teaches {
            assert_eq!(offered(&memory, name, said, before).as_deref(), Some(*after));
        }
    }
}

#[test]
fn what_was_changed_beside_a_repair_is_left_out_of_it() {
    let said = "ruff[F821]: Undefined name `same`";
    let before = "def a(x):\n    «same»(len(x), 2)\n    size = 1\n    return x\n";
    let after = "def a(x):\n    assert len(x) == 2\n    limit = 20\n    return sorted(x)\n";
    let Case { file, diagnostic } = case("a.py", said, before);
    let after = file.with_text(after);
    let vanished = [diagnostic];
    let pieces = Pieces::of(&file, &after, &vanished).unwrap();
    let mut tried = Vec::new();
    let least = pieces.needed(|text| {
        tried.push(text.text().to_owned());
        !text.text().contains("same")
    });
    let expected = "def a(x):\n    assert len(x) == 2\n    size = 1\n    return x\n";
    assert_eq!((least.as_ref().map(SourceFile::text), tried.len()), (Some(expected), 1));
    assert!(pieces.needed(|_| false).is_none(), "all of it is needed");
    let without_size = pieces.needed(|text| text.text().contains("assert") && text.text().contains("sorted"));
    assert_eq!(without_size.as_ref().map(SourceFile::text), Some("def a(x):\n    assert len(x) == 2\n    size = 1\n    return sorted(x)\n"));
    // Without the checker's word nothing can be made of so much.
    let memory = Arc::new(Memory::default());
    let (project, facts) = (project(&memory), FileFacts::default());
    let of = |after: &SourceFile| {
        lessons(&Repaired { before: &file, after, vanished: &vanished, project: &project, facts: &facts, source: Source::Manual, time: 0 })
    };
    assert!(of(&after).is_empty() && of(&least.unwrap()).len() == 1);
    // One piece, or very many, are left as they are.
    let alone = file.with_text(expected);
    assert!(Pieces::of(&file, &alone, &vanished).is_none());
    let lines = |sign: &str| format!("same({sign})\n").repeat(4);
    let Case { file, diagnostic } = case("b.py", said, &format!("{0}«same»(1)\n{0}", lines("1")));
    assert!(Pieces::of(&file, &file.with_text(format!("{0}same(2)\n{0}", lines("2"))), &[diagnostic]).is_none());
}

#[test]
fn what_a_checker_says_of_another_type_is_another_error() {
    let memory = Arc::new(Memory::default());
    let said = |kind: &str| format!("rustc[E0599]: no method named `value` found for reference `&{kind}` in the current scope");
    repair(&memory, "a.rs", &said("Meter"), "fn f(m: &Meter) -> u64 { m.«value»() }\n", "fn f(m: &Meter) -> u64 { m.read() }\n");
    assert_eq!(offered(&memory, "b.rs", &said("Other"), "fn f(m: &Other) -> u64 { m.«value»() }\n"), None);
}

#[test]
fn two_repairs_that_differ_make_a_wider_pattern() {
    let memory = Arc::new(Memory::default());
    let said = "ruff[F821]: Undefined name `same`";
    repair(&memory, "a.py", said, "def a(x):\n    «same»(len(x), 2)\n", "def a(x):\n    assert len(x) == 2\n");
    assert_eq!(offered(&memory, "b.py", said, "def b(y):\n    «same»(y.total, y.sum())\n"), None, "nothing shows yet that other expressions are meant");
    let taught = repair(&memory, "b.py", said, "def b(y):\n    «same»(y.total, 7)\n", "def b(y):\n    assert y.total == 7\n");
    assert!(taught[0].instead_of.is_some());
    assert_eq!(memory.all().len(), 1);
    assert_eq!(offered(&memory, "c.py", said, "def c(z):\n    «same»(z.size, 12)\n").as_deref(), Some("def c(z):\n    assert z.size == 12\n"));
}

#[test]
fn code_that_was_thrown_away_or_set_anew_teaches_nothing() {
    let memory = Arc::new(Memory::default());
    let said = "ruff[F821]: Undefined name `same`";
    let before = "def a(x):\n    «same»(x)\n    return x\n";
    assert_eq!(repair(&memory, "a.py", said, before, "def a(x):\n    return x\n"), []);
    assert_eq!(repair(&memory, "a.py", said, before, "def a(x):\n\n    same( x )\n    return x\n"), []);
    assert_eq!(repair(&memory, "a.py", said, before, ""), []);
}

#[test]
fn another_repair_of_the_same_place_counts_against_the_pattern() {
    let memory = Arc::new(Memory::default());
    let said = "ruff[F821]: Undefined name `same`";
    repair(&memory, "a.py", said, "def a(x):\n    «same»(x, 1)\n", "def a(x):\n    assert x == 1\n");
    repair(&memory, "b.py", said, "def b(y):\n    «same»(y, 1)\n", "def b(y):\n    assert y is 1\n");
    let known = memory.all();
    let first = known.iter().find(|known| known.record.failures > 0.0).unwrap();
    assert_eq!((first.record.successes, first.record.failures), (1.0, SHADOW));
    assert_eq!(known.len(), 2);
}

#[test]
fn a_pattern_that_was_wrong_speaks_no_more_of_places_like_that() {
    let memory = Arc::new(Memory::default());
    let said = "ruff[F821]: Undefined name `LIMITS`";
    for (name, key) in [("a.py", "small"), ("b.py", "large")] {
        repair(&memory, name, said, &format!("def f(n):\n    return n < «LIMITS»[\"{key}\"]\n"), &format!("def f(n):\n    return n < limits.of(\"{key}\")\n"));
    }
    let other = "def f(n):\n    return n < «LIMITS»[\"max\"]\n";
    assert_eq!(offered(&memory, "c.py", said, other).as_deref(), Some("def f(n):\n    return n < limits.of(\"max\")\n"));
    repair(&memory, "c.py", said, other, "def f(n):\n    return n < limits.MAXIMUM\n");
    let narrowed = memory.all().into_iter().find(|known| known.pattern.examples.len() == 2).unwrap();
    assert_eq!((narrowed.pattern.negatives.len(), narrowed.pattern.repair.except.len()), (1, 1), "{:#?}", narrowed.pattern);
    let next = |key: &str| offered(&memory, "d.py", said, &format!("def g(m):\n    return «LIMITS»[\"{key}\"]\n"));
    assert_eq!(next("max").as_deref(), Some("def g(m):\n    return limits.MAXIMUM\n"));
    assert_eq!(next("medium").as_deref(), Some("def g(m):\n    return limits.of(\"medium\")\n"));
    // Its own examples stay its own.
    assert_eq!(next("small").as_deref(), Some("def g(m):\n    return limits.of(\"small\")\n"));
}

#[test]
fn a_word_of_the_message_tells_a_place_that_only_looks_alike() {
    let memory = Arc::new(Memory::default());
    let said = |kind: &str| format!("rustc[E0599]: no method named `value` found for reference `&{kind}` in the current scope");
    let code = |kind: &str, call: &str| format!("fn f(m: &{kind}) -> u64 {{ m.{call} }}\n");
    for (name, kind) in [("a.rs", "Meter"), ("b.rs", "Gauge")] {
        repair(&memory, name, &said(kind), &code(kind, "«value»()"), &code(kind, "read()"));
    }
    assert_eq!(offered(&memory, "c.rs", &said("Clock"), &code("Clock", "«value»()")), Some(code("Clock", "read()")));
    repair(&memory, "c.rs", &said("Clock"), &code("Clock", "«value»()"), &code("Clock", "ticks()"));
    let clock = offered(&memory, "d.rs", &said("Clock"), &code("Clock", "«value»()"));
    assert_eq!(clock, Some(code("Clock", "ticks()")));
    assert_eq!(offered(&memory, "e.rs", &said("Meter"), &code("Meter", "«value»()")), Some(code("Meter", "read()")));
    let narrowed = memory.all().into_iter().find(|known| known.pattern.examples.len() == 2).unwrap();
    assert_eq!(narrowed.pattern.repair.except.len(), 1, "{:#?}", narrowed.pattern.repair);
}

#[test]
fn what_was_seen_in_a_forgotten_project_leaves_no_trace_in_a_pattern_that_was_seen_elsewhere() {
    let memory = Arc::new(Memory::default());
    let said = "ruff[F821]: Undefined name `same`";
    repair(&memory, "a.py", said, "def a(x):\n    «same»(len(x), 2)\n", "def a(x):\n    assert len(x) == 2\n");
    let narrow = memory.all().remove(0);
    repair(&memory, "b.py", said, "def b(y):\n    «same»(y.total, 7)\n", "def b(y):\n    assert y.total == 7\n");
    let mut known = memory.all().remove(0);
    let pattern = Arc::make_mut(&mut known.pattern);
    pattern.examples[1].project = "/secret/one".to_owned();
    known.record.failures = 1.0;
    let (left, record) = without(&known, &|project| project.starts_with("/secret/")).unwrap();
    assert_eq!((&left.id, &left.repair, left.examples.len()), (&narrow.pattern.id, &narrow.pattern.repair, 1));
    assert_eq!((record.successes, record.failures, record.files, record.projects), (1.0, 0.5, 1, 1));
    assert_eq!(without(&known, &|_| true), None);
}
