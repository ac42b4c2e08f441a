"""What collections say about themselves and about what is below them."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.run_plan import rfc3339
from stacqc.sample.vocabulary import GEOMETRY_TITLES

BOTH = ("live", "legacy")


def _lead(draft: Draft) -> str:
    text: str = draft.data["description"]
    return text.partition("\n\n")[0]


@defect("extent-covers", "collection", fixable=True, layouts=BOTH)
def extent_stale(draft: Draft) -> Edit:
    """The extent misses the northern part of the items."""
    west, south, east, north = draft.get("extent", "spatial", "bbox", 0)
    box = [west, south, east, round((south + north) / 2, 6)]
    return draft.set("extent", "spatial", "bbox", 0, box).also("extent-covers").above("extent-covers")


@defect("extent-covers", "collection", fixable=True, layouts=BOTH)
def interval_stale(draft: Draft) -> Edit:
    """The temporal extent ends before the last scene."""
    start = (
        draft.run.plan.scenes[0].start
        if draft.node.pair < 0
        else draft.run.plan.pair(draft.node.pair)[0].start
    )
    edit = draft.set("extent", "temporal", "interval", 0, 1, rfc3339(start + 86400))
    return edit.also("extent-covers").above("extent-covers")


@defect("summaries-match", "collection", severity="warning", fixable=True)
def summary_stale(draft: Draft) -> Edit:
    """A summary has a polarisation that no item has."""
    return draft.set("summaries", "polarisation", ["VH"]).also("summaries-match").above("summaries-match")


@defect("summaries-match", "collection", severity="warning")
def summary_of_no_property(draft: Draft) -> Edit:
    """A summary is of a property that no item has."""
    return draft.set("summaries", "numberOfLooks", {"minimum": 1, "maximum": 4})


@defect(
    "breadcrumb", "collection", severity="warning", when=lambda shape, node: node.role in ("group", "pair")
)
def breadcrumb_of_the_run(draft: Draft) -> Edit:
    """The breadcrumb ends at the run and leaves out the collections between."""
    steps = draft.data["breadcrumb"].split(" > ")
    return draft.set("breadcrumb", " > ".join(steps[:2])).also("breadcrumb")


@defect("description-leak", "group collection", severity="warning")
def title_leaks_into_run(draft: Draft) -> Edit:
    """A template was filled with the title where the run should stand."""
    title = draft.data["title"]
    return draft.set("description", f"{_lead(draft)}\n\n{title} from run {title}.")


@defect("description-leak", "pair collection", severity="warning")
def title_leaks_twice(draft: Draft) -> Edit:
    """A template was filled with the title after the word Collection."""
    title = draft.data["title"]
    return draft.set("description", f"{_lead(draft)}\n\nInterferogram Collection {title}")


@defect("description-leak", "collection", severity="warning")
def description_of_an_item(draft: Draft) -> Edit:
    """A collection is headed by its raw id and says it is an item."""
    text = f"{_lead(draft)}\n\n# {draft.data['id']}\n\nAn item containing interferograms."
    return draft.set("description", text)


@defect("description-leak", "collection", severity="warning", layouts=BOTH)
def template_unfilled(draft: Draft) -> Edit:
    """A placeholder of the template is still in the description."""
    return draft.set("description", _lead(draft) + "\n\nProducts of {{processing.id}}.")


@defect("geometry-twin", "geometry collection", severity="warning", when=lambda shape, node: not shape.series)
def time_series_promised(draft: Draft) -> Edit:
    """The description promises a time series that is not there."""
    name = GEOMETRY_TITLES[draft.node.geometry].lower()
    text = f"{_lead(draft)}\n\nProducts in {name} and a single item corresponding to the time series."
    return draft.set("description", text).also("description-leak")


@defect(
    "geometry-title",
    "collection",
    fixable=True,
    layouts=BOTH,
    when=lambda shape, node: node.role == "geometry",
)
def title_of_the_other_geometry(draft: Draft) -> Edit:
    """A collection of one geometry is titled as the other one."""
    other = next(title for geometry, title in GEOMETRY_TITLES.items() if geometry != draft.node.geometry)
    return draft.set("title", other).also("breadcrumb")


@defect("run-title-missing", "run", severity="warning")
def run_without_title(draft: Draft) -> Edit:
    """A run has no title."""
    before = draft.drop("title").before
    return Edit(draft, ("title",), before)
