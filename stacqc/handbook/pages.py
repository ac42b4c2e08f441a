"""Pages about rules, as text and as Markdown, made from the rules themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import fill
from typing import Any

import orjson

from stacqc.formats.concise import advice, heading
from stacqc.formats.style import Style
from stacqc.handbook.examples import Bench, Example, Outcome
from stacqc.handbook.layout import text_of
from stacqc.rule import Rule
from stacqc.rulesets.written import Written
from stacqc.words import listed

KINDS = ("Item", "Collection", "Catalog")
NOTE = "<!-- Generated from the rules by `stacqc rules --write-docs`; change the rules instead. -->\n"


def facts(rule: Rule, bench: Bench) -> dict[str, Any]:
    """Return what is known of a rule as plain data."""
    info, written = rule.info, bench.written(rule)
    return {
        "name": info.name,
        "severity": str(info.severity),
        "kinds": [kind for kind in KINDS if kind in info.kinds],
        "rulesets": list(info.rulesets),
        "tags": list(info.tags),
        "fixable": is_fixable(bench.outcomes(rule)),
        "across": rule.fold is not None,
        "preview": info.preview,
        "since": info.since,
        "aliases": list(info.aliases),
        "summary": info.summary,
        "why": info.why,
        "condition": dict(written.condition) if written else {},
        "options": dict(written.options) if written else {},
        "fix": info.fix,
        "docs": info.docs,
    }


def is_fixable(outcomes: Iterable[Outcome]) -> bool:
    """Say whether an example shows a fix."""
    return any(finding.fix for outcome in outcomes for finding in outcome.findings)


def page(rule: Rule, bench: Bench) -> str:
    """Return the Markdown page of one rule."""
    outcomes = list(bench.outcomes(rule))
    parts = [NOTE, f"# {rule.name}\n", f"{rule.info.summary}\n", _line_of_facts(rule, outcomes)]
    parts += sections(rule, outcomes, bench.written(rule))
    return "\n".join(parts).rstrip() + "\n"


def _line_of_facts(rule: Rule, outcomes: list[Outcome]) -> str:
    info = rule.info
    kinds = ", ".join(kind for kind in KINDS if kind in info.kinds)
    rulesets = f"rulesets: {', '.join(info.rulesets) or 'none'}"
    known = [f"severity: {info.severity}", f"documents: {kinds}", rulesets]
    if info.command != "check":
        known[1:] = [f"reported by: stacqc {info.command}"]
    known += [f"tags: {', '.join(info.tags)}"] if info.tags else []
    known += ["has a fix"] if is_fixable(outcomes) else []
    speakers = dict.fromkeys(name for told_by in rule.told_by for name in told_by.rules)
    known += [f"left to {listed(speakers, 'or')} where that says it"] if speakers else []
    known += ["looks across documents"] if rule.fold is not None else []
    known += [f"since {info.since}"] if info.since else []
    known += ["preview"] if info.preview else []
    known += [f"formerly {', '.join(info.aliases)}"] if info.aliases else []
    return " · ".join(known) + "\n"


def sections(rule: Rule, outcomes: list[Outcome], written: Written | None) -> Iterator[str]:
    """Yield why, when, a bad example with what is said of it, a good one, the fix, the options and the source."""
    info = rule.info
    if info.why:
        yield f"## Why\n\n{info.why}\n"
    if written is not None and written.condition:
        yield _condition(written)
    bad = next((o for o in outcomes if not o.example.valid), None)
    good = next((o for o in outcomes if o.example.valid), None)
    if info.shows:
        yield f"## Wrong\n\n```console\n{info.shows}\n```\n"
    if bad is not None:
        yield f"## Wrong\n\n{_blocks(bad.example)}\n```console\n{output(bad)}```\n"
    if good is not None:
        yield f"## Right\n\n{_blocks(good.example)}"
    if said := " ".join(filter(None, (_sentence(info.fix), _command(outcomes)))):
        yield f"## Fix\n\n{said}\n"
    if written is not None and written.options:
        yield _options(written)
    if info.docs:
        yield f"## Reference\n\n<{info.docs}>\n"


def _condition(written: Written) -> str:
    """Return the section that says where the rule looks, as its file has it."""
    import yaml

    text = yaml.safe_dump(
        dict(written.condition), default_flow_style=None, sort_keys=False, allow_unicode=True, width=100
    )
    said = [
        f"`{name}` is what the ruleset reads from {_source(spec)}." for name, spec in written.defines.items()
    ]
    return "\n".join(
        ["## Applies where\n", f"```yaml\n{text}```\n", *([" ".join(said) + "\n"] if said else [])]
    )


def _source(spec: Mapping[str, Any]) -> str:
    """Return what a define reads."""
    if "table" in spec:
        return f"its table, by `{spec['by']}`"
    if "path" in spec:
        return "the path of the file"
    at = spec.get("at", "$.id")
    return listed([f"`{one}`" for one in ([at] if type(at) is str else at)], "or")


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", ")")) else f"{text}."


def _command(outcomes: Iterable[Outcome]) -> str:
    """Return which option of the command line does what the fix says."""
    safe = {finding.fix.safe for o in outcomes for finding in o.findings if finding.fix}
    if safe == {True, False}:
        return "`stacqc check --fix` does it where that is certain, `--unsafe-fixes` where it can."
    return (
        f"`stacqc check {'--fix' if True in safe else '--unsafe-fixes'}` does it where it can."
        if safe
        else ""
    )


def _options(written: Written) -> str:
    """Return the section of the options that change the rule, and how they are set."""
    about = [_option(name, spec) for name, spec in written.options.items()]
    shown = {name: _other(spec) for name, spec in written.options.items()}
    setting = "\n".join(f"{name} = {_json(value)}" for name, value in shown.items())
    name, value = next(iter(shown.items()))
    how = f"Set in `stacqc.toml`, or on the command line as in `--option {name}={value}`:"
    return "\n".join(["## Options\n", *about, f"\n{how}\n", f"```toml\n[options]\n{setting}\n```\n"])


def _option(name: str, spec: Mapping[str, Any]) -> str:
    parts = [_sentence(spec.get("help", "")), f"It is `{_json(spec['default'])}` unless set."]
    allowed = [f"`{_json(one)}`" for one in spec.get("allowed") or ()]
    return f"- `{name}`: {' '.join([*filter(None, parts), *([f'Allowed: {listed(allowed)}.'] if allowed else [])])}"


def _other(spec: Mapping[str, Any]) -> Any:
    """Return a value that an option may be set to, not its default where others are known."""
    return next((one for one in spec.get("allowed") or () if one != spec["default"]), spec["default"])


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _blocks(example: Example) -> str:
    """Return the documents of an example, and the options that it takes."""
    blocks = [f"With `{name} = {_json(v)}`:\n" for name, v in example.options.items()]
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


def as_text(rule: Rule, bench: Bench, width: int = 0) -> str:
    """Return the page of a rule for a terminal, its prose in lines of at most `width` characters where given."""
    outcomes = list(bench.outcomes(rule))
    parts = [f"{rule.name}\n{'=' * len(rule.name)}\n\n{rule.info.summary}\n", _line_of_facts(rule, outcomes)]
    body = "\n".join([*parts, *sections(rule, outcomes, bench.written(rule))])
    prose, *others = re.split(r"^```\w*\n(.*?)^```$", body, flags=re.MULTILINE | re.DOTALL)
    made = [_in_lines(prose, width)]
    for code, text in zip(others[::2], others[1::2], strict=True):
        made += [code.rstrip("\n"), _in_lines(text, width)]
    return "".join(made).rstrip() + "\n"


def _in_lines(prose: str, width: int) -> str:
    lines = [line.removeprefix("## ") for line in prose.split("\n")]
    return "\n".join(_wrapped(line, width) if 0 < width < len(line) else line for line in lines)


def _wrapped(line: str, width: int) -> str:
    indent = "  " if line.startswith("- ") else ""
    return fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
