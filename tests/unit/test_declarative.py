"""Rule files: mistakes are placed and explained, and rules word and mend what they find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from stacqc.document import Document
from stacqc.findings import Edit, Problem
from stacqc.rule import Rule
from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import load

from .test_writing_rules import RULES, indented

HEAD = "ruleset: own\nrules:\n  one:\n    summary: s\n"


def write(folder: Path, text: str, name: str = "own.yaml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def rule(folder: Path, text: str, head: str = "ruleset: own\n") -> Rule:
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return load([write(folder, f"{head}rules:\n  one:\n    summary: s\n{lines}")]).rules["one"]


def problems(made: Rule, data: dict[str, Any], uri: str = "run/a.json") -> list[Problem]:
    document = Document(uri, orjson.dumps({"type": "Feature", **data}))
    assert made.check is not None
    return list(made.check(document)) if document.kind in made.info.kinds else []


@pytest.mark.parametrize(
    ("text", "place", "message", "help"),
    [
        ("rules: {}\n", (1, 1), "the file lacks ruleset", ""),
        ("ruleset: Own\n", (1, 10), 'ruleset is text ("Own"), it must be a name in lower case', ""),
        ("ruleset: own\nrules: {My rule: {}}\n", (2, 9), "My rule is no name that can stand here", ""),
        (
            "ruleset: own\nextends: [stacqc:strit]\n",
            (2, 11),
            "There is no ruleset stacqc:strit",
            'did you mean "strict"?',
        ),
        ("ruleset: own\nextends: [no.yaml]\n", (2, 11), "no.yaml: Cannot read the ruleset: No such file", ""),
        ("ruleset: own\nextends: [/etc/hostname]\n", (2, 11), "There is no ruleset /etc/hostname", ""),
        (
            "ruleset: own\nextends: [https://example.org/a.yaml]\n",
            (2, 11),
            "https://example.org/a.yaml is an address",
            "save the ruleset",
        ),
        (
            "ruleset: own\noptions:\n  o: {default: x, allowed: [a, b]}\n",
            (3, 16),
            '"x" is not a value of the option o',
            "allowed are a, b",
        ),
        (
            "ruleset: own\noptions: {season: {default: x}}\n"
            + HEAD.split("\n", 1)[1]
            + "    at: a\n    check: {equals: '{option.seson}'}\n",
            (7, 21),
            "There is no option seson",
            'did you mean "season"?',
        ),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    examples: {invalid: [{document: {}, expct: {}}]}\n",
            (7, 41),
            "expct is not known here",
            'did you mean "expect"?',
        ),
        (
            HEAD + "    at: a\n    check: {equals: {to: b, as: '%Y%Q'}}\n",
            (6, 33),
            "as: %Y%Q is not a form of times: %Q stands for nothing",
            "%Y %m",
        ),
        (
            HEAD + "    when: 'foo(a) = 3'\n    at: a\n    check: {const: 1}\n",
            (5, 11),
            "The condition can never hold: foo is no function",
            "casei",
        ),
        (
            HEAD + "    at: properties.a\n    check: {const: 1}\n",
            (5, 9),
            "properties.a would be one property of that name",
            "write $.properties.a",
        ),
        (
            HEAD + "    at: a\n    check: {required: no}\n",
            (6, 23),
            'rules.one.check.required is text ("no"), it must be true',
            "",
        ),
        (
            "define: {id: {at: $.id, pattern: '(?P<day>.*)'}}\n"
            + HEAD
            + "    at: a\n    check: {equals: id.day}\n",
            (7, 21),
            "id.day names a property, not what id captures",
            "write '{id.day}'",
        ),
        ("[]\n", (1, 1), "the file is an empty list, it must be names with values", ""),
        ("", (1, 1), "The file is empty", "ruleset: and its name"),
        ("ruleset: own\nrule: {}\n", (2, 1), "rule is not known here", 'did you mean "rules"?'),
        (HEAD + "    sevrity: error\n", (5, 5), "sevrity is not known here", 'did you mean "severity"?'),
        (
            HEAD + "    severity: fatal\n",
            (5, 15),
            'rules.one.severity is text ("fatal"), it must be error, warning, info or off',
            "",
        ),
        (HEAD + "    at: a\n", (3, 3), "The rule one has no check", "exactly one"),
        (HEAD + "    at: a\n    check: {}\n", (6, 5), "The rule one has no check", "exactly one"),
        (
            HEAD + "    at: a\n    check: {type: integer, enum: [1]}\n",
            (6, 5),
            "The rule one has 2 checks (type, enum)",
            "a second one is a second rule",
        ),
        (
            HEAD + "    at: a\n    check: {tpye: integer}\n",
            (6, 13),
            "There is no check tpye",
            'did you mean "type"?',
        ),
        (
            HEAD + "    at: a\n    check: {type: int}\n",
            (6, 19),
            'rules.one.check.type is text ("int"), it must be integer, number,',
            "",
        ),
        (
            HEAD + "    at: a\n    check:\n      enum: []\n",
            (7, 13),
            "rules.one.check.enum is an empty list, it must be a list of 1 or more",
            "",
        ),
        (
            HEAD + "    at: a\n    check:\n      between: {mn: 1}\n",
            (7, 17),
            "mn is not known here",
            'did you mean "min"?',
        ),
        (
            HEAD + "    at: a\n    check:\n      between: [1]\n",
            (7, 16),
            "rules.one.check.between needs 2 values and has 1",
            "",
        ),
        (
            HEAD + "    at: a\n    check: {pattern: '(a+)+'}\n",
            (6, 22),
            "(a+)+ may take forever",
            "let neighbours differ",
        ),
        (
            HEAD + "    at: $..a\n    check: {const: 1}\n",
            (5, 9),
            "$..a is not a selector",
            "there is no descent",
        ),
        (HEAD + "    check: {const: 1}\n", (3, 3), "const needs at:", "where it looks"),
        (
            HEAD + "    at: '{id.x}'\n    check: {const: 1}\n",
            (5, 9),
            "a define that does not exist",
            "stands above it",
        ),
        (HEAD + "    at: a\n    check: {equals: '{di.x}'}\n", (6, 21), "a define that does not exist", ""),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    message: '{no.x}'\n",
            (7, 14),
            "a define that does not exist",
            "",
        ),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    when: {type: Itm}\n",
            (7, 18),
            "Itm is no kind",
            '"Item"',
        ),
        (HEAD + "    at: a\n    check: {const: 1}\n    when: 'a = ('\n", (7, 11), "Not valid CQL2", ""),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    across: tree\n",
            (7, 13),
            "const looks at one document",
            "",
        ),
        (
            HEAD + "    at: a\n    check: {same_type: true}\n",
            (6, 24),
            "say across which",
            "tree, collection or",
        ),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    fix: {remove: true, map: {}}\n",
            (7, 10),
            "A fix is exactly one",
            "",
        ),
        (
            HEAD + "    at: a\n    check: {const: 1}\n    fix: {convert: intger}\n",
            (7, 10),
            "is not a conversion",
            "integer",
        ),
        (HEAD + "    where: {a: 1}\n    at: a\n    check: {const: 1}\n", (5, 12), "where: needs each:", ""),
        (
            HEAD + "    at: a\n    across: tree\n    check: {same_value: true}\n    message: '{id.x}'\n",
            (8, 14),
            "{id.x} cannot stand in the message",
            "{group}",
        ),
        ("ruleset: own\ndefine:\n  id: {at: $.id}\n", (3, 3), "A define has pattern (with at), path, or", ""),
        (
            "ruleset: own\ndefine:\n  id: {pattern: '(?&day)'}\n",
            (3, 17),
            "no piece of a pattern called day",
            "",
        ),
        ("ruleset: own\ndefine:\n  id: {table: {a: {b: 1}}}\n", (3, 3), "A table needs by:", ""),
        (
            "ruleset: own\nrules:\n  id-dupliate: warning\n",
            (3, 3),
            "There is no rule id-dupliate",
            '"id-duplicate"',
        ),
        (
            "ruleset: own\nrules:\n  id-duplicate: {summary: x}\n",
            (3, 3),
            "The rule id-duplicate has no check",
            "",
        ),
        (
            "ruleset: own\nrules:\n  id-duplicate: {summary: x, at: a, check: {const: 1}}\n",
            (3, 3),
            "There is a rule id-duplicate already, in recommended",
            "leave check out",
        ),
        ("ruleset: own\nextends: [nothing]\n", (2, 11), "There is no ruleset nothing", "known are"),
        ("ruleset: own\nextends: own.yaml\n", (2, 10), "The ruleset extends itself", ""),
    ],
)
def test_mistakes_are_placed(
    tmp_path: Path, text: str, place: tuple[int, int], message: str, help: str
) -> None:
    with pytest.raises(RulesetError) as caught:
        load([write(tmp_path, text)])
    assert (caught.value.line, caught.value.column) == place
    assert message in caught.value.message
    assert help in caught.value.help
    if place[0]:
        assert str(caught.value).startswith(f"{tmp_path / 'own.yaml'}:{place[0]}:{place[1]}: ")


AT = HEAD + "    at: a\n"
AGREE = "    check:\n      agree:\n        b: c\n        '{x.y}':\n          - d\n"


@pytest.mark.parametrize(("text", "place", "message", "help"), [
    (HEAD + "    at:\n    check: {const: 1}\n", (5, 8), "rules.one.at is null, it must be text or a list", "behind the colon"),
    (HEAD + "    at: {id.a}\n    check: {const: 1}\n", (5, 9), "at is an object", "put a text with braces in quotes: '{id.a}'"),
    (AT + "    check: {equals: {id.a}}\n", (6, 22), "id.a is not known here", "a text with braces or a comma stands in quotes"),
    (AT + "    check: {equals: {tolerance: 1}}\n", (6, 21), "equals wants to: or any:", "the operand"),
    (AT + "    check: {equals: {to: b, tolerance: -1}}\n", (6, 40), "tolerance is -1, it must be at least 0", ""),
    (AT + "    check: {equals: '{id.a'}\n", (6, 21), "{id.a has a brace without its other half", "write '{define.group}'"),
    (AT + "    check: {length: -1}\n", (6, 21), "length is -1, it must be at least 0", ""),
    (AT + "    check: {between: [1, 2, 3]}\n", (6, 22), "between is a list of 3, it must be a list of 2 at most", ""),
    (HEAD + "    check: {order: [a]}\n", (5, 20), "order is a list of 1, it must be a list of 2 or more", ""),
    (HEAD + "    check: {agree: {}}\n", (5, 20), "agree is empty, it must be names with values", ""),
    (AT + "    check: {pattern: '[[:digit:]]'}\n", (6, 22), "is not a clear regular expression: Possible nested set", "[:digit:]"),
    (AT + "    check: {const: 1}\n    fix: {convert: type}\n", (7, 11), "convert: type is for the check type", "integer, number"),
    (AT + "    check: {const: 1}\n    examples: {invalid: [{document: {}, expect: {pat: $.a}}]}\n", (7, 50), "pat is not known", '"path"'),
    ("ruleset: own\nrules:\n  one_rule: {}\n", (3, 3), "one_rule is no name that can stand here", "write one-rule"),
    ("ruleset: own\npatterns: {day: '('}\n", (2, 17), "( is not a regular expression", ""),
    ("ruleset: own\npatterns: {a: '(?&b)', b: '(?&a)'}\n", (2, 12), "refers to itself or is too large", ""),
    (HEAD + "    at: /properties/a\n    check: {const: 1}\n", (5, 9), "is a JSON Pointer", "write $.a.b for /a/b"),
    (AT + "    check:\n      pattern:\n        - a\n        - '('\n", (9, 11), "( is not a regular expression", ""),
    (AT + "    check:\n      equals:\n        to: b\n        as:\n          - uper\n", (10, 13), "as: uper is not a conversion", '"upper"'),
    (HEAD + AGREE, (8, 9), "a define that does not exist", ""),
    (AT + "    check:\n      between:\n        min: 1\n        max: '{option.mot}'\n", (9, 14), "There is no option mot", ""),
    (AT + "    check: {const: 1}\n    when: {not: [b]}\n", (7, 11), '["b"] is no condition', "names with values"),
    (AT + "    check: {const: 1}\n    when: {has: 5}\n", (7, 12), "has: is 5, it must be text or a list of texts", ""),
    (AT + "    check: {const: 1}\n    when: {has: '$.links[*]'}\n", (7, 17), "$.links[*] chooses several values", ""),
    (AT + "    check: {const: 1}\n    when: {type: {not: Item}}\n", (7, 12), 'type: is {"not": "Item"}, it must be', ""),
    (AT + "    check: {const: 1}\n    when: {b: {present: no}}\n", (7, 16), 'present: is text ("no"), it must be true or false', ""),
    ("define: {id: {pattern: a}}\n" + AT + "    check: {const: 1}\n    when: {id: no}\n", (8, 12), 'id: is text ("no"), it must be', ""),
    (HEAD + "    at: '@.b'\n    check: {const: 1}\n", (5, 9), "@.b needs each:", "the element that each: chose"),
    (HEAD + "    at: []\n    check: {const: 1}\n", (5, 9), "at is an empty list, it must be text or a list of 1 or more", ""),
    (HEAD + "    each: '@.b'\n    check: {const: 1}\n", (5, 11), "each: chooses elements of the document", "$.assets.*"),
    (AT + "    check: {type: []}\n", (6, 19), "check.type is an empty list, it must be", ""),
    (AT + "    check: {equals: {any: []}}\n", (6, 27), "equals.any is an empty list, it must be a list of 1 or more", ""),
    (AT + "    check: {keys: {pattern: }}\n", (6, 29), "keys.pattern is null, it must be text", "behind the colon"),
    (AT + "    check: {length: {min: null}}\n", (6, 27), "length.min is null, it must be a whole number", "behind the colon"),
    (HEAD + "    check: {difference: {from: a, to: b, between: [5, 1]}}\n", (5, 25), "Nothing lies between 5 and 1", "smaller"),
    (AT + "    check: {between: {}}\n", (6, 22), "There is no limit, so that nothing is checked", "null for none"),
    (AT + "    check: {between: [null, null]}\n", (6, 22), "There is no limit", ""),
    (AT + "    check: {length: {}}\n", (6, 21), "There is no limit", ""),
    (HEAD + "    each: assets\n    at: href\n    check: {const: 1}\n", (5, 11), "assets would be a property", "write $.assets.*"),
    (HEAD + "    each: links\n    where: {rel: a}\n    check: {const: 1}\n", (5, 11), "links would be", "write $.links[*]"),
    (AT + "    check: {const: 1}\n    when: {not: {}}\n", (7, 12), "not: has a condition without content: it holds never", ""),
    (AT + "    check: {const: 1}\n    when: {any: []}\n", (7, 12), "any: has a condition without content: it holds never", ""),
    (AT + "    check: {const: 1}\n    when: {any: [{b: 1}, {}]}\n", (7, 12), "it holds always", ""),
    (AT + "    check: {const: 1}\n    when: {extention: sar}\n", (7, 12), "extention is no word", "is $.properties.extention"),
    (AT + "    check: {const: 1}\n    when: {not: {Lacks: b}}\n", (7, 18), "Lacks is no word of a condition", '"lacks"'),
    (AT + "    check: {const: 1}\n    when: {kind: [Item, Catalog]}\n", (7, 12), "kind is no word of a condition", '"type"'),
    ("define: {id_: {pattern: a}}\n" + AT + "    check: {const: 1}\n    when: {id_s.form: a}\n", (8, 12), "id_s.form is no", '"id_.form"'),
    (AT + "    check: {const: 1}\n    when: {any: [{opton.layout: a}]}\n", (7, 19), "opton.layout is no word", '"option.layout"'),
    (AT + "    check: {const: 1}\n    told_by: [{where: document}]\n", (7, 15), "rules.one.told_by.0 lacks rule", ""),
])  # fmt: skip
def test_mistakes_are_placed_where_they_stand(
    tmp_path: Path, text: str, place: tuple[int, int], message: str, help: str
) -> None:
    test_mistakes_are_placed(tmp_path, text, place, message, help)


def test_what_may_be_meant_is_left(tmp_path: Path) -> None:
    made = rule(
        tmp_path, "when: {$.properties.extention: x, types: [a], oder: b, o.p: q}\nat: a\ncheck: {const: 1}"
    )
    data = {"extention": "x", "types": "a", "oder": "b", "o.p": "q", "a": 2}
    assert len(problems(made, {"properties": data})) == 1


def test_one_message_stands_once_at_a_place(tmp_path: Path) -> None:
    text = "at: $.id\ncheck: {schema: {minLength: 3, pattern: '^b'}}"
    assert len(problems(rule(tmp_path, text), {"id": "a"})) == 2
    assert len(problems(rule(tmp_path, f"{text}\nmessage: it is odd"), {"id": "a"})) == 1


def test_braces_that_name_nothing_stay(tmp_path: Path) -> None:
    made = rule(
        tmp_path, "at: a\ncheck: {const: 1}\nmessage: '{value} is not [0-9]{3} {} { x } {path} {$.id} {b}'"
    )
    (problem,) = problems(made, {"id": "i", "properties": {"a": {"{b}": 2}, "b": 5}})
    assert problem.message == '{"{b}": 2} is not [0-9]{3} {} { x } $.properties.a i 5'


def test_message_shows_control_characters_escaped(tmp_path: Path) -> None:
    made = rule(tmp_path, "at: a\ncheck: {const: 1}\nmessage: 'The id {id} with {b} and {c}'")
    (problem,) = problems(made, {"id": "x\x1b[31m", "properties": {"a": 2, "b": "y" * 9999}})
    assert problem.message.isprintable()
    assert len(problem.message) < 200
    assert problem.message.endswith("and ?")


@pytest.mark.parametrize(
    ("text", "data", "edits"),
    [
        (
            "at: a\ncheck: {type: integer}\nfix: {convert: type}",
            {"a": "22"},
            [Edit("replace", ("properties", "a"), 22)],
        ),
        ("at: a\ncheck: {type: integer}\nfix: {convert: type}", {"a": "22 m"}, None),
        (
            "at: a\ncheck: {type: array}\nfix: {convert: type}",
            {"a": "VV"},
            [Edit("replace", ("properties", "a"), ["VV"])],
        ),
        (
            "at: a\ncheck: {type: array}\nfix: {convert: type}",
            {"a": "1 2.5"},
            [Edit("replace", ("properties", "a"), [1, 2.5])],
        ),
        (
            "at: a\ncheck: {type: string}\nfix: {convert: type}",
            {"a": 5},
            [Edit("replace", ("properties", "a"), "5")],
        ),
        (
            "at: a\ncheck: {const: x}\nfix: {convert: lower}",
            {"a": "Y"},
            [Edit("replace", ("properties", "a"), "y")],
        ),
        ("at: a\ncheck: {const: x}\nfix: {convert: lower}", {"a": "y"}, None),
        (
            "at: a\ncheck: {replaced_by: b}\nfix: {rename: b}",
            {"a": 1},
            [Edit("rename", ("properties", "a"), "b")],
        ),
        (
            "at: a\ncheck: {replaced_by: b}\nfix: {rename: b}",
            {"a": 1, "b": 1},
            [Edit("remove", ("properties", "a"))],
        ),
        ("at: a\ncheck: {replaced_by: b}\nfix: {rename: b}", {"a": 1, "b": 2}, None),
        (
            "at: a\ncheck: {const: x}\nfix: {replace: '{b}/{value}'}",
            {"a": 1, "b": "c"},
            [Edit("replace", ("properties", "a"), "c/1")],
        ),
        ("at: a\ncheck: {const: x}\nfix: {replace: '{b}/'}", {"a": 1}, None),
        (
            "at: a\ncheck: {equals: b}\nfix: {replace: '{expected}'}",
            {"a": 1, "b": 2},
            [Edit("replace", ("properties", "a"), 2)],
        ),
        (
            "at: a\ncheck: {const: x}\nfix: {map: {y: x}}",
            {"a": "y"},
            [Edit("replace", ("properties", "a"), "x")],
        ),
        ("at: a\ncheck: {const: x}\nfix: {map: {y: x}}", {"a": "z"}, None),
        ("at: a\ncheck: {absent: true}\nfix: {remove: true, if_equal: b}", {"a": 1, "b": 2}, None),
        (
            "at: a\ncheck: {required: true}\nfix: {set: {a: '{b}', $.title: t}}",
            {"b": 5},
            [Edit("replace", ("properties", "a"), "5"), Edit("replace", ("title",), "t")],
        ),
    ],
)
def test_fixes(tmp_path: Path, text: str, data: dict[str, Any], edits: list[Edit] | None) -> None:
    (problem,) = problems(rule(tmp_path, text), {"properties": data})
    assert (problem.fix and list(problem.fix.edits)) == edits


def test_a_table_that_knows_the_value_says_what_to_write(tmp_path: Path) -> None:
    made = rule(tmp_path, "at: a\ncheck: {const: x}\nfix: {map: {y: x}}\nhelp: look it up")
    assert [problems(made, {"properties": {"a": a}})[0].help for a in "yz"] == ["write x", "look it up"]


def test_fix_says_whether_it_is_safe(tmp_path: Path) -> None:
    made = rule(
        tmp_path, "at: a\ncheck: {absent: true}\nfix: {remove: true, safe: false, title: Away with it}"
    )
    (problem,) = problems(made, {"properties": {"a": 1}})
    assert problem.fix is not None
    assert (problem.fix.safe, problem.fix.title) == (False, "Away with it")
    assert made.info.fix == "Away with it"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("at: a\ncheck: {const: 1}", {"Item"}),
        ("at: $.bbox\ncheck: {const: 1}", {"Item"}),
        ("at: $.assets.*\ncheck: {const: 1}", {"Item", "Collection"}),
        ("at: $.id\ncheck: {const: 1}", {"Item", "Collection", "Catalog"}),
        ("at: [$.id, a]\ncheck: {const: 1}", {"Item", "Collection", "Catalog"}),
        ("each: $.links[*]\nat: rel\ncheck: {const: 1}", {"Item", "Collection", "Catalog"}),
        ("when: {type: Catalog}\nat: a\ncheck: {const: 1}", {"Catalog"}),
        ("check: {summaries_match: true}", {"Item", "Collection"}),
    ],
)
def test_kinds_follow_from_where_it_looks(tmp_path: Path, text: str, kinds: set[str]) -> None:
    assert rule(tmp_path, text).info.kinds == kinds


DEFINES = """ruleset: own
patterns: {date: '[0-9]{8}'}
define:
  id:
    at: [$.id, $.title]
    pattern: {pair: '(?P<a>(?&date))_(?P<b>(?&date))', single: '(?P<a>(?&date))'}
  file: {path: '(?P<run>[^/]+)/(?P<stem>[^/]+)[.]json'}
  scene: {at: scenes, pattern: 'S1(?P<sat>[A-D])_(?P<day>[0-9]{8})', every: true}
  table: {by: '{id.form}', table: {pair: {title: Two}}}
"""


@pytest.mark.parametrize(
    ("reference", "data", "value"),
    [
        ("{id.a}", {"id": "20240105_20240117"}, "20240105"),
        ("{id.form}", {"id": "20240105"}, "single"),
        ("{id.b}", {"id": "20240105"}, None),
        ("{id.a}", {"id": "other"}, None),
        ("{id.a}", {"id": 5, "title": "20240105"}, "20240105"),
        ("{file.run}-{file.stem}", {}, "run-a"),
        ("{scene.sat}", {"properties": {"scenes": "S1A_20240105 S1A_20240117"}}, "A"),
        ("{scene.day}", {"properties": {"scenes": "S1A_20240105 S1A_20240117"}}, ["20240105", "20240117"]),
        ("{table.title}", {"id": "20240105_20240117"}, "Two"),
        ("{table.title}", {"id": "20240105"}, None),
    ],
)
def test_captures(tmp_path: Path, reference: str, data: dict[str, Any], value: Any) -> None:
    made = rule(tmp_path, f"at: '{reference}'\ncheck: {{absent: true}}\nmessage: '{{value}}'", DEFINES)
    found = [p.message for p in problems(made, data)]
    assert found == ([] if value is None else [json.dumps(value)])


def test_capture_lies_where_it_was_read(tmp_path: Path) -> None:
    made = rule(tmp_path, "at: '{scene.day}'\ncheck: {format: date-basic}", DEFINES)
    (problem,) = problems(made, {"properties": {"scenes": "S1A_20241305"}})
    assert problem.path == ("properties", "scenes")


def test_address_ends_at_a_slash_or_starts_with_the_pattern(tmp_path: Path) -> None:
    made = rule(tmp_path, "when: {file: false}\nat: $.id\ncheck: {absent: true}", DEFINES)
    assert problems(made, {"id": "x"}, "a.json")
    for uri in (
        "run/a.json",
        "/long/way/run/a.json",
        "s3://bucket/run/a.json?version=1",
        "c:\\x\\run\\a.json",
    ):
        assert problems(made, {"id": "x"}, uri) == []


def test_python_rules_share_captures(tmp_path: Path) -> None:
    from stacqc.rulesets.captures import captured

    load([write(tmp_path, DEFINES.replace("own", "shared"))])
    document = Document("run/a.json", b'{"type": "Feature", "id": "20240105"}')
    assert captured(document, "shared.id") == {"form": "single", "a": "20240105"}
    assert captured(Document("x.json", b"{}"), "shared.id") is None


def test_hostile_documents_pass_every_check(tmp_path: Path) -> None:
    loaded = load([write(tmp_path, "ruleset: page\nrules:\n" + "".join(map(indented, RULES)))])
    assert len(loaded.rules) > len(RULES) > 20
    hostile: list[Any] = [
        {}, {"id": [], "properties": [], "links": {}, "assets": []}, {"properties": {"sar:polarizations": "VV"}},
        {"links": [1, None, [], {"rel": []}], "assets": {"a": None}, "stac_extensions": [1, None]},
        {"properties": {n: [{}] for n in ("created", "updated", "near", "far", "wavelength", "first", "unit", "product")}},
    ]  # fmt: skip
    for name, made in loaded.rules.items():
        if "page" in made.info.rulesets and made.check is not None:
            for data in hostile:
                for kind in ("Feature", "Collection", "Catalog"):
                    found = list(made.check(Document("a.json", orjson.dumps({**data, "type": kind}))))
                    assert all(p.message for p in found), name


@pytest.mark.parametrize(
    ("check", "wrong", "message"),
    [
        ("{equals: '{option.season}'}", "winter", 'a is "winter", it must be "spring"'),
        ("{equals: '{option.season}_{b}'}", "spring", 'a is "spring", it must be "spring_x"'),
        ("{order: ['{option.since}', a]}", "2019-01-01", "2020-01-01"),
        ("{between: {min: '{option.since}'}}", "2019-01-01", "2020-01-01"),
        ("{const: '{option.season}'}", "winter", "spring"),
    ],
)
def test_an_option_of_text_is_a_value_and_no_property(
    tmp_path: Path, check: str, wrong: str, message: str
) -> None:
    head = "ruleset: own\noptions: {season: {default: spring}, since: {default: '2020-01-01'}}\n"
    made = rule(tmp_path, f"at: a\ncheck: {check}", head)
    (found,) = problems(made, {"properties": {"a": wrong, "b": "x", "spring": wrong}})
    assert message in found.message


def test_a_rule_of_ones_own_is_of_no_version_of_stacqc(tmp_path: Path) -> None:
    assert rule(tmp_path, "at: a\ncheck: {const: 1}").info.since == ""
    assert rule(tmp_path, "at: a\ncheck: {const: 1}\nsince: '2.1'").info.since == "2.1"


DEFINE = "ruleset: own\ndefine:\n  id:\n    at: $.id\n    pattern: "


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("'S_(?P<year>20[0-9]{2})\\.(?P<tile>T(?:[A-Z]|[)]))'", "write it as S_{year}.{tile}"),
        ("['(?P<a>x)', '(?P<b>y(\\)|z))?']", "write it as {a} or {b}?"),
        ("[a, b, c, d]", ""),
    ],
)
def test_a_text_without_the_form_of_a_define_is_told_the_form(
    tmp_path: Path, pattern: str, form: str
) -> None:
    made = rule(tmp_path, "check: {matches: id}", f"{DEFINE}{pattern}\n")
    (found,) = problems(made, {"id": "-"})
    assert found.help == form


def test_what_is_compared_is_told_and_written_as_it_should_be(tmp_path: Path) -> None:
    head = f"{DEFINE}'(?P<quarter>[0-9])_(?P<day>.+)'\n"
    made = rule(tmp_path, "at: quarter\ncheck: {equals: '{id.quarter}'}\nfix: {replace: '{expected}'}", head)
    (found,) = problems(made, {"id": "2_x", "properties": {"quarter": 3}})
    assert found.message == "quarter is 3, id.quarter says 2"
    assert found.fix is not None
    assert found.fix.edits == (Edit("replace", ("properties", "quarter"), 2),)
    made = rule(tmp_path, "at: start\ncheck: {equals: {to: '{id.day}-01', as: date}}", head)
    (found,) = problems(made, {"id": "2_2024-04", "properties": {"start": "2024-03-01T00:00:00Z"}})
    assert found.message == 'start is "2024-03-01T00:00:00Z", of which "2024-03-01" must be "2024-04-01"'
