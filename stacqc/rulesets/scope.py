"""What the parts of a rule may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stacqc.reads import Reads
from stacqc.rulesets.captures import Define


class Scope:
    """What the parts of a rule may refer to; `each` when it looks at elements, so that `@` means something.

    `reads` notes what the parts refer to.
    """

    __slots__ = ("defines", "each", "options", "pieces", "reads")

    def __init__(
        self,
        defines: Mapping[str, Define] = {},
        pieces: Mapping[str, str] = {},
        each: bool = False,
        options: Mapping[str, Any] = {},
    ) -> None:
        self.defines = defines
        self.options = options
        self.pieces = pieces
        self.each = each
        self.reads = Reads()

    def aside(self) -> Scope:
        """Return a scope for parts that do not decide whether there is a fault."""
        return Scope(self.defines, self.pieces, self.each, self.options)
