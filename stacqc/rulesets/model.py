"""The shape of a rule file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$", max_length=60)]
SeverityName = Literal["error", "warning", "info", "off"]
#: A selector that begins at the top of a document, so that no misspelt word is taken for a property.
Place = Annotated[str, Field(pattern=r"^\$")]
Texts = StrictStr | list[StrictStr]
#: Where a rule looks: at one place at least.
Places = StrictStr | Annotated[list[StrictStr], Field(min_length=1)]
Yes = Literal[True]
#: Operands have a compiler of their own, which explains what is wrong in them.
OperandSpec = Any
#: What a part is that may be left out, but not stand there without a value.
LEFT_OUT: Any = None


class Model(BaseModel):
    """A part of a rule file: no unknown names, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Option(Model):
    """A setting of a ruleset that a configuration may change."""

    default: Any
    allowed: list[Any] = LEFT_OUT
    help: StrictStr = ""


class Define(Model):
    """A named pattern, or a look-up in a table."""

    at: Places = LEFT_OUT
    pattern: StrictStr | list[StrictStr] | dict[Identifier, StrictStr] = LEFT_OUT
    every: StrictBool = False
    path: StrictStr | list[StrictStr] | dict[Identifier, StrictStr] = LEFT_OUT
    by: OperandSpec = None
    table: dict[str, dict[Identifier, Any]] = LEFT_OUT


class FixSpec(Model):
    """How a finding is mended."""

    convert: StrictStr = LEFT_OUT
    rename: StrictStr = LEFT_OUT
    replace: Any = None
    map: dict[str, Any] = LEFT_OUT
    remove: Yes = LEFT_OUT
    set: dict[str, Any] = LEFT_OUT
    if_equal: OperandSpec = None
    safe: StrictBool = True
    title: StrictStr = ""


class Across(Model):
    """Which documents a fold holds together."""

    by: list[OperandSpec] | StrictStr


class ExampleSets(Model):
    """Documents that keep and that break a rule."""

    valid: list[Any] = []
    invalid: list[Any] = []


class ToldBySpec(Model):
    """Rules that speak for another one."""

    rule: Name | list[Name]
    where: Literal["here", "document"] | Place | list[Place] = "here"
    when: dict[str, Any] | StrictStr = LEFT_OUT
    advice: Literal["instead", "also", "none"] = "instead"


class RuleSpec(Model):
    """One rule."""

    summary: StrictStr = LEFT_OUT
    why: StrictStr = ""
    severity: SeverityName = "error"
    when: dict[str, Any] | StrictStr = LEFT_OUT
    each: StrictStr = LEFT_OUT
    where: dict[str, Any] = LEFT_OUT
    at: Places = LEFT_OUT
    across: Literal["tree", "collection"] | Across = LEFT_OUT
    check: dict[str, Any] = LEFT_OUT
    message: StrictStr = ""
    help: StrictStr = ""
    fix: FixSpec = LEFT_OUT
    told_by: Name | ToldBySpec | list[Name | ToldBySpec] = []
    tags: list[Name] = []
    docs: StrictStr = ""
    since: StrictStr = ""
    preview: StrictBool = False
    aliases: list[Name] = []
    examples: ExampleSets = ExampleSets()


class RulesetSpec(Model):
    """A rule file."""

    ruleset: Name
    summary: StrictStr = ""
    docs: StrictStr = ""
    extends: Texts = []
    options: dict[Identifier, Option] = {}
    patterns: dict[Identifier, StrictStr] = {}
    define: dict[Identifier, Define] = {}
    rules: dict[Name, RuleSpec | SeverityName] = {}
