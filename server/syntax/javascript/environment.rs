//! What comments say about the names of a file: `/* global a, b:writable */`, `/* exported c */`, `/* eslint-env mongo */`,
//! `/* eslint-disable no-undef */`.

/// The environments whose names the table of globals has.
const KNOWN: &[&str] = &[
    "amd",
    "applescript",
    "browser",
    "builtin",
    "commonjs",
    "jasmine",
    "jest",
    "jquery",
    "mocha",
    "node",
    "qunit",
    "serviceworker",
    "shared-node-browser",
    "webextensions",
    "worker",
];

pub(super) struct Environment<'t> {
    globals: Vec<&'t str>,
    exported: Vec<&'t str>,
    /// Whether undefined names are not to be reported: the file says so, or lives in an environment that is not known here.
    pub undefined_names_silenced: bool,
}

impl<'t> Environment<'t> {
    pub fn read(comments: impl Iterator<Item = &'t str>) -> Environment<'t> {
        let mut environment = Environment { globals: Vec::new(), exported: Vec::new(), undefined_names_silenced: false };
        for comment in comments {
            let comment = comment.trim_start_matches('*').trim();
            let (word, rest) = comment.split_once(char::is_whitespace).unwrap_or((comment, ""));
            let names = || rest.split([',', ' ', '\n', '\t', '\r']).filter_map(|part| part.split(':').next()).map(str::trim).filter(|name| !name.is_empty());
            match word {
                "global" | "globals" => environment.globals.extend(names()),
                "exported" => environment.exported.extend(names()),
                "eslint-env" if names().any(|name| !KNOWN.contains(&name) && !name.starts_with("es")) => environment.undefined_names_silenced = true,
                "eslint-disable" if rest.is_empty() || names().any(|name| name == "no-undef") => environment.undefined_names_silenced = true,
                _ => {}
            }
        }
        environment
    }

    pub fn declares(&self, name: &str) -> bool {
        self.globals.contains(&name)
    }

    pub fn exports(&self, name: &str) -> bool {
        self.exported.contains(&name)
    }
}
