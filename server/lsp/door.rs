//! The ordered door: every message of the client comes in here, in reading order.
//!
//! Each request is started (polled once) before the next message is looked at, so what its handler does before its first await happens in
//! reading order, whatever the handlers are. tower-lsp routes and keeps the protocol's state; its own transport is not used, as it
//! stops reading after one malformed message, lets a handler's panic end the server, and leaves unknown `$/` requests unanswered.

use super::backend::Backend;
use super::frames::{self, Frame};
use super::outbound::Outbound;
use serde_json::{Value, json};
use std::future::Future;
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_service::Service;

/// How long requests under way may still be answered after the client has left.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

type Answer = Pin<Box<dyn Future<Output = Option<Response>> + Send>>;

/// Why the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client said `exit`; whether it had asked to shut down before.
    Exit { after_shutdown: bool },
    /// The input has ended.
    Closed { after_shutdown: bool },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

enum Incoming {
    Message(Value),
    Malformed(String),
}

/// Reads messages on a thread of its own.
fn read_on_thread(mut input: impl BufRead + Send + 'static) -> std::io::Result<mpsc::Receiver<Incoming>> {
    let (sender, receiver) = mpsc::channel(64);
    std::thread::Builder::new().name("reader".to_owned()).stack_size(16 << 20).spawn(move || {
        loop {
            let incoming = match frames::read(&mut input) {
                Ok(Frame::Body(body)) => match serde_json::from_slice(&body) {
                    Ok(message) => Incoming::Message(message),
                    Err(error) => Incoming::Malformed(error.to_string()),
                },
                Ok(Frame::Broken(reason)) => Incoming::Malformed(reason.to_owned()),
                Ok(Frame::End) | Err(_) => return,
            };
            if sender.blocking_send(incoming).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}

/// The state of the conversation with one client.
pub struct Door {
    service: LspService<Backend>,
    outbound: Arc<Outbound>,
    phase: Phase,
    answering: JoinSet<()>,
}

impl Door {
    pub fn new(service: LspService<Backend>, outbound: Arc<Outbound>) -> Door {
        Door { service, outbound, phase: Phase::New, answering: JoinSet::new() }
    }

    /// Serves until the client leaves.
    pub async fn serve(mut self, input: impl BufRead + Send + 'static) -> std::io::Result<End> {
        let mut messages = read_on_thread(input)?;
        loop {
            let incoming = tokio::select! {
                incoming = messages.recv() => incoming,
                Some(_) = self.answering.join_next() => continue,
            };
            match incoming {
                Some(Incoming::Message(message)) => {
                    if let Some(end) = self.take(message) {
                        self.answer_the_last().await;
                        return Ok(end);
                    }
                }
                Some(Incoming::Malformed(reason)) => self.refuse(Id::Null, Error { code: ErrorCode::ParseError, message: reason.into(), data: None }),
                None => {
                    self.answer_the_last().await;
                    return Ok(End::Closed { after_shutdown: self.phase == Phase::ShutDown });
                }
            }
        }
    }

    /// Waits a moment for the requests that are under way when the client leaves.
    async fn answer_the_last(&mut self) {
        let all = async { while self.answering.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_ANSWERS, all).await;
    }

    fn take(&mut self, message: Value) -> Option<End> {
        if message.get("method").is_none() && (message.get("result").is_some() || message.get("error").is_some()) {
            self.outbound.answered(&message);
            return None;
        }
        let id = message.get("id").map(|id| serde_json::from_value(id.clone()).unwrap_or_default());
        let request = match serde_json::from_value::<Request>(message) {
            Ok(request) if !request.method().is_empty() => request,
            _ => {
                self.refuse(id.unwrap_or_default(), Error::invalid_request());
                return None;
            }
        };
        if request.method() == "exit" && id.is_none() {
            return Some(End::Exit { after_shutdown: self.phase == Phase::ShutDown });
        }
        match (self.phase, request.method()) {
            (Phase::New, "initialize") | (Phase::Running, _) => self.start(request, id),
            (Phase::New, _) => {
                let error = Error { code: ErrorCode::ServerError(-32002), message: "the server is not initialized yet".into(), data: None };
                id.into_iter().for_each(|id| self.refuse(id, error.clone()));
            }
            (Phase::ShutDown, _) => {
                let error = Error { code: ErrorCode::InvalidRequest, message: "the server has been shut down".into(), data: None };
                id.into_iter().for_each(|id| self.refuse(id, error.clone()));
            }
        }
        None
    }

    /// Starts a request; what does not end at once goes on beside the others.
    fn start(&mut self, request: Request, id: Option<Id>) {
        let method = request.method().to_owned();
        let called = catch_unwind(AssertUnwindSafe(|| self.service.call(request)));
        let mut answer: Answer = match called {
            Ok(future) => guarded(method.clone(), id.clone(), async move { future.await.ok().flatten() }),
            Err(_) => Box::pin(std::future::ready(id.clone().map(panicked))),
        };
        let outbound = self.outbound.clone();
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(response) => {
                let succeeded = response.as_ref().is_some_and(Response::is_ok);
                match method.as_str() {
                    "initialize" if succeeded => self.phase = Phase::Running,
                    "shutdown" if succeeded => self.phase = Phase::ShutDown,
                    _ => {}
                }
                answered(&outbound, id, response);
            }
            Poll::Pending => {
                self.answering.spawn(async move { answered(&outbound, id, answer.await) });
            }
        }
    }

    fn refuse(&self, id: Id, error: Error) {
        send(&self.outbound, &Response::from_error(id, error));
    }
}

/// Sends the answer. A request that tower-lsp leaves without one has an unknown method.
fn answered(outbound: &Outbound, id: Option<Id>, response: Option<Response>) {
    if let Some(response) = response.or_else(|| id.map(|id| Response::from_error(id, Error::method_not_found()))) {
        send(outbound, &response);
    }
}

fn send(outbound: &Outbound, response: &Response) {
    match serde_json::to_value(response) {
        Ok(message) => outbound.send(message),
        Err(error) => outbound.send(json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32603, "message": error.to_string()}})),
    }
}

/// A future that answers with an internal error where the inner one panics.
fn guarded(method: String, id: Option<Id>, inner: impl Future<Output = Option<Response>> + Send + 'static) -> Answer {
    let mut inner = Box::pin(inner);
    Box::pin(std::future::poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(_) => {
            tracing::error!(method, "a request panicked");
            Poll::Ready(id.clone().map(panicked))
        }
    }))
}

fn panicked(id: Id) -> Response {
    let error = Error { code: ErrorCode::InternalError, message: "healer failed on this request; its log tells more".into(), data: None };
    Response::from_error(id, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_answered_and_survived() {
        let mut future = guarded("m".to_owned(), Some(Id::Number(7)), async { panic!("on purpose") });
        let Poll::Ready(Some(response)) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!("no answer") };
        assert_eq!(response.id(), &Id::Number(7));
        assert_eq!(response.error().map(|error| error.code), Some(ErrorCode::InternalError));
    }
}
