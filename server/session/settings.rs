//! Settings: defaults, then `.healer/config.toml` of the workspace, then what the client says. One JSON schema, made from these types,
//! describes both. A wrong key costs itself only: it is named in a message, and the rest goes on working.

use crate::check::Checker;
use crate::check::matcher::{OwnChecker, OwnCheckerSettings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Where a workspace keeps its settings, below its root.
pub const CONFIG_FILE: &str = ".healer/config.toml";

/// healer's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// Whether tools that can run the workspace's own code may be started. Only a client can say so: a workspace cannot trust itself.
    pub trust: bool,
    /// Whether diagnostics are published; fixes are offered all the same.
    pub diagnostics: bool,
    /// How long typing must rest before checkers run on the text, in milliseconds.
    #[schemars(range(max = 60_000))]
    pub debounce_milliseconds: u64,
    /// How many fixes are offered for one diagnostic.
    #[schemars(range(min = 1, max = 50))]
    pub menu_entries: usize,
    /// Whether the best fixes are tried in the background before anybody asks, so that the menu says what was proven.
    pub verify_ahead: VerifyAhead,
    /// Whether repairs are learned from, and what was learned is offered.
    pub learning: Learning,
    /// Which checkers run, and for how long.
    pub checkers: CheckerSettings,
    /// Checkers of your own: a command and how its output is read. They run only where the workspace is trusted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checker: Vec<OwnCheckerSettings>,
}

/// When fixes are tried before anybody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerifyAhead {
    /// When nothing else is to be done and the machine does not run on its battery.
    #[default]
    Auto,
    /// On the battery too.
    Always,
    Never,
}

/// Whether healer learns in a workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Learning {
    #[default]
    On,
    Off,
}

/// Settings of the checkers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CheckerSettings {
    /// Checkers by name: `false` turns one off, `true` leaves it to what is installed and configured. `healer` is the built-in one.
    pub enabled: BTreeMap<String, bool>,
    /// How long one run of a checker may take, in seconds; without it each checker has its own limit, mostly a minute.
    #[schemars(range(min = 1, max = 3_600))]
    pub timeout_seconds: Option<u64>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            trust: false,
            diagnostics: true,
            debounce_milliseconds: 200,
            menu_entries: 5,
            verify_ahead: VerifyAhead::Auto,
            learning: Learning::On,
            checkers: CheckerSettings::default(),
            checker: Vec::new(),
        }
    }
}

/// Settings of all layers, and what was wrong in them: one sentence for each key, naming it and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayeredSettings {
    pub settings: Settings,
    pub problems: Vec<String>,
}

impl Settings {
    pub fn debounce(&self) -> Duration {
        Duration::from_millis(self.debounce_milliseconds)
    }

    /// Whether a checker may run, as far as the settings say.
    pub fn allows(&self, checker: &str) -> bool {
        self.checkers.enabled.get(checker).copied().unwrap_or(true)
    }

    /// The time limit for a run of a checker, where one is set for all of them.
    pub fn checker_timeout(&self) -> Option<Duration> {
        self.checkers.timeout_seconds.map(Duration::from_secs)
    }

    /// The checkers of the user's own that are not turned off.
    pub fn own_checkers(&self) -> Vec<Box<dyn Checker>> {
        let wanted = self.checker.iter().filter(|checker| self.allows(&checker.name));
        wanted.map(|checker| Box::new(OwnChecker::new(checker.clone())) as Box<dyn Checker>).collect()
    }

    /// The JSON schema of the settings.
    pub fn schema() -> Value {
        let mut schema = schemars::schema_for!(Settings);
        schema.insert("title".to_owned(), "healer settings".into());
        schema.to_value()
    }

    fn check(&self) -> Result<(), String> {
        let ranges = [
            ("debounceMilliseconds", self.debounce_milliseconds, 0, 60_000),
            ("menuEntries", self.menu_entries as u64, 1, 50),
            ("timeoutSeconds", self.checkers.timeout_seconds.unwrap_or(1), 1, 3_600),
        ];
        match ranges.into_iter().find(|(_, value, least, most)| value < least || value > most) {
            Some((_, value, least, most)) => Err(format!("{value} is not between {least} and {most}")),
            None => Ok(()),
        }
    }
}

impl LayeredSettings {
    /// The settings of a workspace: the defaults and what its file says, if there is one.
    pub fn of_workspace(root: &Path) -> LayeredSettings {
        let mut layered = LayeredSettings::default();
        let path = root.join(CONFIG_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => layered.add_file(&text, &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => layered.problems.push(format!("{}: {error}", path.display())),
        }
        layered
    }

    /// Lays a workspace's TOML over what is there; `origin` names the file in messages.
    pub fn add_file(&mut self, text: &str, origin: &str) {
        let table = match text.trim_start_matches('\u{feff}').parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count() + 1);
                self.problems.push(format!("{origin}:{line}: {}", error.message().trim()));
                return;
            }
        };
        let mut layer = match serde_json::to_value(table) {
            Ok(Value::Object(layer)) => layer,
            _ => Map::new(),
        };
        if layer.shift_remove("trust").is_some() {
            self.problems.push(format!("{origin}: `trust`: a workspace cannot trust itself; set it in the editor or run `healer` at the command line"));
        }
        self.add(&layer, origin);
    }

    /// Lays a client's settings over what is there. Null stands for a key that is not set.
    pub fn add_client(&mut self, layer: &Value) {
        match layer {
            Value::Object(layer) => self.add(layer, "client settings"),
            Value::Null => {}
            other => self.problems.push(format!("client settings: expected an object, got {other}")),
        }
    }

    fn add(&mut self, layer: &Map<String, Value>, origin: &str) {
        let Ok(mut current) = serde_json::to_value(&self.settings) else { return };
        self.add_below(&mut Vec::new(), layer, origin, &mut current);
    }

    /// Takes the keys one by one, so that a wrong one leaves the others alone.
    fn add_below(&mut self, path: &mut Vec<String>, layer: &Map<String, Value>, origin: &str, current: &mut Value) {
        for (key, value) in layer {
            path.push(key.clone());
            let pointer = pointer(path);
            match value {
                Value::Null => {}
                Value::Array(rows) if pointer == "/checker" => self.add_checkers(rows, origin, current),
                Value::Object(inner) if current.pointer(&pointer).is_some_and(Value::is_object) => self.add_below(path, inner, origin, current),
                _ => match with_value(current, path, value).and_then(|changed| Ok((read(&changed)?, changed))) {
                    Ok((settings, changed)) => {
                        self.settings = settings;
                        *current = changed;
                    }
                    Err(problem) => self.problems.push(format!("{origin}: `{}`: {problem}", path.join("."))),
                },
            }
            path.pop();
        }
    }

    /// Takes the rows of `checker` one by one; they replace those of an earlier layer.
    fn add_checkers(&mut self, rows: &[Value], origin: &str, current: &mut Value) {
        let path = ["checker".to_owned()];
        let mut good: Vec<Value> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let together: Vec<Value> = good.iter().chain([row]).cloned().collect();
            match with_value(current, &path, &together.into()).and_then(|changed| Ok((read(&changed)?, changed))) {
                Ok((settings, changed)) => {
                    self.settings = settings;
                    *current = changed;
                    good.push(row.clone());
                }
                Err(problem) => self.problems.push(format!("{origin}: `checker` {}: {problem}", at + 1)),
            }
        }
    }
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

fn with_value(current: &Value, path: &[String], value: &Value) -> Result<Value, String> {
    let mut changed = current.clone();
    let (key, above) = path.split_last().ok_or("no key")?;
    let parent = changed.pointer_mut(&pointer(above)).and_then(Value::as_object_mut).ok_or("not a table")?;
    parent.insert(key.clone(), value.clone());
    Ok(changed)
}

fn read(value: &Value) -> Result<Settings, String> {
    let settings = Settings::deserialize(value).map_err(|error| error.to_string())?;
    settings.check()?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn layers_lie_over_each_other() {
        let mut layered = LayeredSettings::default();
        layered.add_file("menuEntries = 3\n[checkers]\ntimeoutSeconds = 5\nenabled = { ruff = false, mypy = false }\n", "config.toml");
        layered.add_client(&json!({"trust": true, "checkers": {"enabled": {"mypy": true}}, "diagnostics": null}));
        assert_eq!(layered.problems, Vec::<String>::new());
        let settings = layered.settings;
        assert!(settings.trust && settings.diagnostics);
        assert_eq!((settings.menu_entries, settings.checker_timeout()), (3, Some(Duration::from_secs(5))));
        assert!(!settings.allows("ruff") && settings.allows("mypy") && settings.allows("pyright"));
    }

    #[test]
    fn a_wrong_key_is_named_and_the_rest_works() {
        let mut layered = LayeredSettings::default();
        layered.add_file(
            "menuEntries = 'many'\ndiagnostics = false\nmenuentries = 4\n[checkers]\ntimeoutSeconds = 0\nenabled = { ruff = 1, ty = false }\n",
            "c.toml",
        );
        assert!(!layered.settings.diagnostics && !layered.settings.allows("ty") && layered.settings.menu_entries == 5);
        let problems = layered.problems.join("\n");
        for part in [
            "c.toml: `menuEntries`: invalid type",
            "c.toml: `menuentries`: unknown field",
            "c.toml: `checkers.timeoutSeconds`: 0 is not between 1 and 3600",
            "c.toml: `checkers.enabled.ruff`: invalid type",
        ] {
            assert!(problems.contains(part), "{part} in {problems}");
        }
        assert_eq!(layered.problems.len(), 4);
    }

    #[test]
    fn own_checkers_are_read_one_by_one() {
        let mut layered = LayeredSettings::default();
        layered.add_file(
            "[[checker]]\nname = 'lint'\ncommand = ['lint', '${file}']\nlanguages = ['python']\nmatcher = '$any'\n[[checker]]\nname = 'half'\n",
            "c.toml",
        );
        let names: Vec<String> = layered.settings.own_checkers().iter().map(|checker| checker.name().to_owned()).collect();
        assert_eq!(names, ["lint"]);
        assert!(layered.problems.first().is_some_and(|problem| problem.starts_with("c.toml: `checker` 2: missing field")), "{:?}", layered.problems);
    }

    #[test]
    fn broken_toml_is_named_with_its_line() {
        let mut layered = LayeredSettings::default();
        layered.add_file("diagnostics = false\nmenuEntries = = 3\n", "c.toml");
        assert!(layered.problems.first().is_some_and(|problem| problem.starts_with("c.toml:2: ")), "{:?}", layered.problems);
        assert_eq!(layered.settings, Settings::default());
    }

    #[test]
    fn a_workspace_cannot_trust_itself() {
        let mut layered = LayeredSettings::default();
        layered.add_file("trust = true\n", "c.toml");
        assert!(!layered.settings.trust && layered.problems.len() == 1);
    }

    #[test]
    fn the_schema_names_every_key() {
        let schema = Settings::schema();
        let Ok(Value::Object(defaults)) = serde_json::to_value(Settings::default()) else { panic!("settings are an object") };
        for key in defaults.keys() {
            let described = schema.pointer(&format!("/properties/{key}/description"));
            assert!(described.is_some(), "{key} has no description");
        }
    }
}
