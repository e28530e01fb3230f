"""An editor as small as can be: it speaks LSP over stdio with one server, for one folder.

A thread takes the server's messages off the pipe; everything else happens in the caller's thread, so that nothing needs a lock. Positions are
UTF-16 code units, as in the editors that know no other. Diagnostics are the pushed ones.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import IO, Any, Callable
from urllib.parse import quote, unquote, urlsplit

Message = dict[str, Any]

# What the editor can do, as it says in `initialize`.
ABILITIES: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "dataSupport": True, "tagSupport": {"valueSet": [1, 2]}},
        "codeAction": {
            "isPreferredSupport": True,
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source", "source.fixAll"]}},
        },
    },
}


ERROR_SEVERITY = 1
# A user who presses for the next fix looks no further down the list of errors than this.
ERRORS_LOOKED_AT = 20


class ServerFailure(RuntimeError):
    """The server ended, answered with an error, did not answer in time, or sent an edit that cannot be applied."""


def uri_of(path: Path) -> str:
    """The file URI of an absolute path."""
    return "file://" + quote(str(path))


def path_of(uri: str) -> Path:
    """The path that a file URI names."""
    return Path(unquote(urlsplit(uri).path))


def read_messages(stream: IO[bytes], inbox: queue.SimpleQueue[Message | None]) -> None:
    """Puts every message of the stream into the inbox, and `None` when the stream ends or is no longer LSP."""
    try:
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.strip().lower() == b"content-length" else length
                header = stream.readline()
            inbox.put(json.loads(stream.read(length)))
    except (ValueError, OSError):
        pass
    inbox.put(None)


def index_of(lines: list[str], starts: list[int], position: Message) -> int:
    """The index into the text of an LSP position; one past a line's end means the line's end, as the protocol has it."""
    if position["line"] >= len(lines):
        return starts[-1] + len(lines[-1])
    line = lines[position["line"]].rstrip("\r\n")
    units = line.encode("utf-16-le")[: 2 * position["character"]]
    return starts[position["line"]] + len(units.decode("utf-16-le", errors="ignore"))


def edited(text: str, edits: list[Message]) -> str:
    """The text after LSP text edits, which all mean positions of the text before. Overlapping ones are refused."""
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + lines[-1:]
    starts, total = [], 0
    for line in lines:
        starts.append(total)
        total += len(line)
    spans = []
    for order, edit in enumerate(edits):
        start, end = (index_of(lines, starts, edit["range"][side]) for side in ("start", "end"))
        spans.append((start, end, order, edit["newText"]))
    pieces, done = [], 0
    for start, end, _, replacement in sorted(spans):
        if start < done or end < start:
            raise ServerFailure("the edits of one fix overlap")
        pieces += [text[done:start], replacement]
        done = end
    return "".join(pieces) + text[done:]


class Editor:
    """One server process, the folder it works in, and the one document that is open."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str], log: Path | None = None) -> None:
        """Starts the server in the folder; `environment` comes on top of this process's own. What the server says on stderr goes to `log`."""
        self.folder = folder
        self.diagnostics: dict[str, list[Message]] = {}
        self.publishes: dict[str, int] = {}
        self.text = ""
        self.version = 0
        self.uri = ""
        self._answers: dict[int, Message] = {}
        self._requests = 0
        self._ended = False
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        with open(log or os.devnull, "wb") as said:
            self._process = subprocess.Popen(
                command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True
            )
        threading.Thread(target=read_messages, args=(self._process.stdout, self._inbox), daemon=True).start()

    @property
    def process(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    def begin(self, options: Message) -> None:
        """The handshake; `options` are the initialization options."""
        uri = uri_of(self.folder)
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": "press", "version": "1"},
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": self.folder.name}],
                "capabilities": ABILITIES,
                "initializationOptions": options,
            },
            60.0,
        )
        self.notify("initialized", {})

    def open(self, path: Path, language: str, text: str) -> None:
        """Opens the document, which stands on the disk already."""
        self.uri, self.text, self.version = uri_of(path), text, 1
        self.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri, "languageId": language, "version": 1, "text": text}})

    def replace(self, text: str) -> None:
        """Gives the document a new text and saves it."""
        self.text = text
        self.version += 1
        path_of(self.uri).write_bytes(text.encode())
        document = {"uri": self.uri, "version": self.version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}, "text": text})

    def shown(self) -> list[Message]:
        """The diagnostics that the document has now."""
        return self.diagnostics.get(self.uri, [])

    def published(self) -> int:
        """How often diagnostics came for the document."""
        return self.publishes.get(self.uri, 0)

    def settle(self, since: int, limit: float, quiet: float) -> None:
        """Waits at most `limit` seconds for a publish after the first `since` ones, and from then on until none came for `quiet` seconds."""
        if not self.wait(lambda: self.published() > since, limit):
            return
        seen = self.published()
        while self.wait(lambda: self.published() > seen, quiet):
            seen = self.published()

    def quick_fixes(self, diagnostic: Message) -> tuple[list[Message], float]:
        """The quick fixes on offer for a diagnostic, without the disabled ones, and the milliseconds that the answer took."""
        context = {"diagnostics": [diagnostic], "only": ["quickfix"], "triggerKind": 1}
        asked = time.monotonic()
        answer = self.request("textDocument/codeAction", {"textDocument": {"uri": self.uri}, "range": diagnostic["range"], "context": context})
        elapsed = 1000.0 * (time.monotonic() - asked)
        return [action for action in answer or [] if not action.get("disabled")], elapsed

    def outcome(self, action: Message) -> str:
        """The document's text as it would be after the action; the action is resolved first where it carries no edit."""
        if "edit" not in action and "data" in action:
            action = self.request("codeAction/resolve", action)
        edit = action.get("edit") or {}
        text = self.text
        for change in edit.get("documentChanges") or []:
            if change.get("textDocument", {}).get("uri") == self.uri:
                text = edited(text, change["edits"])
        if not edit.get("documentChanges"):
            text = edited(text, (edit.get("changes") or {}).get(self.uri, []))
        return text

    def end(self) -> None:
        """Shuts the server down as the protocol wants it, and ends its process group where that does not help."""
        try:
            self.request("shutdown", None, 5.0)
            self.notify("exit", None)
            self._process.wait(5.0)
        except (ServerFailure, subprocess.TimeoutExpired):
            pass
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def request(self, method: str, parameters: Any, limit: float = 30.0) -> Any:
        """Asks and waits at most `limit` seconds for the answer's result."""
        self._requests += 1
        number = self._requests
        self._send({"id": number, "method": method, "params": parameters})
        if not self.wait(lambda: number in self._answers, limit):
            raise ServerFailure(f"{method}: the server ended" if self._ended else f"{method}: no answer in {limit:.0f} s")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise ServerFailure(f"{method}: {answer['error'].get('message')}")
        return answer.get("result")

    def notify(self, method: str, parameters: Any) -> None:
        """Tells the server something that has no answer."""
        self._send({"method": method, "params": parameters})

    def wait(self, reached: Callable[[], bool], limit: float) -> bool:
        """Takes messages until `reached` holds or `limit` seconds are over; returns whether it holds."""
        until = time.monotonic() + limit
        while not reached():
            left = until - time.monotonic()
            if self._ended or left <= 0:
                return False
            try:
                message = self._inbox.get(timeout=left)
            except queue.Empty:
                return False
            self._ended = message is None
            if message is not None:
                self._take(message)
        return True

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self._process.stdin
        try:
            if pipe is not None:
                pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                pipe.flush()
        except OSError as error:
            raise ServerFailure(f"the server takes no messages any more: {error}") from error

    def _take(self, message: Message) -> None:
        if "method" not in message:
            self._answers[message["id"]] = message
            return
        parameters = message.get("params") or {}
        if message["method"] == "textDocument/publishDiagnostics":
            uri = parameters["uri"]
            self.diagnostics[uri] = parameters["diagnostics"]
            self.publishes[uri] = self.publishes.get(uri, 0) + 1
        if "id" in message:
            self._send({"id": message["id"], "result": self._reply(message["method"], parameters)})

    def _reply(self, method: str, parameters: Message) -> Any:
        if method == "workspace/configuration":
            return [None for _ in parameters.get("items", [])]
        if method == "workspace/workspaceFolders":
            return [{"uri": uri_of(self.folder), "name": self.folder.name}]
        return {"applied": False} if method == "workspace/applyEdit" else None


def errors_in_order(editor: Editor, lines: list[int]) -> list[Message]:
    """The errors that the document has now, those at the given lines first."""

    def order(diagnostic: Message) -> tuple[bool, int, int]:
        start = diagnostic["range"]["start"]
        return (all(abs(start["line"] + 1 - line) > 1 for line in lines), start["line"], start["character"])

    errors = [diagnostic for diagnostic in editor.shown() if diagnostic.get("severity", ERROR_SEVERITY) == ERROR_SEVERITY]
    return sorted(errors, key=order)[:ERRORS_LOOKED_AT]
