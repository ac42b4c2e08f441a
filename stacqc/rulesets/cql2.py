"""Conditions in CQL2, the filter language of STAC searches, by the optional library `cql2`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from stacqc.document import Document
from stacqc.rulesets.error import BadValue

if TYPE_CHECKING:
    from cql2 import Expr

#: The operators and functions that are worked out, beside those on times and arrays (t_after, a_contains).
_KNOWN = frozenset(
    "and or not = <> < <= > >= between like in isNull + - * / % ^ div casei accenti".split()  # noqa: SIM905
)


def predicate(text: str) -> Callable[[Document], bool]:
    """Compile a condition; it holds where it is true and not where a property it names is missing."""
    expression = _parsed(text)
    key = f"cql2 {text}"

    def holds(document: Document) -> bool:
        memo = document.memo
        if key not in memo:
            memo[key] = _evaluate(expression, document)
        return bool(memo[key])

    return holds


def _parsed(text: str) -> Expr:
    """Return a condition whose operators are all worked out by the library; raises BadValue."""
    try:
        from cql2 import Expr
    except ImportError:
        raise BadValue(
            "This condition is CQL2 text, and the library for it is not installed",
            "pip install 'stacqc[cql2]', or write the condition as a mapping",
        ) from None
    try:
        expression = Expr(text)
    except Exception as error:  # the library raises nothing narrower
        raise BadValue(f"Not valid CQL2:\n{error}") from None
    for name in _operators(expression.to_json()):
        if name not in _KNOWN and not name.startswith(("t_", "a_")):
            raise BadValue(
                f"The condition can never hold: {name} is no function that is known here",
                "there are casei, accenti, t_… on times and a_… on arrays; geometries are not looked at",
            )
    return expression


def _operators(part: Any) -> Iterator[str]:
    """Yield the names of operators and functions in a condition, as CQL2 writes it in JSON."""
    if type(part) is dict:
        if type(part.get("op")) is str:
            yield part["op"]
        for inner in part.values():
            yield from _operators(inner)
    elif type(part) is list:
        for inner in part:
            yield from _operators(inner)


def _evaluate(expression: Expr, document: Document) -> bool:
    data = document.data
    known = {"id": data.get("id"), "collection": data.get("collection"), "properties": document.properties}
    try:
        return bool(expression.matches(known))
    except Exception:  # a missing property or another type is raised as bare Exception
        return False
