//! Everything that goes to the client, in one order, written by a thread of its own.

use super::convert::{self, Wire};
use super::frames;
use crate::session::Notice;
use crate::session::events::Importance;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

enum Outgoing {
    Message(Value),
    Notice(Notice),
}

type Answers = Mutex<HashMap<i64, oneshot::Sender<Result<Value, Value>>>>;

/// Sends messages to the client and gives its answers to whoever asked. Sending never waits.
pub struct Outbound {
    queue: mpsc::Sender<Outgoing>,
    answers: Answers,
    next_id: AtomicI64,
    /// How the client wants things, known after `initialize`.
    wire: Arc<OnceLock<Wire>>,
    /// The client says that it shows progress, but has refused to, or not answered.
    shows_no_progress: AtomicBool,
}

/// How long a client may take to say that it will show progress. What is said in between waits for that.
const PROGRESS_LIMIT: Duration = Duration::from_secs(1);

impl Outbound {
    /// Starts the writer. It ends when the last handle is dropped, after everything has been written.
    pub fn start(mut output: impl Write + Send + 'static) -> std::io::Result<(Arc<Outbound>, JoinHandle<()>)> {
        let (queue, messages) = mpsc::channel();
        let wire: Arc<OnceLock<Wire>> = Arc::default();
        let known = wire.clone();
        let writer = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            for outgoing in messages {
                let message = match outgoing {
                    Outgoing::Message(message) => message,
                    Outgoing::Notice(notice) => match known.get().and_then(|wire| spoken(notice, wire)) {
                        Some(message) => message,
                        None => continue,
                    },
                };
                let Ok(body) = serde_json::to_vec(&message) else { continue };
                if let Err(error) = frames::write(&mut output, &body) {
                    tracing::warn!(%error, "the client does not read any more");
                    return;
                }
            }
        })?;
        Ok((Arc::new(Outbound { queue, answers: Mutex::default(), next_id: AtomicI64::new(1), wire, shows_no_progress: AtomicBool::new(false) }), writer))
    }

    pub fn set_wire(&self, wire: Wire) {
        let _ = self.wire.set(wire);
    }

    pub fn wire(&self) -> Wire {
        self.wire.get().cloned().unwrap_or_default()
    }

    pub fn send(&self, message: Value) {
        let _ = self.queue.send(Outgoing::Message(message));
    }

    pub fn notice(&self, notice: Notice) {
        let _ = self.queue.send(Outgoing::Notice(notice));
    }

    pub fn notify(&self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks the client something; `None` where it refuses or does not answer in time.
    pub async fn request(&self, method: &str, params: Value, limit: Duration) -> Option<Value> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(id, reply);
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let answered = tokio::time::timeout(limit, answer).await;
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        match answered {
            Ok(Ok(Ok(result))) => Some(result),
            Ok(Ok(Err(error))) => {
                tracing::warn!(method, %error, "the client refused");
                None
            }
            _ => {
                tracing::warn!(method, "the client did not answer");
                None
            }
        }
    }

    /// Whether progress that healer begins by itself can be shown.
    pub fn shows_progress(&self) -> bool {
        self.wire().progress && !self.shows_no_progress.load(Ordering::Relaxed)
    }

    /// Has the client make a place for a job's progress. One that refuses, or is silent, is not asked again.
    pub async fn create_progress(&self, job: &str) -> bool {
        if !self.shows_progress() {
            return false;
        }
        let created = self.request("window/workDoneProgress/create", json!({"token": job}), PROGRESS_LIMIT).await.is_some();
        self.shows_no_progress.fetch_or(!created, Ordering::Relaxed);
        created
    }

    /// Takes a response of the client.
    pub fn answered(&self, message: &Value) {
        let reply = message.get("id").and_then(Value::as_i64).and_then(|id| self.answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&id));
        if let Some(reply) = reply {
            let _ = reply.send(match message.get("error") {
                Some(error) => Err(error.clone()),
                None => Ok(message.get("result").cloned().unwrap_or(Value::Null)),
            });
        }
    }
}

/// The message that says a notice. Those that need the client's answer are not said here.
fn spoken(notice: Notice, wire: &Wire) -> Option<Value> {
    let kind = |importance| match importance {
        Importance::Error => 1,
        Importance::Warning => 2,
        Importance::Information => 3,
    };
    let (method, params) = match notice {
        Notice::Diagnostics { uri, version, file, diagnostics } => {
            let diagnostics: Vec<Value> = diagnostics.iter().map(|diagnostic| convert::diagnostic(diagnostic, &file, wire)).collect();
            let mut params = json!({"uri": uri, "diagnostics": diagnostics});
            if let (Some(version), Some(fields)) = (version, params.as_object_mut()) {
                fields.insert("version".to_owned(), version.into());
            }
            ("textDocument/publishDiagnostics", params)
        }
        Notice::Show(importance, text) => ("window/showMessage", json!({"type": kind(importance), "message": text})),
        Notice::Log(importance, text) => ("window/logMessage", json!({"type": kind(importance), "message": text})),
        _ => return None,
    };
    Some(json!({"jsonrpc": "2.0", "method": method, "params": params}))
}
