"""What to make: how much, from which seed, in which layout and with which defects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stacqc.sample.defect import kinds
from stacqc.sample.layout import LAYOUTS
from stacqc.sample.shape import run_sizes


@dataclass(frozen=True)
class Options:
    """What to make; equal options give equal bytes.

    `defects` maps the name of a kind to a rate (a float, 0 to 1, of the documents it fits) or to an
    exact count (an int). With `database` there are also the rows that a database would have.
    """

    items: int = 14
    seed: int = 1
    runs: int | None = None
    layout: str = "live"
    defects: Mapping[str, float | int] = field(default_factory=dict)
    faithful: bool = False
    overlap: bool = False
    canonical: bool = False
    compact: bool = False
    database: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        run_sizes(self.items, self.runs)
        if self.layout not in LAYOUTS:
            raise ValueError(f"{self.layout} is no layout: choose {' or '.join(LAYOUTS)}")
        for name, amount in self.defects.items():
            self._check_defect(name, amount)

    def _check_defect(self, name: str, amount: float | int) -> None:
        kind = kinds().get(name)
        if kind is None:
            from difflib import get_close_matches

            near = get_close_matches(name, kinds(), n=1)
            raise ValueError(
                f"{name} is no kind of defect"
                + (f": did you mean {near[0]}?" if near else ": stacqc sample --list-defects names them")
            )
        if self.layout not in kind.layouts:
            raise ValueError(f"{name} is no defect of the {self.layout} layout")
        if kind.on == "row" and not self.database:
            raise ValueError(f"{name} is a defect of database rows, and no database was asked for")
        if amount < 0 or (isinstance(amount, float) and amount > 1):
            raise ValueError(f"{name}: {amount} is neither a rate from 0.0 to 1.0 nor a count")


def parse_amount(text: str) -> float | int:
    """Read `0.02` or `2%` as a rate and `3` as a count."""
    if text.endswith("%"):
        return float(text[:-1]) / 100
    return float(text) if "." in text else int(text)
