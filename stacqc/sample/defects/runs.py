"""Whole runs that are named badly, processed twice or have a scene off the repeat cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.run_plan import RunPlan, Scene, plan_run, rfc3339, scene_name

BOTH = ("live", "legacy")
PROCESSING = (
    *("bbox", "track", "direction", "looks", "scenes"),
    *("version", "commit", "created", "updated", "ingested"),
)


def _uuid_title(plan: RunPlan, other: RunPlan) -> RunPlan:
    return replace(plan, title=plan.id)


def _other_title(plan: RunPlan, other: RunPlan) -> RunPlan:
    return replace(plan, title=other.title)


def _other_data(plan: RunPlan, other: RunPlan) -> RunPlan:
    return replace(plan, **{name: getattr(other, name) for name in PROCESSING})


def _late_scene(plan: RunPlan, other: RunPlan) -> RunPlan:
    scenes = list(plan.scenes)
    scenes[plan.used - 1] = _next_day(scenes[plan.used - 1])
    return replace(plan, scenes=tuple(scenes))


def _next_day(scene: Scene) -> Scene:
    start, parts = scene.start + 86400, scene.name.removesuffix(".SAFE").split("_")
    day = datetime.fromtimestamp(start, UTC).strftime("%Y%m%d")
    name = scene_name(scene.platform, start, int(parts[-3]), parts[-2] + parts[-1])
    return replace(scene, day=day, start=start, time=rfc3339(start), name=name)


def _run_before(draft: Draft) -> str:
    """Return the path of the collection of the run before this one, which nobody can tell from the copy."""
    plan = draft.run.plan
    other = plan_run(plan.seed, plan.index - 1, plan.shape)
    return draft.run.documents.layout.path(other, plan.shape.nodes[0])


@defect(
    "run-title",
    "run",
    severity="warning",
    layouts=BOTH,
    change_plan=_uuid_title,
    excludes="title-of-another-run",
)
def title_is_the_id(draft: Draft) -> Edit:
    """The title of a run is its id."""
    return Edit(draft, ("title",), draft.run.original.title, draft.run.plan.title).also("description-leak")


@defect("run-title-unique", "run", severity="warning", layouts=BOTH, change_plan=_other_title, runs=2)
def title_of_another_run(draft: Draft) -> Edit:
    """Two runs have one title."""
    edit = Edit(draft, ("title",), draft.run.original.title, draft.run.plan.title)
    return edit.elsewhere("run-title-unique", _run_before(draft), "title")


@defect("duplicate-run", "run", severity="info", layouts=BOTH, change_plan=_other_data, runs=2)
def run_processed_twice(draft: Draft) -> Edit:
    """A run has the place, the dates, the looks and the software of another."""
    edit = Edit(draft, ("extent",), list(draft.run.original.bbox), list(draft.run.plan.bbox))
    return edit.elsewhere("duplicate-run", _run_before(draft), "extent")


@defect("pair-interval", "run", severity="warning", change_plan=_late_scene, touches=("everything",))
def scene_off_the_cycle(draft: Draft) -> list[Edit]:
    """The last scene is a day late, so its intervals are no multiple of six days."""
    plan, old, layout = draft.run.plan, draft.run.original, draft.run.documents.layout
    late = [n for n in plan.shape.nodes if n.pair >= 0 and plan.pairs[n.pair][1] == plan.used - 1]
    edits = [Edit(draft.run.at(n.ordinal), ("id",), layout.id(old, n), layout.id(plan, n)) for n in late]
    return [edit.also("scenes-agree pair-interval") for edit in edits]
