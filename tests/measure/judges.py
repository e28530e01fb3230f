"""The real checkers, which alone decide whether a program is clean.

A judge looks at one file below a folder and returns the errors that its tool reports; none means clean. Tools are found on PATH. The judges' names
are the corpus's own (`checker` of a case); programs of this project have four of them: `python+names`, `js-own`, `rustc` and `go`.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, NamedTuple

# Seconds after which a checker that does not end is ended.
LONGEST_RUN = 120.0


class Error(NamedTuple):
    """One error: the line counts from 1, and is 0 where the tool named none."""

    line: int
    message: str


class Room(NamedTuple):
    """What a judge looks at: a file below a folder, and the environment that its tool runs in."""

    folder: Path
    target: str
    environment: dict[str, str]

    def run(self, *command: str) -> tuple[int, str, str]:
        """Runs a tool in the folder; returns its exit status and what it printed."""
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            output, complaints = process.communicate(timeout=LONGEST_RUN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return 1, "", f"{command[0]} did not end in {LONGEST_RUN:.0f} s"
        return process.returncode, output, complaints


def told(status: int, errors: list[Error], complaints: str) -> list[Error]:
    """The errors found; a tool that failed without naming one counts as an error itself, so that nothing is clean by accident."""
    return errors if errors or status == 0 else [Error(0, complaints.strip()[-300:] or f"exit status {status}")]


def compiled(room: Room) -> list[Error]:
    """Python's own compiler."""
    program = """if True:
        import sys, warnings
        warnings.simplefilter("ignore")
        try:
            compile(open(sys.argv[1], "rb").read(), sys.argv[1], "exec")
        except (SyntaxError, ValueError) as error:
            sys.exit(f"{getattr(error, 'lineno', 0) or 0} {error.args[0]}")
    """
    status, _, complaints = room.run(sys.executable, "-c", program, room.target)
    line, _, message = complaints.strip().partition(" ")
    return told(status, [Error(int(line), message)] if status and line.isdigit() else [], complaints)


def ruff(select: str, *extra: str) -> Callable[[Room], list[Error]]:
    """Python's compiler, and where it finds nothing, ruff with the rules of `select`."""

    def judge(room: Room) -> list[Error]:
        if errors := compiled(room):
            return errors
        status, output, complaints = room.run("ruff", "check", "--isolated", "--no-cache", "--output-format", "json", "--select", select, *extra, room.target)
        return told(status, [Error(found["location"]["row"], found["message"]) for found in json.loads(output or "[]")], complaints)

    return judge


def pyright(room: Room) -> list[Error]:
    """Pyright's errors; its warnings do not count."""
    status, output, complaints = room.run("pyright", "--outputjson", "--pythonversion", "3.11", room.target)
    found = json.loads(output)["generalDiagnostics"] if output.strip() else []
    return told(status, [Error(one["range"]["start"]["line"] + 1, one["message"]) for one in found if one["severity"] == "error"], complaints)


def node(room: Room) -> list[Error]:
    """Node's parser."""
    status, _, complaints = room.run("node", "--check", room.target)
    line = re.match(r"[^\n]*:(\d+)\s*$", complaints, re.M)
    message = re.search(r"^\w*Error\b.*$", complaints, re.M)
    return told(status, [Error(int(line[1]), message[0])] if status and line and message else [], complaints)


def eslint(room: Room) -> list[Error]:
    """ESLint's errors with the configuration that lies in the folder."""
    status, output, complaints = room.run("eslint", "--format", "json", room.target)
    if not output.lstrip().startswith("["):
        return [Error(0, complaints.strip()[-300:] or "eslint printed nothing")]
    found = [message for file in json.loads(output) for message in file["messages"] if message["severity"] == 2]
    return told(status, [Error(message.get("line") or 0, message["message"]) for message in found], complaints)


def node_and_eslint(room: Room) -> list[Error]:
    """Node's parser, and where it finds nothing or knows no JSX, ESLint."""
    return ([] if room.target.endswith(".jsx") else node(room)) or eslint(room)


def tsc(room: Room) -> list[Error]:
    """TypeScript's errors with the `jsconfig.json` that lies in the folder."""
    status, output, complaints = room.run("tsc", "--project", "jsconfig.json", "--noEmit", "--pretty", "false")
    found = re.findall(r"^[^\n(]+\((\d+),\d+\): error (TS\d+: .*)$", output, re.M)
    return told(status, [Error(int(line), message) for line, message in found], output + complaints)


def compiler_messages(output: str) -> list[Error]:
    """The errors in the JSON lines of rustc or cargo, without the closing remarks that name none."""
    errors = []
    for line in output.splitlines():
        message: dict[str, Any] = json.loads(line) if line.startswith("{") else {}
        if message.get("reason") == "compiler-message":
            message = message["message"]
        text = message.get("message")
        if not str(message.get("level")).startswith("error") or not isinstance(text, str) or text.startswith(("aborting due to", "could not compile")):
            continue
        lines = [span["line_start"] for span in message["spans"] if span["is_primary"]]
        errors.append(Error(lines[0] if lines else 0, text))
    return errors


def rustc(room: Room) -> list[Error]:
    """rustc on the file as a crate of its own: a program where it has a `main`, else a library."""
    text = (room.folder / room.target).read_text(encoding="utf-8")
    kind = "bin" if re.search(r"^\s*(?:pub\s+)?(?:async\s+)?fn\s+main\s*\(", text, re.M) else "lib"
    options = ["--edition", "2021", "--crate-type", kind, "--crate-name", "case", "--emit", "metadata", "-o", ".case.rmeta", "-A", "warnings", "--error-format", "json"]
    status, _, complaints = room.run("rustc", *options, room.target)
    return told(status, compiler_messages(complaints), complaints)


def cargo(room: Room) -> list[Error]:
    """`cargo check` of the package's library."""
    status, output, complaints = room.run("cargo", "check", "--lib", "--quiet", "--message-format", "json")
    return told(status, compiler_messages(output), complaints)


def go(room: Room) -> list[Error]:
    """`go build`, and where it finds nothing, `go vet`."""
    closed = room._replace(environment={**room.environment, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GO111MODULE": "on", "GOTOOLCHAIN": "local"})
    for command in (["go", "build", "-gcflags=-e", "-o", os.devnull, "./..."], ["go", "vet", "./..."]):
        status, output, complaints = closed.run(*command)
        if status:
            found = re.findall(r"^(?:vet: )?[^\s:]+\.go:(\d+)(?::\d+)?: (.*)$", output + "\n" + complaints, re.M)
            return told(status, [Error(int(line), message) for line, message in found], complaints)
    return []


PYTHON_ERRORS = "E9,F63,F7,F82"
JUDGES: dict[str, Callable[[Room], list[Error]]] = {
    "py_compile": compiled,
    "ruff": ruff("E9,F"),
    "python": ruff(PYTHON_ERRORS, "--target-version", "py311"),
    "python+unused": ruff(f"{PYTHON_ERRORS},F401,F841", "--target-version", "py311"),
    "python+names": ruff(f"{PYTHON_ERRORS},F401,F811,F841", "--target-version", "py311"),
    "pyright": pyright,
    "node": node,
    "eslint": eslint,
    "eslint-core": eslint,
    "js-own": node_and_eslint,
    "tsc": tsc,
    "rustc": rustc,
    "cargo": cargo,
    "go": go,
}
TOOLS = {"py_compile": ["python3"], "python": ["ruff"], "python+unused": ["ruff"], "python+names": ["ruff"], "eslint-core": ["eslint"], "js-own": ["node", "eslint"]}


def known(name: str) -> bool:
    """Whether there is a judge of that name; the corpus has some that must run the program, and those are left out."""
    return name in JUDGES or name.startswith("js-")


@functools.cache
def at_hand(name: str) -> bool:
    """Whether the judge's tools are on PATH."""
    tools = TOOLS.get(name) or (["node", "eslint"] if name.startswith("js-") else [name])
    return all(shutil.which(tool) for tool in tools)


def errors_of(name: str, room: Room) -> list[Error]:
    """What the named judge finds in the room."""
    return JUDGES.get(name, node_and_eslint)(room)
