"""Makes the runs of a sample, each on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stacqc.sample.defect import Kind
from stacqc.sample.documents import RunDocuments
from stacqc.sample.draft import Draft, Edit, RunDraft
from stacqc.sample.encoding import encode
from stacqc.sample.layout import LAYOUTS, ROOT_PATH
from stacqc.sample.manifest import line
from stacqc.sample.options import Options
from stacqc.sample.properties import Json
from stacqc.sample.root import root_document
from stacqc.sample.rows import row_of_run
from stacqc.sample.run_plan import RunPlan, plan_run
from stacqc.sample.selection import Selection
from stacqc.sample.shape import Node, run_sizes, shape_for


@dataclass(frozen=True, slots=True)
class File:
    """One document as it is written."""

    path: str
    is_item: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """The documents of one run and the lines of the manifest that belong to them."""

    files: list[File]
    defects: list[Json]
    rows: list[bytes] = field(default_factory=list)
    collection_row: bytes = b""


class Sampler:
    """Makes any run of a sample without the others."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.layout = LAYOUTS[options.layout]
        self.shapes = [shape_for(size) for size in run_sizes(options.items, options.runs)]
        self.selection = Selection(options, self.shapes)

    def original(self, run: int) -> RunPlan:
        """Return the plan of a run before any defect."""
        return plan_run(self.options.seed, run, self.shapes[run])

    def plan(self, run: int) -> RunPlan:
        """Return the plan of a run with the defects that change it as a whole."""
        plan = self.original(run)
        for kind in self.selection.of_plan(run):
            assert kind.change_plan is not None
            plan = kind.change_plan(plan, self.original(run - 1) if kind.runs > 1 else plan)
        return plan

    def root(self) -> File:
        """Return the root collection."""
        data = root_document(map(self.plan, range(len(self.shapes))), self.layout)
        return File(ROOT_PATH, False, self._encode(data))

    def run(self, run: int) -> Run:
        """Return one run."""
        draft = RunDraft(RunDocuments(self.plan(run), self.layout), self.original(run))
        edits = list(self._plant(draft, run))
        files = [file for node in draft.plan.shape.nodes for file in self._file(draft, node)]
        lines = [line(kind, edit) for kind, edit in edits if edit.draft.holds(edit.steps)]
        if not self.options.database:
            return Run(files, lines)
        rows = [encode(row.data, compact=True, canonical=True) for row in draft.rows()]
        return Run(files, lines, rows, encode(row_of_run(draft), compact=True, canonical=True))

    def _plant(self, draft: RunDraft, run: int) -> Iterator[tuple[Kind, Edit]]:
        """Put the defects of one run into its documents, whole parts first, rows last."""
        victims = [(kind, place) for place, kinds in self.selection.of_run(run).items() for kind in kinds]
        for kind, place in sorted(victims, key=lambda v: (v[0].on == "row", not v[0].first)):
            for edit in self._edits(kind, draft.at(place)):
                yield kind, edit

    def _edits(self, kind: Kind, draft: Draft) -> list[Edit]:
        if draft.removed:
            return []
        try:
            planted = kind.plant(draft)
        except (LookupError, StopIteration, TypeError, AttributeError, ValueError):
            if self.selection.overlap:
                return []  # an earlier defect of the same document took away what this one changes
            raise
        return planted if isinstance(planted, list) else [planted]

    def _file(self, run: RunDraft, node: Node) -> Iterator[File]:
        draft = run.find(node.ordinal)
        if draft is None:
            yield File(
                run.documents.paths[node.ordinal], node.is_item, self._encode(run.documents.make(node))
            )
        elif not draft.removed:
            yield File(draft.path, node.is_item, self._bytes(draft))

    def _bytes(self, draft: Draft) -> bytes:
        data = draft.data if draft.changed else draft.run.documents.make(draft.node)
        content = self._encode(data)
        return draft.rewrite(content) if draft.rewrite else content

    def _encode(self, data: Json) -> bytes:
        return encode(data, compact=self.options.compact, canonical=self.options.canonical)
