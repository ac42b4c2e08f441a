"""Rules in lists: a table for programs, a list for a terminal, and the Markdown page that leads to all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stacqc.handbook.pages import KINDS, NOTE

#: What is known of a rule, as `pages.facts` gives it.
Facts = Mapping[str, Any]
_HEADS = ("rule", "severity", "kinds", "ruleset", "fix", "summary")
#: What summaries want beside them, before the kinds of documents get a column of their own.
_ROOM = 46
_NO_RULESET = "in no ruleset"


def table(rules: Iterable[Facts]) -> str:
    """Return one line for each rule with all that is known of it in columns."""
    return "\n".join(_columns([_HEADS, *map(_row, rules)])) + "\n"


def _row(rule: Facts) -> tuple[str, ...]:
    rulesets = ", ".join(rule["rulesets"]) or "-"
    return rule["name"], rule["severity"], _kinds(rule), rulesets, _fix(rule), rule["summary"]


def _kinds(rule: Facts) -> str:
    return "all" if len(rule["kinds"]) == len(KINDS) else ", ".join(rule["kinds"])


def _fix(rule: Facts) -> str:
    return "yes" if rule["fixable"] else ""


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]


def listing(rules: Iterable[Facts], summaries: Mapping[str, str], width: int) -> str:
    """Return the rules of one ruleset after the other, in lines of at most `width` characters where words allow."""
    listed = list(rules)
    names = max((len(rule["name"]) for rule in listed), default=0)
    parts = []
    for name, chosen in _groups(listed, summaries):
        said = f"{name} ({len(chosen)}){': ' if summaries.get(name) else ''}{summaries.get(name, '')}"
        lines = [line for rule in chosen for line in _lines(rule, names, width)]
        parts.append("\n".join([textwrap.fill(said, width), *lines]))
    return "\n\n".join(parts) + "\n"


def _lines(rule: Facts, names: int, width: int) -> list[str]:
    """Return a rule beside its summary, with the kinds of documents between them where there is room."""
    left = f"  {rule['name']:{names}}  {rule['severity']:7}  {'fix' if rule['fixable'] else '':3}  "
    if width - len(left) - 21 >= _ROOM:
        left += f"{_kinds(rule):19}  "
    said = textwrap.wrap(rule["summary"], max(width - len(left), 20))
    return [left + said[0], *(" " * len(left) + line for line in said[1:])]


def _groups(rules: list[Facts], summaries: Mapping[str, str]) -> Iterator[tuple[str, list[Facts]]]:
    """Yield the rulesets with their rules, recommended first, and the rules that none switches on last."""
    named = dict.fromkeys([*summaries, *(name for rule in rules for name in rule["rulesets"])])
    for name in sorted(named, key=lambda name: name != "recommended"):
        if chosen := [rule for rule in rules if name in rule["rulesets"]]:
            yield name, chosen
    if rest := [rule for rule in rules if not rule["rulesets"]]:
        yield _NO_RULESET, rest


def index(rules: Iterable[Facts], summaries: Mapping[str, str]) -> str:
    """Return the Markdown page that lists all rules, ruleset by ruleset; `summaries` says what these are for."""
    about = {_NO_RULESET: "Rules that are on only when they are selected.", **summaries}
    sections = [
        _section(name, about.get(name, ""), chosen) for name, chosen in _groups(list(rules), summaries)
    ]
    return "\n".join([NOTE, f"# Rules\n\n{_INTRODUCTION}", *sections])


def _section(name: str, summary: str, rules: list[Facts]) -> str:
    lines = [f"## {name[:1].upper() + name[1:] if name == _NO_RULESET else name}", ""]
    lines += [f"{summary} ({len(rules)})".strip(), "", _HEAD, "|---|---|---|---|---|"]
    for rule in rules:
        cells = [rule["summary"], rule["severity"], _kinds(rule), _fix(rule)]
        cells = [cell.replace("|", "\\|") for cell in cells]
        lines.append(f"| [{rule['name']}]({rule['name']}.md) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


_HEAD = "| rule | what holds | severity | documents | fix |"
_INTRODUCTION = """Each ruleset stands here with the rules of its own; those it extends come on top. `stacqc rules` prints
the list, `stacqc rules NAME` the page of a rule; `fix` says that `--fix` or `--unsafe-fixes` can mend what
the rule finds. Rulesets are chosen by `--ruleset`, rules are switched on by `--select` and off by `--ignore`,
or in the configuration, `stacqc.toml`, which also sets their severity:

```toml
ruleset = ["recommended", "strict"]
select = ["link-order"]
ignore = ["asset-type-missing"]

[severity]
bbox-wrong = "error"
```
"""
