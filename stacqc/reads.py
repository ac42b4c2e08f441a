"""What a check reads of an item, so that its outcome for the same values can be remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from stacqc.rulesets.selector import EVERY, Steps, parse

#: Where a value stands: in the properties, in any asset, at the top of the item, or in a text that a define
#: takes apart. Of the outline are names, types, extensions and the like: what `stacqc.aspects.outline` knows.
PROPERTY, ASSET, MEMBER, CAPTURE, OUTLINE = "property", "asset", "member", "capture", "outline"


class Read(NamedTuple):
    """A value that a check looks at."""

    where: str
    #: The name of the property, or of the member of the item or of its assets, or the key of the define.
    name: str
    #: What the define captures.
    group: str = ""


class Reads:
    """Notes what a check reads while it is compiled."""

    __slots__ = ("_is_known", "_noted")

    def __init__(self) -> None:
        self._noted: set[Read] = set()
        self._is_known = True

    def steps(self, steps: Steps) -> None:
        """Note a selector from the root of the document."""
        if not steps or steps[0] is EVERY or type(steps[0]) is not str:
            self.anything()
        elif steps[:2] == ("assets", EVERY) and len(steps) > 2 and type(steps[2]) is str:
            self._noted.add(Read(ASSET, steps[2]))
        elif steps[0] != "properties":
            self._noted.add(Read(MEMBER, steps[0]))
        elif len(steps) == 1 or type(steps[1]) is not str:
            self.anything()
        else:
            self._noted.add(Read(PROPERTY, steps[1]))

    def capture(self, key: str, group: str = "") -> None:
        """Note what a define captures, or whether it does."""
        self._noted.add(Read(CAPTURE, key, group))

    def outline(self) -> None:
        """Note the outline of the document."""
        self._noted.add(Read(OUTLINE, ""))

    def anything(self) -> None:
        """Note that it cannot be told what is read."""
        self._is_known = False

    def noted(self) -> frozenset[Read] | None:
        """Return all that is read, None where that cannot be told."""
        return frozenset(self._noted) if self._is_known else None


def reads_of(texts: Iterable[str]) -> frozenset[Read]:
    """Return what is written as `property`, `$.member`, `{ruleset.define.group}` or `{outline}`."""
    reads = Reads()
    for text in texts:
        if text == "{outline}":
            reads.outline()
        elif text.startswith("{"):
            key, _, group = text.strip("{}").rpartition(".")
            reads.capture(key, group)
        else:
            reads.steps(parse(text))
    noted = reads.noted()
    if noted is None:
        raise ValueError(f"cannot be told apart from the whole document: {', '.join(texts)}")
    return noted
