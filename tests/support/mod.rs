//! A language client for the tests: it runs the built binary and speaks LSP over its standard input and output. It waits for events with
//! a deadline and never sleeps.

#![allow(dead_code)]

pub mod random;
pub mod work;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub const PATIENCE: Duration = Duration::from_secs(30);

/// A server process with everything that it has said and nobody has looked at yet.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    seen: Vec<Value>,
    next_id: i64,
    pub folder: tempfile::TempDir,
    /// Where the server keeps its state and its caches, outside the workspace.
    _state: tempfile::TempDir,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
    /// Methods of server requests that are never answered.
    pub silent_on: Vec<String>,
    /// Requests of the server, as they came.
    pub requests: Vec<Value>,
}

/// Variables and capabilities of a client.
#[derive(Clone)]
pub struct Profile {
    pub environment: Vec<(String, String)>,
    pub capabilities: Value,
    pub options: Value,
    pub files: Vec<(String, String)>,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile { environment: Vec::new(), capabilities: capabilities(), options: json!({"trust": false}), files: Vec::new() }
    }
}

impl Profile {
    pub fn file(mut self, name: &str, text: &str) -> Profile {
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    pub fn options(mut self, options: Value) -> Profile {
        self.options = options;
        self
    }

    /// Sets one capability by its pointer.
    pub fn capability(mut self, pointer: &str, value: Value) -> Profile {
        let mut place = &mut self.capabilities;
        for key in pointer.split('/') {
            place = &mut place[key];
        }
        *place = value;
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Profile {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The capabilities of an ordinary editor.
pub fn capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "window": {"workDoneProgress": true},
        "workspace": {"configuration": true, "workspaceFolders": true, "workspaceEdit": {"documentChanges": true}},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "versionSupport": true, "dataSupport": true},
            "codeAction": {"isPreferredSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
        },
    })
}

impl Client {
    /// Starts the server; nothing has been said yet.
    pub fn spawn(profile: &Profile) -> Client {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in &profile.files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let state = tempfile::tempdir().expect("a temporary folder");
        let program = std::env::var_os("HEALER_UNDER_TEST").unwrap_or_else(|| env!("CARGO_BIN_EXE_healer").into());
        let mut command = Command::new(program);
        command.arg("lsp").current_dir(folder.path()).env("HEALER_HOME", state.path().join("home")).env("HEALER_CACHE", state.path().join("cache"));
        command.envs(profile.environment.iter().map(|(name, value)| (name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let output = child.stdout.take().expect("a pipe");
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Client {
            child,
            input,
            incoming,
            seen: Vec::new(),
            next_id: 0,
            folder,
            _state: state,
            settings: Value::Null,
            silent_on: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// Starts the server and says hello.
    pub fn start(profile: &Profile) -> Client {
        let mut client = Client::spawn(profile);
        client.initialize(profile);
        client
    }

    pub fn initialize(&mut self, profile: &Profile) -> Value {
        let params = self.initialize_params(profile);
        let answer = self.request("initialize", params);
        self.notify("initialized", json!({}));
        answer["result"].clone()
    }

    pub fn initialize_params(&self, profile: &Profile) -> Value {
        json!({
            "processId": std::process::id(), "rootUri": self.uri(""), "capabilities": profile.capabilities, "initializationOptions": profile.options,
            "workspaceFolders": [{"uri": self.uri(""), "name": "test"}],
        })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn uri(&self, name: &str) -> String {
        let path = if name.is_empty() { self.folder.path().to_owned() } else { self.path(name) };
        uri(&path)
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    // ---- messages ----

    pub fn send(&mut self, message: &Value) {
        self.send_bytes(message.to_string().as_bytes());
    }

    pub fn send_bytes(&mut self, body: &[u8]) {
        self.send_raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        self.send_raw(body);
    }

    /// Writes bytes as they are; that the server has gone shows elsewhere.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes).and_then(|()| input.flush());
        }
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and gives its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole response to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait("an answer", |message| message.get("method").is_none() && message["id"] == id)
    }

    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The first message that was not looked at yet for which the test holds.
    pub fn wait(&mut self, what: &str, test: impl Fn(&Value) -> bool) -> Value {
        self.wait_for(PATIENCE, test).unwrap_or_else(|| panic!("{what} did not come; what came last: {}", last_words(&self.seen)))
    }

    pub fn wait_for(&mut self, patience: Duration, test: impl Fn(&Value) -> bool) -> Option<Value> {
        let deadline = Instant::now() + patience;
        if let Some(at) = self.seen.iter().position(&test) {
            return Some(self.seen.remove(at));
        }
        loop {
            match self.incoming.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) => {
                    self.reply(&message);
                    if test(&message) {
                        return Some(message);
                    }
                    self.seen.push(message);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Everything that the server still says until it closes its output.
    pub fn drain(&mut self) -> Vec<Value> {
        let deadline = Instant::now() + PATIENCE;
        while let Ok(message) = self.incoming.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.seen.push(message);
        }
        std::mem::take(&mut self.seen)
    }

    fn reply(&mut self, message: &Value) {
        let (Some(method), Some(id)) = (message["method"].as_str(), message.get("id")) else { return };
        self.requests.push(message.clone());
        if self.silent_on.iter().any(|silent| silent == method) {
            return;
        }
        let result = match method {
            "workspace/configuration" => json!([self.settings]),
            _ => Value::Null,
        };
        let id = id.clone();
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    // ---- documents ----

    pub fn open(&mut self, name: &str, language: &str, text: &str) -> String {
        let uri = self.uri(name);
        self.notify("textDocument/didOpen", json!({"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}}));
        uri
    }

    /// Replaces the whole text.
    pub fn change(&mut self, uri: &str, version: i32, text: &str) {
        self.notify("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}));
    }

    /// The diagnostics of the next publish for a document for which the test holds.
    pub fn diagnostics(&mut self, uri: &str, test: impl Fn(&Value) -> bool) -> Value {
        let message = self.wait("the diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri && test(&message["params"])
        });
        message["params"].clone()
    }

    pub fn actions(&mut self, uri: &str, diagnostic: &Value, only: Value) -> Vec<Value> {
        let mut context = json!({"diagnostics": [diagnostic], "triggerKind": 1});
        if !only.is_null() {
            context["only"] = only;
        }
        let answer = self.request("textDocument/codeAction", json!({"textDocument": {"uri": uri}, "range": diagnostic["range"], "context": context}));
        answer["result"].as_array().cloned().unwrap_or_else(|| panic!("no actions: {answer}"))
    }

    // ---- end ----

    /// The answer to one of healer's commands.
    pub fn execute(&mut self, command: &str, argument: Value) -> Value {
        self.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}))
    }

    /// What the server says in the end of a heal that goes on in the background.
    pub fn report(&mut self, job: &Value) -> Value {
        let job = job.clone();
        self.wait("the report", |message| message["method"] == "healer/healed" && message["params"]["job"] == job)["params"].clone()
    }

    /// Shuts the server down in the orderly way; gives its exit status.
    pub fn stop(mut self) -> ExitStatus {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        self.notify("exit", Value::Null);
        self.ended()
    }

    /// Closes the server's input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the server's end.
    pub fn ended(&mut self) -> ExitStatus {
        self.drain();
        self.child.wait().expect("the server's status")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last few messages, each cut to what tells it from others.
fn last_words(seen: &[Value]) -> String {
    let last = seen.iter().rev().take(4).rev();
    let words = last.map(|message| message.to_string().chars().take(400).collect::<String>());
    format!("{} messages, {}", seen.len(), words.collect::<Vec<_>>().join("\n"))
}

pub fn uri(path: &Path) -> String {
    url::Url::from_file_path(path).expect("an absolute path").into()
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The text after the edits of an action's `documentChanges` for one document; UTF-16 columns.
pub fn apply(text: &str, edit: &Value, uri: &str) -> String {
    use healer::base::{ColumnUnit, EditSet, LineColumn, LineIndex, Span, TextEdit};
    let index = LineIndex::new(text);
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a small number");
    let offset = |place: &Value| index.offset(text, LineColumn { line: number(&place["line"]), column: number(&place["character"]) }, ColumnUnit::Utf16);
    let changes = edit["documentChanges"].as_array().expect("documentChanges").iter().filter(|change| change["textDocument"]["uri"] == uri);
    let edits = changes.flat_map(|change| change["edits"].as_array().expect("edits").clone());
    let edits = edits
        .map(|edit| TextEdit::replace(Span::new(offset(&edit["range"]["start"]), offset(&edit["range"]["end"])), edit["newText"].as_str().expect("a text")));
    EditSet::new(edits).expect("disjoint edits").apply(text).expect("edits that fit")
}
