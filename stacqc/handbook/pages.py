"""Pages about rules, as text and as Markdown, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stacqc.formats.concise import advice, heading
from stacqc.formats.style import Style
from stacqc.handbook.examples import Bench, Example, Outcome, text_of
from stacqc.rule import Rule

_KINDS = ("Item", "Collection", "Catalog")


def facts(rule: Rule, bench: Bench) -> dict[str, Any]:
    """Return what is known of a rule as plain data."""
    info = rule.info
    return {
        "name": info.name,
        "severity": str(info.severity),
        "kinds": [kind for kind in _KINDS if kind in info.kinds],
        "rulesets": list(info.rulesets),
        "tags": list(info.tags),
        "fixable": is_fixable(bench.outcomes(rule)),
        "across": rule.fold is not None,
        "preview": info.preview,
        "since": info.since,
        "aliases": list(info.aliases),
        "summary": info.summary,
        "why": info.why,
        "fix": info.fix,
        "docs": info.docs,
    }


def is_fixable(outcomes: Iterable[Outcome]) -> bool:
    """Say whether an example shows a fix."""
    return any(finding.fix for outcome in outcomes for finding in outcome.findings)


def table(rules: Iterable[Mapping[str, Any]]) -> str:
    """Return a table of rules as text."""
    head = ("rule", "severity", "kinds", "ruleset", "fix", "summary")
    rows = [head, *(_row(rule) for rule in rules)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head) - 1)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines) + "\n"


def _row(rule: Mapping[str, Any]) -> tuple[str, ...]:
    fix = "yes" if rule["fixable"] else ""
    rulesets = ", ".join(rule["rulesets"]) or "-"
    return rule["name"], rule["severity"], _kinds(rule), rulesets, fix, rule["summary"]


def _kinds(rule: Mapping[str, Any]) -> str:
    return "all" if len(rule["kinds"]) == len(_KINDS) else ", ".join(rule["kinds"])


def index(rules: Iterable[Mapping[str, Any]], summaries: Mapping[str, str] | None = None) -> str:
    """Return the Markdown page that lists all rules, ruleset by ruleset; `summaries` says what these are for."""
    listed, about = list(rules), dict(summaries or {})
    named = dict.fromkeys([*about, *(name for rule in listed for name in rule["rulesets"])])
    parts = [_NOTE, f"# Rules\n\n{_INTRODUCTION}"]
    for name in sorted(named, key=lambda name: name != "recommended"):
        chosen = [rule for rule in listed if name in rule["rulesets"]]
        parts.append(_section(name, about.get(name, ""), chosen))
    rest = [rule for rule in listed if not rule["rulesets"]]
    if rest:
        parts.append(_section("In no ruleset", "Rules that are on only when they are selected.", rest))
    return "\n".join(parts)


def _section(name: str, summary: str, rules: list[Mapping[str, Any]]) -> str:
    lines = [f"## {name}", "", f"{summary} ({len(rules)})".strip(), "", _HEAD, "|---|---|---|---|---|"]
    for rule in rules:
        cells = [rule["summary"], rule["severity"], _kinds(rule), "yes" if rule["fixable"] else ""]
        cells = [cell.replace("|", "\\|") for cell in cells]
        lines.append(f"| [{rule['name']}]({rule['name']}.md) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


_HEAD = "| rule | what holds | severity | documents | fix |"
_INTRODUCTION = """Each ruleset stands here with the rules of its own; those it extends come on top. `stacqc rules` prints
the list, `stacqc rules NAME` the page of a rule; `fix` says that `--fix` or `--unsafe-fixes` can mend what
the rule finds.
"""
_NOTE = "<!-- Generated from the rules by `stacqc rules --write-docs`; change the rules instead. -->\n"


def page(rule: Rule, bench: Bench) -> str:
    """Return the Markdown page of one rule."""
    outcomes = list(bench.outcomes(rule))
    parts = [_NOTE, f"# {rule.name}\n", f"{rule.info.summary}\n", _line_of_facts(rule, outcomes)]
    parts += sections(rule, outcomes)
    return "\n".join(parts).rstrip() + "\n"


def _line_of_facts(rule: Rule, outcomes: list[Outcome]) -> str:
    info = rule.info
    kinds = ", ".join(kind for kind in _KINDS if kind in info.kinds)
    rulesets = f"rulesets: {', '.join(info.rulesets) or 'none'}"
    known = [f"severity: {info.severity}", f"documents: {kinds}", rulesets]
    if info.command != "check":
        known[1:] = [f"reported by: stacqc {info.command}"]
    known += [f"tags: {', '.join(info.tags)}"] if info.tags else []
    known += ["has a fix"] if is_fixable(outcomes) else []
    speakers = dict.fromkeys(name for told_by in rule.told_by for name in told_by.rules)
    known += [f"told by: {', '.join(speakers)}"] if speakers else []
    known += ["looks across documents"] if rule.fold is not None else []
    known += [f"since {info.since}"] if info.since else []
    known += ["preview"] if info.preview else []
    known += [f"formerly {', '.join(info.aliases)}"] if info.aliases else []
    return " · ".join(known) + "\n"


def sections(rule: Rule, outcomes: list[Outcome]) -> list[str]:
    """Return why, a bad example with what is said of it, a good one, and the fix."""
    info = rule.info
    parts = [f"## Why\n\n{info.why}\n"] if info.why else []
    bad = next((o for o in outcomes if not o.example.valid), None)
    good = next((o for o in outcomes if o.example.valid), None)
    if info.shows:
        parts.append(f"## Wrong\n\n```console\n{info.shows}\n```\n")
    if bad is not None:
        parts.append(f"## Wrong\n\n{_blocks(bad.example)}\n```console\n{output(bad)}```\n")
    if good is not None:
        parts.append(f"## Right\n\n{_blocks(good.example)}")
    if info.fix:
        parts.append(f"## Fix\n\n{info.fix}\n")
    if info.docs:
        parts.append(f"See <{info.docs}>.\n")
    return parts


def _blocks(example: Example) -> str:
    blocks = []
    for name, document in example.files.items():
        title = f"`{name}`:\n\n" if example.folder else ""
        blocks.append(f"{title}```json\n{text_of(document).rstrip()}\n```\n")
    return "\n".join(blocks)


def output(outcome: Outcome) -> str:
    """Return what is printed for an example."""
    style = Style(False)
    lines = []
    for finding in outcome.findings:
        lines.append(heading(finding, style) + "\n")
        if said := advice(finding, style):
            lines.append(f"  {said}\n")
    return "".join(lines)


def as_text(rule: Rule, bench: Bench) -> str:
    """Return the page of a rule for a terminal."""
    outcomes = list(bench.outcomes(rule))
    parts = [f"{rule.name}\n{'=' * len(rule.name)}\n\n{rule.info.summary}\n", _line_of_facts(rule, outcomes)]
    body = "\n".join([*parts, *sections(rule, outcomes)])
    lines = [line.removeprefix("## ") for line in body.split("\n") if not line.startswith("```")]
    return "\n".join(lines).rstrip() + "\n"
