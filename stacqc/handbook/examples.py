"""Runs the examples of rules: valid ones must yield nothing, invalid ones the finding they are there for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.findings import Failure, Finding, Severity
from stacqc.fixing.edits import Refused, edit_data
from stacqc.handbook.layout import text_of
from stacqc.kinds import TYPE_OF_KIND
from stacqc.report import Report
from stacqc.rule import EXAMPLE_WORDS, Rule, Selected
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import Rulesets, load
from stacqc.rulesets.selector import write
from stacqc.rulesets.written import Written
from stacqc.sources.inputs import Inputs

_SINGLE = "example.json"
#: The trouble of an invalid example that its rule passes over.
NOTHING = "it yields nothing"


@dataclass(frozen=True, slots=True)
class Example:
    """Files, and what a rule must say of them."""

    valid: bool
    number: int
    files: Mapping[str, Any]
    #: Whether the folder is given as a whole, not a file alone.
    folder: bool = False
    expect: Mapping[str, Any] = field(default_factory=dict)
    fixed: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name of the example in messages."""
        return f"{'valid' if self.valid else 'invalid'} example {self.number}"


class Outcome(NamedTuple):
    """What an example showed: the findings, and what is wrong with them, empty when nothing is."""

    rule: Rule
    example: Example
    findings: tuple[Finding, ...]
    trouble: str


def examples_of(rule: Rule) -> Iterator[Example]:
    """Yield the examples of a rule."""
    for valid, given in ((True, rule.info.examples.valid), (False, rule.info.examples.invalid)):
        for number, spec in enumerate(given, 1):
            yield _example(spec, valid, number, rule)


def _example(spec: Any, valid: bool, number: int, rule: Rule) -> Example:
    more: dict[str, Any] = {}
    if type(spec) is dict and ("document" in spec or "documents" in spec) and set(spec) <= EXAMPLE_WORDS:
        more = {name: spec[name] for name in ("expect", "fixed", "options") if name in spec}
        spec = spec.get("documents", spec.get("document"))
    if "fixed" in more:
        more["fixed"] = completed(more["fixed"], rule)
    if type(spec) is list:
        spec = {f"{i}.json": document for i, document in enumerate(spec, 1)}
    folder = type(spec) is dict and bool(spec) and all(str(name).endswith(".json") for name in spec)
    files = spec if folder else {_SINGLE: spec}
    return Example(valid, number, {name: completed(d, rule) for name, d in files.items()}, folder, **more)


def completed(document: Any, rule: Rule) -> Any:
    """Return a document of an example with the `type` it left out."""
    reads_data = rule.check is not None or rule.fold is not None
    if type(document) is not dict or not reads_data or "type" in document or "stac_version" in document:
        return document
    kinds = rule.info.kinds
    kind = "Item" if "Item" in kinds and not ("extent" in document or "summaries" in document) else ""
    kind = kind or next(k for k in ("Collection", "Catalog", "Item") if k in kinds)
    return {"type": TYPE_OF_KIND[kind], **document}


def judge(rule: Rule, example: Example) -> Outcome:
    """Run one example of a rule."""
    report = run_example(rule, example)
    findings = tuple(f for f in report.findings if f.rule == rule.name)
    trouble = _trouble(example, findings, report.failures)
    return Outcome(rule, example, findings, trouble)


def run_example(rule: Rule, example: Example) -> Report:
    """Judge the files of an example by one rule, as the command that reports it would."""
    with TemporaryDirectory() as folder:
        for name, document in example.files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text_of(document).encode("utf-8", "surrogatepass"))
        report = _compared(rule, folder) if rule.info.command == "diff" else _checked(rule, example, folder)
    prefix = os.path.normpath(folder) + os.sep
    report.findings = [_relative(finding, prefix) for finding in report.findings]
    return report


def _checked(rule: Rule, example: Example, folder: str) -> Report:
    start = folder if example.folder else str(Path(folder, _SINGLE))
    plan = Plan([Selected(rule, rule.info.severity or Severity.WARNING)], _schemas(rule))
    return run(Inputs([start], follow=example.folder).shards(), plan)


def _compared(rule: Rule, folder: str) -> Report:
    """Compare the two sides of an example, of which the first may be a tree in a folder of its own."""
    from stacqc.comparing import diff

    files = next(file for file in (Path(folder, "files.json"), Path(folder, "files")) if file.exists())
    return diff(files, Path(folder, "database.json"), only=[rule.name.partition("/")[2]])


def _schemas(rule: Rule) -> Any:
    """The schemas take part only for rules that the engine itself reports."""
    if rule.check is not None or rule.fold is not None:
        return None
    from stacqc.engine.planning import store_of
    from stacqc.schema.check import SchemaCheck
    from stacqc.schema.combination import Options
    from stacqc.settings.config import Config

    return SchemaCheck(store_of(Config(), False), Options())


def _relative(finding: Finding, prefix: str) -> Finding:
    location = finding.location._replace(uri=finding.location.uri.replace(prefix, ""))
    related = tuple(uri.replace(prefix, "") for uri in finding.related)
    message, help = finding.message.replace(prefix, ""), finding.help.replace(prefix, "")
    return finding._replace(location=location, related=related, message=message, help=help)


def _trouble(example: Example, findings: tuple[Finding, ...], failures: Iterable[Failure]) -> str:
    crashed = [f.message for f in failures if "failed" in f.message]
    if crashed:
        return crashed[0]
    if example.valid:
        return f"it yields: {findings[0].message}" if findings else ""
    if not findings:
        return NOTHING
    return _unexpected(example, findings) or _wrong_fix(example, findings)


def _unexpected(example: Example, findings: tuple[Finding, ...]) -> str:
    path, message = example.expect.get("path"), example.expect.get("message")
    places = [write(finding.location.path) for finding in findings]
    if path is not None and path not in places:
        return f"it is found at {', '.join(places)}, not at {path}"
    if message is not None and not any(message in finding.message for finding in findings):
        return f"it says: {findings[0].message}"
    return ""


def _wrong_fix(example: Example, findings: tuple[Finding, ...]) -> str:
    if example.fixed is None:
        return ""
    edits = [edit for finding in findings if finding.fix for edit in finding.fix.edits]
    if not edits:
        return "no fix is proposed"
    (document,) = example.files.values()
    try:
        made = edit_data(document, edits)
    except Refused as refused:
        return f"the fix cannot be made: {refused}"
    if orjson.dumps(made, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        example.fixed, option=orjson.OPT_SORT_KEYS
    ):
        return ""
    return f"the fix makes {orjson.dumps(made).decode()}"


def missing_examples(rule: Rule) -> str:
    """Say which kind of example a rule lacks, or nothing; the engine's own may need more than a document."""
    if rule.check is None and rule.fold is None:
        return ""
    lacking = [kind for kind in ("valid", "invalid") if not getattr(rule.info.examples, kind)]
    return f"it has no {' and no '.join(lacking)} example" if lacking else ""


class Bench:
    """Runs the examples of the rules of some rulesets, with the options that examples ask for."""

    def __init__(self, rulesets: tuple[str, ...], base: Path | None = None) -> None:
        self.rulesets = rulesets
        self.base = base
        self._loaded: dict[str, Rulesets] = {}

    def rules(self, options: Mapping[str, Any] | None = None) -> Mapping[str, Rule]:
        """Return all known rules, with examples, under these options."""
        return self._under(options).rules

    def written(self, rule: Rule) -> Written | None:
        """Return what the file of a rule says of it beside what it checks; None of a rule in Python."""
        return self._under(None).written.get(rule.name)

    def summaries(self) -> Mapping[str, str]:
        """Return what the rulesets are for, by their names."""
        return self._under(None).summaries

    def _under(self, options: Mapping[str, Any] | None) -> Rulesets:
        key = repr(sorted((options or {}).items()))
        if key not in self._loaded:
            self._loaded[key] = load(self.rulesets, options=options, base=self.base, prose=True)
        return self._loaded[key]

    def outcomes(self, rule: Rule) -> Iterator[Outcome]:
        """Run all examples of a rule."""
        for example in examples_of(rule):
            try:
                yield self._outcome(rule, example)
            except RulesetError as error:  # of its options
                help = f" ({error.help})" if error.help else ""
                yield Outcome(rule, example, (), f"{error.message}{help}")

    def _outcome(self, rule: Rule, example: Example) -> Outcome:
        made = judge(self.rules(example.options)[rule.name] if example.options else rule, example)
        return made._replace(trouble=f"{NOTHING}{self._why(made)}") if made.trouble == NOTHING else made

    def _why(self, made: Outcome) -> str:
        """Say why a rule of a file passes over the document of an example, where that is seen."""
        written = self._under(made.example.options).written.get(made.rule.name)
        if written is None or len(made.example.files) > 1:
            return ""
        ((name, data),) = made.example.files.items()
        said = written.silence(Document(name, text_of(data).encode("utf-8", "surrogatepass")))
        return f": {said}" if said else ""
