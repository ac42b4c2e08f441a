"""Which documents get which defect, decided without making any document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from stacqc.sample.chance import fraction, u64
from stacqc.sample.defect import Kind, affected, kinds
from stacqc.sample.faithful import LEGACY, LIVE
from stacqc.sample.options import Options
from stacqc.sample.shape import Node, Shape

Victims = dict[int, list[Kind]]
Table = list[tuple[float, Kind]]


class Selection:
    """The victims of each run; equal for everyone who asks with the same options."""

    def __init__(self, options: Options, shapes: Sequence[Shape]) -> None:
        self.options = options
        self.shapes = shapes
        self.overlap = options.overlap or options.faithful
        rates, counts = _amounts(options)
        self.rates = rates
        self._places: dict[tuple[int, str], list[int]] = {}
        self._tables: dict[tuple[object, ...], Table] = {}
        self._counted: dict[int, Victims] = {}
        self._claimed: dict[int, set[int]] = {}
        # What has to do with whole runs finds no free one after the others.
        for kind, count in sorted(counts, key=lambda row: ("everything" not in row[0].touches, -row[0].runs)):
            self._claim(kind, count)

    def of_run(self, run: int, nodes: Sequence[Node] | None = None) -> Victims:
        """Return the kinds of defect for each place in a run, in order of place and name."""
        found = {place: list(kinds) for place, kinds in self._counted.get(run, {}).items()}
        if self.rates:
            claimed = set(self._claimed.get(run, ()))
            for node in nodes or self.shapes[run].nodes:
                for kind in self._drawn(run, node):
                    self._take(run, kind, node, set() if self.overlap else claimed, found)
        return dict(sorted(found.items()))

    def of_plan(self, run: int) -> list[Kind]:
        """Return the kinds of defect that change the plan of a whole run."""
        found = self.of_run(run, self.shapes[run].nodes[:1]).get(0, ())
        return [kind for kind in found if kind.change_plan]

    def _take(self, run: int, kind: Kind, node: Node, claimed: set[int], found: Victims) -> bool:
        """Give a document a defect unless another defect has to do with it."""
        places = affected(kind, self.shapes[run], node)
        if not claimed.isdisjoint(places):
            return False
        claimed |= places
        found.setdefault(node.ordinal, []).append(kind)
        return True

    def fits(self, kind: Kind, run: int, node: Node) -> bool:
        """Whether a kind of defect can be at that place; kinds on two runs take the second of each two."""
        shape = self.shapes[run]
        if kind.runs > 1 and (run % 2 == 0 or shape is not self.shapes[run - 1]):
            return False
        return kind.fits(shape, node)

    def _drawn(self, run: int, node: Node) -> list[Kind]:
        """Draw the defects of one document, at most one unless they may overlap."""
        options, table = self.options, self._table(run, node)
        if not table:
            return []
        if self.overlap:
            drawn = [k for r, k in table if fraction(options.seed, run, node.ordinal, "defect", k.name) < r]
            names = {kind.name for kind in drawn}
            return [kind for kind in drawn if kind.excludes not in names]
        share = fraction(options.seed, run, node.ordinal, "defect")
        place = bisect_right(table, share, key=lambda row: row[0])
        return [table[place][1]] if place < len(table) else []

    def _table(self, run: int, node: Node) -> Table:
        """Return the kinds that fit a place with their rates, running totals unless they may overlap."""
        shape = self.shapes[run]
        alike = node.role, node.geometry, node.group, node.code, node.pair >= 0
        key = (id(shape), run % 2 if node.ordinal == 0 else 0, run and id(self.shapes[run - 1]), *alike)
        if key not in self._tables:
            fitting = [(kind, rate) for kind, rate in self.rates if self.fits(kind, run, node)]
            rates = [rate for _, rate in fitting]
            if not self.overlap:
                rates = list(accumulate(rates))
                _check_total(rates, fitting)
            self._tables[key] = list(zip(rates, (kind for kind, _ in fitting), strict=True))
        return self._tables[key]

    def _fitting(self, run: int, kind: Kind) -> list[int]:
        if kind.runs > 1:
            return [node.ordinal for node in self.shapes[run].nodes[:1] if self.fits(kind, run, node)]
        key = id(self.shapes[run]), kind.name
        if key not in self._places:
            self._places[key] = [n.ordinal for n in self.shapes[run].nodes if self.fits(kind, run, n)]
        return self._places[key]

    def _claim(self, kind: Kind, count: int) -> None:
        """Choose exactly `count` documents for a kind."""
        ends = list(accumulate(len(self._fitting(run, kind)) for run in range(len(self.shapes))))
        total, left, tried = ends[-1], count, 0
        while left and tried < 20 * total + 20:
            # Drawing finds a free place fast while there are many; then each place is asked in turn.
            drawn = u64(self.options.seed, "count", kind.name, tried) if tried < 19 * total else tried
            left -= bool(total) and self._claim_at(kind, drawn % total, ends)
            tried += 1
        if left:
            raise ValueError(
                f"{kind.name}: only {count - left} of {count} fit into {self.options.items} items"
            )

    def _claim_at(self, kind: Kind, place: int, ends: list[int]) -> bool:
        run = bisect_right(ends, place)
        node = self.shapes[run].nodes[self._fitting(run, kind)[place - (ends[run - 1] if run else 0)]]
        claimed = self._claimed.setdefault(run, set())
        before = self._claimed.setdefault(run - 1, set()) if kind.runs > 1 else set()
        if 0 in before:
            return False  # the run it takes after has a defect of its own
        taken = self._take(run, kind, node, claimed, self._counted.setdefault(run, {}))
        before.update({0} if taken else ())
        return taken


def _amounts(options: Options) -> tuple[list[tuple[Kind, float]], list[tuple[Kind, int]]]:
    """Return the kinds with rates and those with counts, in order of name."""
    known = kinds()
    wanted: dict[str, float | int] = (
        dict(LIVE if options.layout == "live" else LEGACY) if options.faithful else {}
    )
    wanted |= options.defects
    amounts = [(known[name], amount) for name, amount in sorted(wanted.items()) if amount]
    rates = [(kind, amount) for kind, amount in amounts if isinstance(amount, float)]
    return rates, [(kind, amount) for kind, amount in amounts if isinstance(amount, int)]


def _check_total(totals: list[float], fitting: list[tuple[Kind, float]]) -> None:
    if totals and totals[-1] > 1 + 1e-9:
        names = ", ".join(kind.name for kind, _ in fitting)
        raise ValueError(
            f"the rates of {names} add up to {totals[-1]:g} for one document; allow them to overlap"
        )
