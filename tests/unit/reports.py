"""Reports to render: a plain one, and one whose every text is hostile."""

from __future__ import annotations

from collections import Counter

from stacqc.findings import Edit, Failure, Finding, Fix, Location, Severity
from stacqc.report import Failures, Report
from stacqc.rule import RuleInfo

HOSTILE = (
    "<script>alert(1)</script> <!-- --> ]]> & ' \" \\ {0} {{1}} [click](http://evil.example) [1](2) ![x](http://evil.example/i.png)"
    "\x00\x07\x1b[31m\r\n::error::owned\n##[add-mask]x ::set-output name=a::b %0A | a \\| b ` `` *b* _i_ ~~s~~ "
    "@maintainer #1 $x$ https://evil.example www.evil.example a@evil.example :smile: \ufffe\uffff\u2028\u202e\ud800é𝄞"
)


def finding(n: int = 0, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    """A finding on line n + 1 of a file."""
    rule = {Severity.ERROR: "schema", Severity.WARNING: "link-media-type", Severity.INFO: "note"}[severity]
    place = Location("dir/a b.json", n + 1, 3, n + 1, 9, ("properties", "sar:looks/range"), '  "x": "y",', 2)
    values: dict[str, object] = {"help": "write 5", "value": f'"{n}"', "document": "a", **more}
    return Finding(rule, severity, f"Value {n} is wrong", place, **values)  # type: ignore[arg-type]


def hostile_finding(uri: str = HOSTILE) -> Finding:
    """A finding with hostile text in every field."""
    fix = Fix((Edit("replace", (HOSTILE,), HOSTILE),), title=HOSTILE)
    place = Location(uri, 2, 3, 4, 5, (HOSTILE, 0), HOSTILE, 1)
    return Finding(HOSTILE, Severity.ERROR, HOSTILE, place, HOSTILE, fix, (HOSTILE,), HOSTILE, HOSTILE)


def report(*findings: Finding, failures: list[Failure] | None = None) -> Report:
    """A report of these findings, with what is known of their rules."""
    made = Report(list(findings), Counter(Item=3, Collection=1), Failures(failures or []))
    made.counts = Counter((f.rule, f.severity) for f in findings)
    made.rules = {
        "schema": RuleInfo("schema", "It fits.", "Why it should.", tags=("verdict",), docs="https://example.com/x y"),
        HOSTILE: RuleInfo(HOSTILE, HOSTILE, HOSTILE, tags=(HOSTILE,), docs="javascript:alert(1)", fix=HOSTILE),
    }  # fmt: skip
    return made


def hostile() -> Report:
    """A report with hostile text everywhere."""
    return report(hostile_finding(), hostile_finding("ok.json"), failures=[Failure(HOSTILE, HOSTILE)])
