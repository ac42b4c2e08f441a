"""The registry of the kinds of defect: what each one breaks and which rule should say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules

from stacqc.sample.draft import Draft, Edit
from stacqc.sample.run_plan import RunPlan
from stacqc.sample.shape import Node, Shape

Plant = Callable[[Draft], Edit | list[Edit]]
PlanChange = Callable[[RunPlan, RunPlan], RunPlan]
When = Callable[[Shape, Node], bool]
TARGETS: dict[str, When] = {
    "document": lambda shape, node: True,
    "item": lambda shape, node: node.is_item,
    "pair item": lambda shape, node: node.is_item and node.pair >= 0,
    "stack item": lambda shape, node: node.is_item and node.pair < 0,
    "collection": lambda shape, node: not node.is_item,
    "pair collection": lambda shape, node: node.role == "pair",
    "group collection": lambda shape, node: node.role == "group",
    "geometry collection": lambda shape, node: node.role == "geometry",
    "row": lambda shape, node: node.is_item,
    "run": lambda shape, node: node.role == "run",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect."""

    name: str
    rule: str
    severity: str
    fixable: bool
    on: str
    summary: str
    plant: Plant
    when: When
    touches: tuple[str, ...]
    layouts: tuple[str, ...]
    lexical: bool
    change_plan: PlanChange | None
    runs: int
    first: bool
    excludes: str
    drift: str

    def fits(self, shape: Shape, node: Node) -> bool:
        """Whether the defect can be put into a document at that place."""
        return TARGETS[self.on](shape, node) and self.when(shape, node)


_KINDS: dict[str, Kind] = {}


def defect(
    rule: str,
    on: str,
    *,
    severity: str = "error",
    fixable: bool = False,
    when: When = TARGETS["document"],
    touches: tuple[str, ...] = (),
    layouts: tuple[str, ...] = ("live",),
    lexical: bool = False,
    change_plan: PlanChange | None = None,
    runs: int = 1,
    first: bool = False,
    excludes: str = "",
    drift: str = "",
) -> Callable[[Plant], Plant]:
    """Register a function as a kind of defect, named after the function and described by its docstring.

    `touches` names the other documents it edits or breaks: parent, twin, children, family, everything.
    `change_plan` changes the whole run before it is made, with a look at the run before it if `runs` is 2.
    `first` is for those that replace what others change, should they meet in one document, and
    `excludes` names a kind that changes the same value. `drift` is how a row differs from its file.
    """

    def register(plant: Plant) -> Plant:
        name = plant.__name__.replace("_", "-")
        summary = (plant.__doc__ or "").strip().splitlines()[0]
        assert name not in _KINDS, name
        _KINDS[name] = Kind(
            name, rule, severity, fixable, on, summary, plant, when, touches, layouts, lexical, change_plan,
            runs, first, excludes, drift,
        )  # fmt: skip
        return plant

    return register


def kinds() -> dict[str, Kind]:
    """Return every kind of defect by name, in order of name."""
    from stacqc.sample import defects

    for module in iter_modules(defects.__path__):
        import_module(f"{defects.__name__}.{module.name}")
    return dict(sorted(_KINDS.items()))


def affected(kind: Kind, shape: Shape, node: Node) -> set[int]:
    """Return the places of the documents a defect of that kind at `node` has to do with."""
    found = {node.ordinal}
    if "parent" in kind.touches:
        found.add(node.parent)
    if "children" in kind.touches:
        found.update(shape.children[node.ordinal])
    if "twin" in kind.touches:
        other = "radar" if node.geometry == "geo" else "geo"
        found.add(shape.place(replace(node, geometry=other)))
    if "family" in kind.touches:
        found.update(n.ordinal for n in shape.nodes if n.pair == node.pair)
    return set(range(len(shape.nodes))) if "everything" in kind.touches else found
