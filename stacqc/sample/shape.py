"""How many documents a run has and how they hang together, before any of them is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from stacqc.sample.vocabulary import AUX_BY_COUNT, GEOMETRIES, PAIR_PRODUCTS, SERIES_BY_COUNT

SMALLEST_RUN = 14
USUAL_RUN = 1000
LARGEST_RUN = 4000


@dataclass(frozen=True, slots=True)
class Node:
    """One document of a run: its place in the tree and what it describes."""

    ordinal: int
    role: str
    parent: int
    geometry: str = ""
    group: str = ""
    pair: int = -1
    code: str = ""

    @property
    def is_item(self) -> bool:
        """Whether the document is an item."""
        return self.role == "item"


@dataclass(frozen=True, slots=True)
class Shape:
    """The nodes of a run in the order they are written, parents before children."""

    pairs: int
    aux: tuple[str, ...]
    series: tuple[str, ...]
    nodes: tuple[Node, ...] = field(repr=False)
    children: tuple[tuple[int, ...], ...] = field(repr=False)
    places: dict[tuple[object, ...], int] = field(repr=False, compare=False)

    @property
    def items(self) -> int:
        """The number of items of the run."""
        return 2 * (4 * self.pairs + len(self.aux) + len(self.series))

    def place(self, node: Node) -> int:
        """Return the ordinal of the document with the role, geometry, group, pair and code of `node`."""
        return self.places[_key(node)]


def _key(node: Node) -> tuple[object, ...]:
    return node.role, node.geometry, node.group, node.pair, node.code


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def add(self, role: str, parent: int, **fields: Any) -> int:
        self.nodes.append(Node(len(self.nodes), role, parent, **fields))
        return len(self.nodes) - 1

    def geometry(self, geometry: str, pairs: int, groups: dict[str, tuple[str, ...]]) -> None:
        top = self.add("geometry", 0, geometry=geometry)
        for group, codes in groups.items():
            here = self.add("group", top, geometry=geometry, group=group)
            for code in codes:
                self.add("item", here, geometry=geometry, group=group, code=code)
            for pair in range(pairs if group == "interferogram" else 0):
                self.pair(here, geometry, pair)

    def pair(self, parent: int, geometry: str, pair: int) -> None:
        place = {"geometry": geometry, "group": "interferogram", "pair": pair}
        here = self.add("pair", parent, **place)
        for product in PAIR_PRODUCTS:
            self.add("item", here, **place, code=product.code)


@lru_cache(maxsize=64)
def shape_of(pairs: int, aux: int, series: int) -> Shape:
    """Return the shape of a run with so many pairs, auxiliary products and time-series products."""
    builder = _Builder()
    builder.add("run", -1)
    groups = {"aux": AUX_BY_COUNT[aux], "interferogram": (), "timeseries": SERIES_BY_COUNT[series]}
    if not series:
        del groups["timeseries"]
    for geometry in GEOMETRIES:
        builder.geometry(geometry, pairs, groups)
    children: list[list[int]] = [[] for _ in builder.nodes]
    for node in builder.nodes[1:]:
        children[node.parent].append(node.ordinal)
    places = {_key(node): node.ordinal for node in builder.nodes}
    frozen = tuple(map(tuple, children))
    return Shape(pairs, AUX_BY_COUNT[aux], SERIES_BY_COUNT[series], tuple(builder.nodes), frozen, places)


def shape_for(items: int) -> Shape:
    """Return the shape of a run with exactly `items` items."""
    per_geometry = items // 2
    pairs, rest = divmod(per_geometry - 3, 4)
    return shape_of(pairs, min(3 + rest, 5), max(rest - 2, 0))


def run_sizes(items: int, runs: int | None) -> list[int]:
    """Share `items` among runs as evenly as whole products in two geometries allow."""
    if items < SMALLEST_RUN or items % 2:
        raise ValueError(
            f"{items} items: give an even number from {SMALLEST_RUN} up, as products come in twos"
        )
    count = runs or -(-items // USUAL_RUN)
    fewest, most = -(-items // LARGEST_RUN), items // SMALLEST_RUN
    if not fewest <= count <= most:
        raise ValueError(f"{count} runs: {items} items need {fewest} to {most}")
    base, rest = divmod(items // 2, count)
    return [2 * (base + (n < rest)) for n in range(count)]
