"""The documents of one run while defects are put into them, and what each defect changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from stacqc.sample.documents import RunDocuments
from stacqc.sample.encoding import copied
from stacqc.sample.properties import Json
from stacqc.sample.rows import ITEMS as ROWS
from stacqc.sample.rows import row_of_item
from stacqc.sample.run_plan import RunPlan
from stacqc.sample.shape import Node

Step = str | int | Json
Steps = tuple[Step, ...]
ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Expected:
    """A further finding that a defect may cause: without steps anywhere in the file.

    Instead of one document it may be in any of a run, in the root when `draft` is None, or in a file of
    another run when it is a path.
    """

    rule: str
    draft: Draft | RunDraft | str | None
    steps: Steps | None = None


@dataclass(slots=True)
class Edit:
    """What was changed, and where a checker should point."""

    draft: Draft
    steps: Steps
    before: Any = ABSENT
    after: Any = ABSENT
    expected: list[Expected] = field(default_factory=list)

    def also(self, rules: str, *steps: Step, draft: Draft | None = None) -> Edit:
        """Add further findings, rules separated by blanks, in this or another document."""
        where = draft or self.draft
        self.expected += [Expected(rule, where, steps or None) for rule in rules.split()]
        return self

    def above(self, rules: str) -> Edit:
        """Add further findings in every collection above the document, the root included."""
        for draft in self.draft.ancestors():
            self.also(rules, draft=draft)
        self.expected += [Expected(rule, None) for rule in rules.split()]
        return self

    def everywhere(self, rules: str) -> Edit:
        """Add further findings that may be in any document of the run."""
        self.expected += [Expected(rule, self.draft.run) for rule in rules.split()]
        return self

    def elsewhere(self, rule: str, path: str, *steps: str) -> Edit:
        """Add a further finding in a file of another run."""
        self.expected.append(Expected(rule, path, steps))
        return self

    def at(self, *steps: Step, draft: Draft | None = None) -> Edit:
        """Point somewhere else than at the change."""
        self.draft, self.steps = draft or self.draft, steps
        return self


@dataclass(slots=True, eq=False)
class Draft:
    """One document, copied from its shared parts when it is first asked for."""

    run: RunDraft = field(repr=False)
    node: Node
    path: str
    removed: bool = False
    rewrite: Callable[[bytes], bytes] | None = None
    _data: Json | None = field(default=None, repr=False)
    _row: Draft | None = field(default=None, repr=False)

    @property
    def data(self) -> Json:
        """The document, free to be changed."""
        if self._data is None:
            self._data = copied(self.run.documents.make(self.node))
        return self._data

    @property
    def row(self) -> Draft:
        """The row of the item in the database, made from the item as it is now."""
        if self._row is None:
            self._row = Draft(self.run, self.node, ROWS, _data=row_of_item(self))
        return self._row

    @property
    def changed(self) -> bool:
        """Whether anything asked for a copy of the document."""
        return self._data is not None

    @property
    def links(self) -> list[Json]:
        """The links of the document."""
        found: list[Json] = self.data["links"]
        return found

    @property
    def properties(self) -> Json:
        """The properties of the item."""
        found: Json = self.data["properties"]
        return found

    def get(self, *steps: Step) -> Any:
        """Return a value inside the document, or ABSENT."""
        value: Any = self.data
        for step in steps:
            if isinstance(step, dict):
                value = step
            elif isinstance(value, dict):
                value = value.get(step, ABSENT)
            else:
                value = value[step]
        return value

    def set(self, *steps_and_value: Any) -> Edit:
        """Replace or add a value; the last argument is the new one."""
        *steps, value = steps_and_value
        before = self.get(*steps)
        self.get(*steps[:-1])[steps[-1]] = value
        return Edit(self, tuple(steps), before, value)

    def drop(self, *steps: Step) -> Edit:
        """Remove a member of an object; a checker points at the object."""
        before = self.get(*steps[:-1]).pop(steps[-1])
        return Edit(self, tuple(steps[:-1]), {steps[-1]: before})

    def rename(self, *steps_and_name: Any) -> Edit:
        """Give a member of an object another key, in the same place; a checker points at the new key."""
        *steps, name = steps_and_name
        holder = self.get(*steps[:-1])
        members = {name if k == steps[-1] else k: v for k, v in holder.items()}
        holder.clear()
        holder.update(members)
        return Edit(self, (*steps[:-1], name), after=holder[name])

    def link(self, rel: str) -> Json:
        """Return the first link with that relation."""
        return next(link for link in self.links if link["rel"] == rel)

    def link_to(self, target: Draft) -> Json:
        """Return the item or child link to a document."""
        name = target.path.rpartition("/")[2]
        return next(k for k in self.links if k["rel"] in ("item", "child") and k["href"].endswith("/" + name))

    def add_link(self, link: Json) -> Edit:
        """Add a link, before the one to the parent in a collection; a checker points at its address."""
        self.links.insert(len(self.links) - (not self.node.is_item), link)
        return Edit(self, ("links", link, "href"), after=link["href"])

    def ancestors(self) -> Iterator[Draft]:
        """Yield the collections above this document inside the run, the nearest first."""
        node = self.node
        while node.parent >= 0:
            draft = self.run.at(node.parent)
            yield draft
            node = draft.node

    @property
    def parent(self) -> Draft:
        """The collection that lists this document."""
        return self.run.at(self.node.parent)

    @property
    def children(self) -> list[Draft]:
        """The documents this collection lists."""
        return [self.run.at(n) for n in self.run.documents.plan.shape.children[self.node.ordinal]]

    def sibling(self, **changes: Any) -> Draft:
        """Return the document that differs from this one in the given fields, such as geometry or code."""
        return self.run.at(self.run.plan.shape.place(replace(self.node, **changes)))

    def pointer(self, steps: Steps) -> str:
        """Write steps as a JSON pointer; a link among them becomes its place in the list."""
        return "".join("/" + self._token(step) for step in steps)

    def holds(self, steps: Steps) -> bool:
        """Whether the document is still there, with the link that the steps go through."""
        links = [step for step in steps if isinstance(step, dict)]
        return not self.removed and all(any(own is link for own in self.links) for link in links)

    def _token(self, step: Step) -> str:
        if isinstance(step, dict):
            return str(next(n for n, link in enumerate(self.links) if link is step))
        return str(step).replace("~", "~0").replace("/", "~1")


class RunDraft:
    """The documents of one run."""

    def __init__(self, documents: RunDocuments, original: RunPlan) -> None:
        self.documents = documents
        self.plan = documents.plan
        self.original = original
        self.extra_rows: list[Draft] = []
        self._drafts: dict[int, Draft] = {}

    def at(self, ordinal: int) -> Draft:
        """Return one document by its place in the run."""
        if ordinal not in self._drafts:
            node = self.plan.shape.nodes[ordinal]
            self._drafts[ordinal] = Draft(self, node, self.documents.paths[ordinal])
        return self._drafts[ordinal]

    def add_row(self, draft: Draft) -> Draft:
        """Return a further row, so far equal to that of an item."""
        self.extra_rows.append(Draft(self, draft.node, ROWS, _data=row_of_item(draft)))
        return self.extra_rows[-1]

    def rows(self) -> Iterator[Draft]:
        """Yield the rows of the items whose files are there."""
        for node in self.plan.shape.nodes:
            draft = self.at(node.ordinal)
            if node.is_item and not draft.removed and not draft.row.removed:
                yield draft.row
        yield from self.extra_rows

    def find(self, ordinal: int) -> Draft | None:
        """Return a document if anything has asked for it."""
        return self._drafts.get(ordinal)
