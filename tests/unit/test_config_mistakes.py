"""What is wrong in a configuration file is said with its line, and with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacqc.engine.planning import plan_of
from stacqc.rulesets.error import RulesetError
from stacqc.settings.config import ConfigError, find, read
from stacqc.settings.toml_lines import line_of

TEXT = """\
# ruleset = 1
ruleset = ["strict"]
fail-on = "error" # [diff]
[per-file."old/[a]**"]
ignore = ["x"]
[ diff . hrefs ]
'a.b' = "c"
"d\\\\\"e" = "f"
[diff]
collections = { x = "y" }
"""


@pytest.mark.parametrize(("path", "line"), [
    (("ruleset",), 2),
    (("ruleset", 0), 2),
    (("fail-on",), 3),
    (("per-file", "old/[a]**", "ignore", 0), 5),
    (("diff", "hrefs", "a.b"), 7),
    (("diff", "hrefs", "gone"), 6),
    (("diff", "collections", "x"), 10),
    (("gone",), 0),
])  # fmt: skip
def test_the_line_of_a_setting_is_found(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(("text", "said"), [
    ("x = 1\n", "1: x is no setting; allowed are extend, "),
    ('\nrulset = ["strict"]\n', "2: rulset is no setting; did you mean ruleset?"),
    ('[severity]\nschema = "warn"\n', '2: severity.schema is text ("warn"), it must be off, info, warning or error'),
    ('[hrefs]\nmax = 5\nignore = ["schema"]\n', "3: hrefs.ignore is no setting: write ignore above the first of the"),
    ('ruleset = ["strict"\nignore = []\n', "2: not valid TOML: unclosed array"),
    ('ruleset = [strict]\n', "1: not valid TOML: invalid value: put text in quotes; true and false are in lower"),
    ('[tool.stacqc]\nruleset = ["strict"]\n', "1: tool is no setting: outside pyproject.toml, settings stand without"),
    ('[per-file]\n"a/*" = ["x"]\n', '2: per-file.a/* is a list, it must be names with values, as in {{ ignore = ["rule"] }}'),
    ('ruleset = ["a\\u0000b.yaml"]\n', '1: ruleset.0 is text ("a\\u0000b.yaml"), it must be a path, without \\u0000'),
    ('schema-map = { x = "\\u0000" }\n', "1: schema-map.x is text"),
    ('extend = "\\u0000"\n', "1: extend is text"),
    ("jobs = 1025\n", "1: jobs is 1025, it must be auto or at most 1024"),
    ("\n" + "a." * 400 + "b = 1\n", "2: has a name of more than 300 parts"),
    ("[" + '"a".' * 400 + "b]\n", "1: has a name of more than 300 parts"),
    ('jobs = 0\nfail-on = "x"\n', "1: jobs is 0, it must be auto or at least 1\n{file}:2: fail-on is"),
])  # fmt: skip
def test_a_mistake_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}:{said.format(file=file)}")


@pytest.mark.parametrize(("text", "said"), [
    ("options = " + "[" * 100_000, "is nested too deeply to be read"),
    ("options.a = " + "{a=" * 100_000, "is nested too deeply to be read"),
    ("jobs = " + "9" * 5000, "has a whole number of too many digits"),
])  # fmt: skip
def test_what_python_cannot_read_is_said(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert str(caught.value) == f"{file}: {said}"


def test_many_mistakes_are_not_all_told(tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text("".join(f"k{n} = 1\n" for n in range(1000)))
    with pytest.raises(ConfigError) as caught:
        read(file)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert (lines[1][-20:], lines[-1]) == (lines[0][-20:], "and more")


def test_dots_in_texts_make_no_long_name(tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text(f'ignore = [\'{"a." * 400}\', "{"b." * 400}\\"."]\n')
    assert len(read(file).ignore) == 2


def test_a_file_that_is_missing_is_told_with_who_extends_it(tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text('extend = "base.toml"\n')
    with pytest.raises(ConfigError, match=r"stacqc\.toml extends") as caught:
        read(file)
    assert caught.value.file == tmp_path / "base.toml"


@pytest.mark.parametrize(("head", "is_ours"), [
    ("[tool.stacqc]", True),
    (" [ tool . 'stacqc' ]", True),
    ("[tool.stacqc.diff]", True),
    ("# [tool.stacqc]", False),
    ("[tool.stacqc-other]", False),
])  # fmt: skip
def test_a_project_file_is_known_by_its_table(head: str, is_ours: bool, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "stacqc.toml").write_text("")
    (tmp_path / "below" / "pyproject.toml").write_text(f"a = 1\n{head}\n")
    found = find(tmp_path / "below")
    assert found is not None
    assert found.name == ("pyproject.toml" if is_ours else "stacqc.toml")


@pytest.mark.parametrize(("text", "said"), [
    ('ruleset = ["isdeform"]\nignore = [\n  "schema",\n  "id-gramar",\n]\n', "4:3: There is no rule id-gramar"),
    ('ruleset = ["isdeform"]\n[severity]\nnul-sentinel = "off"\n', "3:1: There is no rule nul-sentinel"),
    ("ruleset = ['isdefrom']\n", "1:12: There is no ruleset isdefrom"),
    ('ruleset = ["isdeform"]\n[options]\nlayuot = "live"\n', "3:1: No loaded ruleset has an option layuot"),
    ('ruleset = ["isdeform"]\n[options]\nlayout = "alive"\n', '3:1: "alive" is not a value of the option layout'),
    ('select = ["tag:geo"]\n', "1:11: No rule fits tag:geo"),
])  # fmt: skip
def test_what_names_nothing_is_said_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text(text)
    with pytest.raises(RulesetError) as caught:
        plan_of(read(file))
    assert str(caught.value).startswith(f"{file}:{said}")


def test_a_name_given_elsewhere_has_no_place_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "stacqc.toml"
    file.write_text('ignore = ["schema"]\n')
    with pytest.raises(RulesetError, match=r"^There is no rule shema"):
        plan_of(read(file), only=["shema"])


def test_lines_are_those_of_the_whole_project_file(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.other]\nrulset = 1\n[tool.stacqc]\nrulset = 1\n")
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert caught.value.line == 4
