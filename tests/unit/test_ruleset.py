"""Rulesets: where they are found, what they switch on, how rules are chosen, and what is remembered."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stacqc.findings import Severity
from stacqc.rulesets import plugins
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import Choice, bundled, choose, load

BASE = """
ruleset: base
options:
  most: {default: 3, help: How many.}
  layout: {default: live, allowed: [live, legacy]}
patterns: {day: '[0-9]{8}'}
define: {id: {at: $.id, pattern: '(?P<day>(?&day))'}}
rules:
  first: {summary: s, at: a, check: {length: [0, '{option.most}']}, tags: [size], aliases: [old-first]}
  second: {summary: s, severity: warning, at: b, check: {equals: '{id.day}'}}
  trial: {summary: s, preview: true, at: c, check: {const: 1}, tags: [size]}
  resting: {summary: s, severity: off, at: d, check: {const: 1}}
"""
OWN = """
ruleset: own
extends: [base.yml, stacqc:recommended]
patterns: {pair: '(?&day)_(?&day)'}
rules:
  first: {severity: info}
  old-first: warning
  id-duplicate: off
  third: {summary: s, when: {id: true}, at: e, check: {pattern: '(?&pair)'}}
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    (tmp_path / "base.yml").write_text(BASE)
    (tmp_path / "own.yaml").write_text(OWN)
    return str(tmp_path / "own.yaml")


def names(choice: Choice) -> dict[str, str]:
    return {s.rule.name: str(s.severity) for s in choice.selected}


def test_bundled_rulesets_load_and_stand_on_one_another() -> None:
    assert {"recommended", "strict"} <= set(bundled())
    recommended, strict = names(choose()), names(choose(["stacqc:strict"]))
    assert recommended
    assert recommended.keys() <= strict.keys()
    assert all(Severity.parse(level) <= Severity.parse(strict[name]) for name, level in recommended.items())
    assert names(choose(["recommended", "strict"])) == strict


def test_ruleset_takes_over_what_it_extends(own: str) -> None:
    chosen = names(choose([own]))
    assert chosen["first"] == "warning"
    assert chosen["second"] == "warning"
    assert chosen["third"] == "error"
    assert chosen.keys() & {"trial", "resting", "id-duplicate"} == set()
    assert "json-syntax" in chosen


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"only": ["first"]}, {"first": "warning"}),
        ({"only": ["own/*"]}, {"third": "error"}),
        ({"only": ["base/*"]}, {"first": "warning", "second": "warning"}),
        ({"only": ["base/first"]}, {"first": "warning"}),
        ({"only": ["tag:size"]}, {"first": "warning"}),
        ({"only": ["tag:size"], "preview": True}, {"first": "warning", "trial": "error"}),
        ({"only": ["trial"]}, {"trial": "error"}),
        ({"only": ["old-first"]}, {"first": "warning"}),
        ({"only": ["first"], "select": ["second"]}, {"first": "warning", "second": "warning"}),
        ({"only": ["base/*"], "ignore": ["second"]}, {"first": "warning"}),
        ({"only": ["first"], "severity": {"first": "error", "second": "error"}}, {"first": "error"}),
        ({"only": ["first"], "severity": {"first": "off"}}, {}),
        ({"only": ["id-duplicate"]}, {"id-duplicate": "error"}),
    ],
)
def test_selection(own: str, given: dict[str, Any], expected: dict[str, str]) -> None:
    assert names(choose([own], **given)) == expected


def test_severity_switches_on(own: str) -> None:
    assert names(choose([own], severity={"resting": "info"}))["resting"] == "info"


def test_former_names_are_noted(own: str) -> None:
    assert choose([own], ignore=["old-first"]).warnings == ("the rule old-first is now called first",)


@pytest.mark.parametrize(
    ("given", "message", "help"),
    [
        ({"select": ["frist"]}, "There is no rule frist", 'did you mean "first"?'),
        (
            {"only": ["pgstac"]},
            "There is no rule pgstac",
            "its rules are pgstac/*, and --ruleset pgstac loads it",
        ),
        ({"ignore": ["bse/*"]}, "No rule fits bse/*", 'did you mean "base/*"?'),
        ({"only": ["tag:sise"]}, "No rule fits tag:sise", 'did you mean "tag:size"?'),
        ({"select": ["own/first"]}, "There is no rule own/first", ""),
        ({"severity": {"first": "warn"}}, "warn is not a severity (of first)", 'did you mean "warning"?'),
        ({"options": {"mots": 1}}, "No loaded ruleset has an option mots", 'did you mean "most"?'),
        (
            {"options": {"layout": "lgacy"}},
            '"lgacy" is not a value of the option layout',
            'did you mean "legacy"?',
        ),
        ({"rulesets": ["strickt"]}, "There is no ruleset strickt", 'did you mean "strict"?'),
        ({"rulesets": ["stacqc:own.yaml"]}, "There is no ruleset stacqc:own.yaml", ""),
        ({"rulesets": ["nowhere.yaml"]}, "Cannot read the ruleset: No such file", ""),
    ],
)
def test_unknown_names_are_errors(own: str, given: dict[str, Any], message: str, help: str) -> None:
    with pytest.raises(RulesetError) as caught:
        choose(**{"rulesets": [own], **given})
    assert message in str(caught.value)
    assert help in caught.value.help


def test_options_reach_checks_with_the_type_of_their_default(own: str) -> None:
    from stacqc.document import Document

    document = Document("a.json", b'{"type": "Feature", "properties": {"a": [1, 2, 3]}}')
    for most, count in ((None, 0), (2, 1), ("2", 1), ("5", 0)):
        check = load([own], options={} if most is None else {"most": most}).rules["first"].check
        assert check is not None
        assert len(list(check(document))) == count


@pytest.mark.parametrize("given", ["x", True, [2], None])
def test_an_option_has_the_type_of_its_default(own: str, given: Any, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(f"ruleset: more\nextends: [{own}]\n")
    for reference in (own, str(tmp_path / "more.yaml")):
        with pytest.raises(RulesetError) as caught:
            load([reference], options={"most": given})
        assert str(caught.value).endswith(", it must be a number")
        assert (caught.value.name, caught.value.file) == ("most", "")


def test_digest_tells_runs_apart(own: str) -> None:
    digests = {
        choose([own], **given).digest for given in ({}, {"ignore": ["first"]}, {"options": {"most": 4}})
    }
    assert len(digests) == 3
    assert choose([own]).digest == choose([own]).digest
    Path(own).write_text(OWN.replace("pattern: '", "pattern: 'x?"))
    assert choose([own]).digest not in digests


def test_circles_of_rulesets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("ruleset: a\nextends: ./b.yaml\n")
    (tmp_path / "b.yaml").write_text("ruleset: b\nextends: ./a.yaml\n")
    with pytest.raises(RulesetError, match="extends itself"):
        load([str(tmp_path / "a.yaml")])


def run(code: str, cache: Path) -> str:
    env = {"STACQC_CACHE_DIR": str(cache), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    return done.stdout


COUNT = """
import sys
from stacqc.rulesets.ruleset import choose
choice = choose([{own!r}])
print([(s.rule.name, str(s.severity), s.rule.info.summary) for s in choice.selected], choice.digest)
print([name for name in ("yaml", "pydantic", "importlib.metadata") if name in sys.modules])
"""


def test_second_load_reads_no_yaml(own: str, tmp_path: Path) -> None:
    code = COUNT.format(own=own)
    first, loaded = run(code, tmp_path / "cache").splitlines()
    assert "pydantic" in loaded
    assert run(code, tmp_path / "cache").splitlines() == [first, "[]"]
    assert "why" not in next((tmp_path / "cache" / "rulesets").iterdir()).read_text()


def test_cache_that_cannot_be_read_or_written_only_costs_time(own: str, tmp_path: Path) -> None:
    code = COUNT.format(own=own)
    expected = run(code, tmp_path / "cache").splitlines()[0]
    for file in (tmp_path / "cache").rglob("*.json"):
        file.write_bytes(b"\0broken")
    assert run(code, tmp_path / "cache").splitlines()[0] == expected
    (tmp_path / "file").write_text("")
    assert run(code, tmp_path / "file" / "below").splitlines()[0] == expected


def test_mistake_in_a_remembered_file_is_placed_all_the_same(own: str, tmp_path: Path) -> None:
    choose([own])
    Path(own).with_name("base.yml").write_text(BASE.replace("day: ", "dya: ").replace("(?&day)", "(?&dya)"))
    with pytest.raises(RulesetError) as caught:
        choose([own])
    assert (caught.value.line, caught.value.help) == (9, 'did you mean "dya"?')


def test_rules_of_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "site" / "their_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[stacqc.rules]\ntheirs = their_rules\n")
    module = 'from stacqc.rule import rule\n@rule("theirs", rulesets=("recommended",))\ndef theirs(document):\n    "S."\n'
    (tmp_path / "site" / "their_rules.py").write_text(module + "    return ()\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "from stacqc.rulesets.ruleset import choose\nprint('theirs' in {s.rule.name for s in choose().selected})"
    )
    assert run(code, tmp_path / "cache") == "True\n"
    assert run(code, tmp_path / "cache") == "True\n"


def test_broken_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "announced", lambda: ("theirs no_such_module_here",))
    with pytest.raises(RulesetError, match=r"entry point theirs \(no_such_module_here\) cannot be imported"):
        plugins.import_rules.__wrapped__()


def test_severity_off_is_kept_apart_from_unknown(own: str) -> None:
    assert load([own]).on["resting"] is Severity.OFF


def test_modules_of_one_ruleset_are_imported_with_it_alone(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom stacqc.rulesets.ruleset import choose\nfrom stacqc.rulesets import plugins\n"
        "spoken_for = ['engine', 'links', 'meant', 'misspelt', 'placeholders', 'summaries']\n"
        "plugins._modules = lambda: [*spoken_for, 'strict_never_there']\nchoose(['recommended'])\n"
        "try: choose(['strict'])\nexcept ModuleNotFoundError as error: print(error.name)"
    )
    assert run(code, tmp_path / "cache") == "stacqc.rules.strict_never_there\n"


def test_pgstac_goes_with_other_rulesets(tmp_path: Path) -> None:
    alone = {c.rule.name for c in choose(("pgstac",)).selected}
    others = {c.rule.name for c in choose(("isdeform",)).selected}
    assert {name for name in alone if name.startswith("pgstac-")} & others == set()
    assert {c.rule.name for c in choose(("isdeform", "pgstac")).selected} == alone | others
    file = tmp_path / "own.yaml"
    file.write_text("ruleset: own\nextends: [stacqc:isdeform, stacqc:pgstac]\nrules: {pgstac-null: off}\n")
    own = {c.rule.name for c in choose((str(file),)).selected}
    assert own == (alone | others) - {"pgstac-null"}


def test_an_error_says_the_same_in_another_process() -> None:
    error = RulesetError("There is no rule x", help="y", file="z", line=1, column=2, name="x")
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
