"""The shape of the argument of each check."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from stacqc.rulesets.model import LEFT_OUT, Model, OperandSpec, Texts, Yes

Number = StrictInt | StrictFloat
Count = Annotated[StrictInt, Field(ge=0)]
Scalar = StrictStr | StrictInt | StrictFloat | StrictBool | None
JsonType = Literal["integer", "number", "string", "boolean", "array", "object", "null"]
JsonTypes = Annotated[list[JsonType], Field(min_length=1)]
#: Conversions have a compiler of their own, as operands have.
AsSpec = Any
Agreeing = Annotated[dict[str, Any], Field(min_length=1)]


class Listed(Model):
    """Values, and whether letters count."""

    values: Annotated[list[Scalar], Field(min_length=1)]
    ignore_case: StrictBool = False


class Placeholders(Listed):
    """Values, also as parts of a text split at `tokens`."""

    tokens: StrictStr = LEFT_OUT


class Limits(Model):
    """Bounds, each may be left out or be an operand."""

    min: OperandSpec = None
    max: OperandSpec = None
    above: OperandSpec = None
    below: OperandSpec = None


class Sizes(Model):
    """Bounds of a count."""

    min: Count = LEFT_OUT
    max: Count = LEFT_OUT


class SortedBy(Model):
    """What elements are sorted by, and which of them."""

    by: StrictStr = LEFT_OUT
    where: dict[str, Any] = Field({})


class Order(Model):
    """Operands that rise."""

    of: Annotated[list[OperandSpec], Field(min_length=2)]
    strict: StrictBool = False


class EqualTo(Model):
    """What the value must equal, how it is converted before, and how near is near enough."""

    to: OperandSpec = None
    any: Annotated[list[OperandSpec], Field(min_length=1)] = LEFT_OUT
    as_: AsSpec = Field(None, alias="as")
    of: OperandSpec = None
    const: Any = None
    tolerance: Annotated[Number, Field(ge=0)] = LEFT_OUT
    relative: StrictBool = False


class Difference(Model):
    """How far it is from one operand to another."""

    from_: OperandSpec = Field(alias="from")
    to: OperandSpec
    unit: Literal["days", "hours", "seconds", "none"] = "days"
    between: tuple[Number | None, Number | None] = LEFT_OUT
    multiple_of: Annotated[Number, Field(gt=0)] = LEFT_OUT


class AllowedBy(Model):
    """A table of what another value allows."""

    by: OperandSpec
    allowed: dict[str, Any]


class Keys(Model):
    """What the names of members look like."""

    pattern: StrictStr = LEFT_OUT
    allowed: list[StrictStr] = LEFT_OUT
    forbidden: list[StrictStr] = LEFT_OUT


class Ignoring(Model):
    """Names that are left out."""

    ignore: list[StrictStr]


class Together(Model):
    """Operands that are unique taken together."""

    together: Annotated[list[OperandSpec], Field(min_length=1)]


class Complete(Model):
    """The values that a group must have."""

    of: OperandSpec
    values: Annotated[list[Scalar], Field(min_length=1)]


class Twins(Complete):
    """The values that each key must have."""

    key: Annotated[list[OperandSpec], Field(min_length=1)]


class Steps(Model):
    """What values rise with."""

    by: OperandSpec


#: The shape of the argument of each check and fold.
ARGUMENTS: dict[str, Any] = {
    "required": Yes,
    "absent": Yes,
    "replaced_by": StrictStr,
    "type": JsonType | JsonTypes | Annotated[dict[str, JsonType | JsonTypes], Field(min_length=1)],
    "enum": Annotated[list[Scalar], Field(min_length=1)] | Listed,
    "const": Scalar,
    "not_equal": OperandSpec,
    "forbidden_values": Annotated[list[Scalar], Field(min_length=1)] | Placeholders,
    "pattern": Texts,
    "forbidden_pattern": Texts,
    "matches": StrictStr,
    "contains": Scalar | list[Scalar],
    "not_contains": Scalar | list[Scalar],
    "format": StrictStr,
    "between": tuple[Number | StrictStr | None, Number | StrictStr | None] | Limits,
    "length": Count | tuple[Count | None, Count | None] | Sizes,
    "unique": Yes | StrictStr,
    "sorted": Yes | StrictStr | SortedBy,
    "equals": Scalar | EqualTo,
    "agree": Agreeing | Annotated[list[Agreeing], Field(min_length=1)],
    "order": Annotated[list[OperandSpec], Field(min_length=2)] | Order,
    "difference": Difference,
    "one_of_by": AllowedBy,
    "keys": Keys,
    "schema": dict[str, Any] | StrictBool,
    "same_type": Yes | Ignoring,
    "same_value": Yes,
    "same_keys": Yes | Ignoring,
    "unique_across": Yes | Literal["address"] | Together,
    "rising": Steps,
    "complete_set": Complete,
    "twin": Twins,
    "extent_covers": Annotated[list[Literal["bbox", "datetime"]], Field(min_length=1)],
    "summaries_match": Yes | Ignoring,
}
