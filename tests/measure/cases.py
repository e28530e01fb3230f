"""Broken programs to measure with, from two sources: the project's own cases beside this file, and a corpus in JSON lines.

Both become a `Case`. An own case is one edit of a clean program in `programs/`, which is also the answer; README.md describes the format.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any, Iterator, NamedTuple

HERE = Path(__file__).resolve().parent
OWN_JUDGES = {"python": "python+names", "javascript": "js-own", "rust": "rustc", "go": "go"}

# What a mistake in JavaScript is for the project's own programs.
OWN_RULES = [
    "constructor-super",
    "getter-return",
    "no-class-assign",
    "no-cond-assign",
    "no-const-assign",
    "no-dupe-args",
    "no-dupe-class-members",
    "no-dupe-keys",
    "no-duplicate-case",
    "no-func-assign",
    "no-import-assign",
    "no-redeclare",
    "no-this-before-super",
    "no-undef",
    "no-unreachable",
    "no-unused-labels",
    "use-isnan",
    "valid-typeof",
]
OWN_GLOBALS = "Buffer URL clearInterval clearTimeout console fetch performance process queueMicrotask setInterval setTimeout structuredClone"


class CaseError(ValueError):
    """A case that cannot be read: its file, its program or its edit is wrong."""


class Case(NamedTuple):
    """One broken program. `files` are the broken texts by path, among them the target's; `answer` is the target's text as it should be, where known."""

    identifier: str
    set_name: str
    language: str
    family: str
    judge: str
    target: str
    files: dict[str, str]
    answer: str | None
    # Lines of the errors as recorded from the judge, counted from 1; none for own cases, which are judged when they are run.
    error_lines: list[int]
    # The folder of a whole package that the target belongs to.
    project: Path | None
    operator: str

    @property
    def broken(self) -> str:
        """The target's broken text."""
        return self.files[self.target]


def nth_index(text: str, needle: str, nth: int | None) -> int:
    """Where `needle` stands: its only place, or its `nth` one, counted from 1."""
    places = [at for at in range(len(text)) if text.startswith(needle, at)]
    if not needle or not places:
        raise CaseError(f"{needle!r} is not in the program")
    if nth is None and len(places) > 1:
        raise CaseError(f"{needle!r} is in the program {len(places)} times; say which with nth")
    if nth is not None and not 1 <= nth <= len(places):
        raise CaseError(f"there is no {needle!r} number {nth}")
    return places[(nth or 1) - 1]


def own_cases(language: str) -> list[Case]:
    """The project's own cases of a language, in the order of their file."""
    path = HERE / "cases" / f"{language}.toml"
    found: list[Case] = []
    with path.open("rb") as file:
        entries = tomllib.load(file)["case"]
    for entry in entries:
        try:
            program = (HERE / "programs" / language / entry["program"]).read_bytes().decode()
            at = nth_index(program, entry["find"], entry.get("nth"))
            broken = program[:at] + entry["replace"] + program[at + len(entry["find"]) :]
            case = Case(entry["id"], f"own-{language}", language, entry["family"], OWN_JUDGES[language], entry["program"], {entry["program"]: broken}, program, [], None, "")
        except (KeyError, OSError, CaseError) as problem:
            raise CaseError(f"{path.name}, {entry.get('id', 'a case without id')}: {problem}") from problem
        if broken == program or any(case.identifier == other.identifier for other in found):
            raise CaseError(f"{path.name}, {case.identifier}: the edit changes nothing, or the id is taken")
        found.append(case)
    return found


def own_programs(language: str) -> list[Case]:
    """The programs of a language as cases without a mistake, to see that the judge finds them clean."""
    folder = HERE / "programs" / language
    programs = sorted(path for path in folder.iterdir() if path.is_file())
    texts = {path.name: path.read_bytes().decode() for path in programs}
    return [Case(f"{language}/{name}", "programs", language, "", OWN_JUDGES[language], name, {name: text}, text, [], None, "") for name, text in texts.items()]


def corpus_cases(path: Path) -> Iterator[Case]:
    """The fixable cases of a corpus file; packages lie in `projects` beside it."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            if record.get("intent", "fixable") != "fixable":
                continue
            target, language = record["target"], record["language"]
            project = path.parent / "projects" / language / record["project"] if "project" in record else None
            if project is not None and "files" not in record:
                original, edit = (project / target).read_bytes(), record["edit"]
                broken = original[: edit["start_byte"]] + edit["after"].encode() + original[edit["end_byte"] :]
                files, answer = {target: broken.decode()}, original.decode()
            else:
                files, answer = record["files"], (record.get("fixed") or {}).get(target)
            error_lines = [error["line"] for error in record["errors"]]
            operator = record.get("operator") or ""
            yield Case(record["id"], path.stem, language, record.get("family", "other"), record["checker"], target, files, answer, error_lines, project, operator)


def flat_configuration(rules: dict[str, Any], names: str, module: bool) -> str:
    """An ESLint configuration that imports nothing, so that it works in any folder."""
    entry = {
        "files": ["**/*.js", "**/*.mjs", "**/*.cjs", "**/*.jsx"],
        "languageOptions": {
            "ecmaVersion": "latest",
            "sourceType": "module" if module else "commonjs",
            "globals": dict.fromkeys(names.split(), "readonly"),
            "parserOptions": {"ecmaFeatures": {"jsx": True}},
        },
        "linterOptions": {"reportUnusedDisableDirectives": "off"},
        "rules": rules,
    }
    return f"export default [{json.dumps(entry)}];\n"


def eslint_configuration(case: Case, corpus: Path | None) -> str:
    """The configuration that the case's judge means. The corpus's rules and names are data of the bench that lies beside it."""
    if case.judge == "js-own":
        unused = {"no-unused-vars": ["error", {"args": "none", "caughtErrors": "none"}]} if case.target.endswith(".js") else {}
        return flat_configuration({rule: "error" for rule in OWN_RULES} | unused, OWN_GLOBALS, "require(" not in (case.answer or ""))
    if corpus is None:
        raise CaseError(f"{case.identifier}: the rules of {case.judge} lie beside the corpus, which is not there")
    data = json.loads((corpus.parent / "bench" / "eslint.json").read_text(encoding="utf-8"))
    if case.judge.startswith("js-"):
        rules: dict[str, Any] = dict.fromkeys(data["package_rules"], "error")
        if case.judge.endswith("+unused"):
            rules["no-unused-vars"] = ["error", {"args": "none", "caughtErrors": "none"}]
        return flat_configuration(rules, data["node_globals"], case.judge.startswith("js-esm"))
    off = data["core_off"] if case.judge == "eslint-core" else []
    rules = {rule: level for rule, level in data["rules"].items() if rule not in off}
    return flat_configuration(rules, data["globals"], case.target.endswith(".mjs"))


def lay_out(case: Case, folder: Path, corpus: Path | None) -> None:
    """Writes what the case consists of into an empty folder: its package, its broken files, and what its judge must be told."""
    if case.project is not None:
        shutil.copytree(case.project, folder, dirs_exist_ok=True, symlinks=True)
    for name, text in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    if case.language == "go" and not (folder / "go.mod").exists():
        (folder / "go.mod").write_text("module example.com/case\n\ngo 1.24\n")
    if case.judge.startswith(("js-", "eslint")):
        for present in folder.glob("eslint.config.*"):
            present.unlink()
        (folder / "eslint.config.mjs").write_text(eslint_configuration(case, corpus))
    if case.judge == "js-own" and "require(" not in (case.answer or ""):
        (folder / "package.json").write_text('{"name": "case", "type": "module"}\n')
    if case.judge == "tsc" and not (folder / "jsconfig.json").exists():
        options = {"checkJs": True, "target": "es2022", "module": "nodenext", "strict": False, "skipLibCheck": True, "types": []}
        (folder / "jsconfig.json").write_text(json.dumps({"compilerOptions": options}) + "\n")
