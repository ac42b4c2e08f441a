"""What is remembered of one run while its files pass by: counters and first witnesses, no documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.findings import Path
from stacqc.folds.base import Witnesses
from stacqc.folds.shelf import Shelf
from stacqc.rules._isdeform import PAIR_CODES, PAIR_SET

_BITS = {code: 1 << place for place, code in enumerate(PAIR_CODES)}
_ALL = sum(_BITS[code] for code in PAIR_SET)
#: Each geometry of a pair has a bit for each product and one for having been seen at all.
_SHIFT = {"geo": 0, "radar": 8}
_SEEN = 1 << 7
#: Bits of products in both geometries.
_PRODUCTS = ~(_SEEN | _SEEN << _SHIFT["radar"])
#: Where to report of a run: its own collection, else an item, else another collection.
RUN, ITEM, OTHER, NOWHERE = range(4)
#: The rank of a collection that lists the products of a pair, before that of its items.
LISTED = 0
#: What stands for the collection of a pair, as witness before any item.
Witness = tuple[int, str]
Facts = tuple[Any, Any, Any, Any, Any, Any]
Texts = tuple[str, str]
#: Values that should be one, each with those who say it.
Values = dict[Any, list[Witnesses]]
#: The properties that name another product of the run, and the products that one may be.
NAMED = {"lookupTableId": ("lut",), "mapOfLOSVectorId": ("cosenu", "cosneu")}
#: The rules that hold for each of the facts before those of NAMED, and the property they are about.
RULES = (
    ("looks-per-run", "numberOfLooksRange"),
    ("track-per-run", "relativeOrbitNumber"),
    ("software-per-run", "softwareVersion"),
    ("product-id-form", "productId"),
)


#: A value of the items of one pair, how often it occurs, and its first witness.
Counted = tuple[Any, int, str]


#: What is said of one product, and who says it.
_Counts = tuple[str, Facts, tuple[int, list[tuple[str, Path]], str | None]]


class RunState:
    """What is known of one run."""

    def __init__(self) -> None:
        #: Per pair of days, as one number, the products that are there or listed.
        self.pairs: dict[int, int] = {}
        #: Where to report pairs that are not complete yet.
        self.incomplete: dict[tuple[int, str], Witness] = {}
        self.stack: dict[str, set[str]] = {"geo": set(), "radar": set()}
        #: The geometries that have time series, and the collections that say so.
        self.series: set[str] = set()
        self.promises: dict[str, str] = {}
        self.home: Witness = (NOWHERE, "")
        self.extents: dict[str, tuple[Any, ...]] = {}
        #: The product ids of what others name.
        self.products: dict[str, set[str]] = {}
        #: Per product, what is to be one in the run: looks, track, chain and form of the product id; and what it names.
        self.facts: dict[tuple[str, Facts], Witnesses] = {}
        #: Per pair its baselines, mostly one.
        self.baselines: dict[int, Counted | list[Counted]] = {}
        self.updated: tuple[str, str] = ("", "")
        self.ingested: tuple[str, str] = ("~", "")

    @property
    def is_asked(self) -> bool:
        return True

    def packed(self) -> tuple[Any, ...]:
        facts = [(code, facts, witnesses.packed()) for (code, facts), witnesses in self.facts.items()]
        products = [list(self.stack[geometry]) for geometry in _SHIFT], list(self.series), self.promises
        last = self.home, self.extents, self.updated, self.ingested
        named = [(code, list(ids)) for code, ids in self.products.items()]
        baselines = {pair: self.baselines_of(pair) for pair in self.baselines}
        return self.pairs, list(self.incomplete.items()), baselines, facts, products, named, last

    @classmethod
    def unpacked(
        cls, pairs: Any, incomplete: Any, baselines: Any, facts: Any, products: Any, named: Any, last: Any
    ) -> RunState:
        made = cls()
        made.pairs, made.incomplete = pairs, dict(incomplete)
        made.baselines = {pair: known[0] if len(known) == 1 else known for pair, known in baselines.items()}
        made.facts = {(code, said): Witnesses.unpacked(*kept) for code, said, kept in facts}
        stack, series, made.promises = products
        made.stack = dict(zip(_SHIFT, map(set, stack), strict=True))
        made.series = set(series)
        made.products = {code: set(ids) for code, ids in named}
        made.home, made.extents, made.updated, made.ingested = last
        return made

    @staticmethod
    def form() -> Any:
        incomplete = list[tuple[tuple[int, str], Witness]]
        products = tuple[list[list[str]], list[str], dict[str, str]]
        last = tuple[Witness, dict[str, Texts], Texts, Texts]
        named = list[tuple[str, list[str]]]
        return tuple[
            dict[int, int], incomplete, dict[int, list[Counted]], list[_Counts], products, named, last
        ]

    def see(self, rank: int, address: str) -> None:
        """Remember where to report of the run as a whole, by the rank and the address of a file."""
        self.home = min(self.home, (rank, address))

    @property
    def is_lone(self) -> bool:
        """Whether all that is known of the run is one item of a pair, which does not say what is beside it."""
        is_listed = self.home[0] == RUN or any(rank == LISTED for rank, _ in self.incomplete.values())
        return not is_listed and sum((mask & _PRODUCTS).bit_count() for mask in self.pairs.values()) == 1

    @property
    def is_in_both(self) -> bool:
        """Whether something of both geometries is known, or the run as a whole."""
        seen = 0
        for mask in self.pairs.values():
            seen |= mask
        there = (self.stack[geometry] or seen >> shift & _SEEN for geometry, shift in _SHIFT.items())
        return self.home[0] == RUN or all(there)

    def see_update(self, updated: str, address: str) -> None:
        """Remember the last update, and of items updated at one time the first."""
        last, known = self.updated
        if updated > last or (updated == last and address < known):
            self.updated = (updated, address)

    def see_pair(self, pair: int, geometry: str, codes: Iterable[str], witness: Witness) -> None:
        """Note products of a pair that are there or listed."""
        bits = _SEEN
        for code in codes:
            bits |= _BITS.get(code, 0)
        mask = self.pairs.get(pair, 0) | bits << _SHIFT[geometry]
        self.pairs[pair] = mask
        self._note(pair, geometry, mask, witness)

    def _note(self, pair: int, geometry: str, mask: int, witness: Witness) -> None:
        key = (pair, geometry)
        if mask >> _SHIFT[geometry] & _ALL == _ALL:
            self.incomplete.pop(key, None)
            return
        known = self.incomplete.setdefault(key, witness)
        if witness < known:
            self.incomplete[key] = witness

    def missing(self, pair: int, geometry: str) -> list[str]:
        """Return the products that a pair lacks in a geometry where it is."""
        mask = self.pairs[pair] >> _SHIFT[geometry]
        return [code for code in PAIR_SET if not mask & _BITS[code]]

    def is_twin(self, pair: int, code: str) -> bool:
        """Whether a pair, and one of its products, is in both geometries or in none."""
        mask = self.pairs[pair]
        return not (mask ^ mask >> _SHIFT["radar"]) & (_SEEN | _BITS[code])

    def geometries(self, pair: int, code: str = "") -> list[str]:
        """Return the geometries in which a pair, or one of its products, is."""
        bit = _BITS[code] if code else _SEEN
        return [geometry for geometry, shift in _SHIFT.items() if self.pairs[pair] >> shift & bit]

    def count_baseline(self, pair: int, value: float, address: str, count: int = 1) -> None:
        """Count the baseline that items of a pair give."""
        known = self.baselines.get(pair)
        if known is None:
            self.baselines[pair] = (value, count, address)
        elif isinstance(known, tuple) and known[0] == value:
            self.baselines[pair] = _more(known, value, count, address)
        else:
            self._count_other(pair, value, address, count)

    def _count_other(self, pair: int, value: float, address: str, count: int) -> None:
        several = self.baselines_of(pair)
        for place, known in enumerate(several):
            if known[0] == value:
                several[place] = _more(known, value, count, address)
                break
        else:
            several.append((value, count, address))
        self.baselines[pair] = several

    def baselines_of(self, pair: int) -> list[Counted]:
        """Return the different baselines of a pair."""
        known = self.baselines[pair]
        return known if isinstance(known, list) else [known]

    def count(self, code: str, facts: Facts, address: str) -> None:
        """Count what one item says."""
        witnesses = self.facts.get((code, facts))
        if witnesses is None:
            witnesses = self.facts[code, facts] = Witnesses()
        witnesses.add(address, ())

    def values(self) -> dict[tuple[str, str], Values]:
        """Return the values of each rule with all their witnesses, those of the product ids for each product."""
        made: dict[tuple[str, str], Values] = {}
        for (code, facts), witnesses in self.facts.items():
            for (rule, _), value in zip(RULES, facts, strict=False):
                if value is not None:
                    key = (rule, code if rule == "product-id-form" else "")
                    made.setdefault(key, {}).setdefault(value, []).append(witnesses)
        return made

    def strangers(self) -> Iterator[tuple[str, str, Witnesses]]:
        """Yield what names a product that the run does not have, where it has all that may be meant."""
        for place, (name, codes) in enumerate(NAMED.items(), len(RULES)):
            ids = {id_ for code in codes for id_ in self.products.get(code, ())}
            listed = sum(code in self.stack[geometry] for code in codes for geometry in _SHIFT)
            for (_, facts), witnesses in self.facts.items() if len(ids) >= listed > 0 else ():
                if facts[place] is not None and facts[place] not in ids:
                    yield name, facts[place], witnesses

    def merge(self, other: RunState) -> None:
        """Take in what another shard knows of the run."""
        self._merge_pairs(other)
        for geometry, codes in other.stack.items():
            self.stack[geometry] |= codes
        self.series |= other.series
        for geometry, address in other.promises.items():
            self.promises[geometry] = min(self.promises.get(geometry, address), address)
        for code, ids in other.products.items():
            self.products.setdefault(code, set()).update(ids)
        self.extents.update(other.extents)
        self.see(*other.home)
        for key, witnesses in other.facts.items():
            self.facts.setdefault(key, Witnesses()).merge(witnesses)
        self.see_update(*other.updated)
        self.ingested = min(self.ingested, other.ingested)

    def _merge_pairs(self, other: RunState) -> None:
        for pair, mask in other.pairs.items():
            self.pairs[pair] = self.pairs.get(pair, 0) | mask
        for (pair, geometry), witness in {**other.incomplete, **self.incomplete}.items():
            own = [w for w in (witness, other.incomplete.get((pair, geometry))) if w is not None]
            self._note(pair, geometry, self.pairs[pair], min(own))
        for pair in other.baselines:
            for value, count, address in other.baselines_of(pair):
                self.count_baseline(pair, value, address, count)


def _more(known: Counted, value: Any, count: int, address: str) -> Counted:
    """Return what is counted of one value with more of it, written as its first witness writes it."""
    if address < known[2]:
        return value, known[1] + count, address
    return known[0], known[1] + count, known[2]


class RunShelf(Shelf[RunState]):
    kind = RunState
    at_hand = 64
