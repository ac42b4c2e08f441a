"""Times that disagree, run backwards or lack a zone."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.run_plan import rfc3339, scene_name

BOTH = ("live", "legacy")


@defect("date-interval", "pair item", fixable=True)
def date_not_the_interval(draft: Draft) -> Edit:
    """The interval ends with its start."""
    start = draft.properties["startDate"]
    return draft.set("properties", "date", f"{start}/{start}")


@defect("created-order", "item", layouts=BOTH)
def updated_before_created(draft: Draft) -> Edit:
    """The item was updated a day before it was created."""
    earlier = rfc3339(draft.run.plan.created - 86400)
    return draft.set("properties", "updated", earlier).also("created-order", "properties", "created")


@defect("datetime-order", "item", layouts=BOTH)
def datetime_after_end(draft: Draft) -> Edit:
    """The nominal time is a day after the end."""
    later = rfc3339(draft.run.plan.scenes[-1].start + 86400)
    return draft.set("properties", "datetime", later).above("extent-covers")


@defect("scenes-agree", "pair item")
def scene_of_another_day(draft: Draft) -> Edit:
    """The second scene is one of another day."""
    _, second = draft.run.plan.pair(draft.node.pair)
    start = second.start + 24 * 86400
    name = scene_name(second.platform, start, _orbit(second.name) + 350, second.name[-16:-5].replace("_", ""))
    return draft.set("properties", "slaveSARImageId", name).also("copied-metadata")


@defect("scenes-agree", "pair item")
def scene_of_another_track(draft: Draft) -> Edit:
    """The orbit in the name of the first scene is not of the track."""
    first, _ = draft.run.plan.pair(draft.node.pair)
    orbit = _orbit(first.name)
    return draft.set(
        "properties", "masterSARImageId", first.name.replace(f"_{orbit:06d}_", f"_{orbit + 1:06d}_")
    ).also("relative-orbit")


def _orbit(scene: str) -> int:
    return int(scene.split("_")[-3])


@defect("pair-time-of-day", "pair item", severity="warning")
def scenes_hours_apart(draft: Draft) -> Edit:
    """The second scene was taken at another time of day than the first."""
    _, second = draft.run.plan.pair(draft.node.pair)
    midnight = second.start - second.start % 86400
    start = midnight + (second.start % 86400 + 43200) % 86400
    names = ["completionDate", "end_datetime", "insar:secondary_datetime"]
    edits = [draft.set("properties", name, rfc3339(start)) for name in names]
    draft.set("properties", "date", f"{draft.properties['startDate']}/{rfc3339(start)}")
    orbit = _orbit(second.name)
    draft.set("properties", "slaveSARImageId", scene_name(second.platform, start, orbit, "0AB1C2D3E4"))
    edit = edits[0].also("scenes-agree orbit-local-time insar-datetimes").above("extent-covers")
    return edit.also("pair-time-of-day", "properties", "date")


@defect("schema", "item", layouts=BOTH)
def datetime_without_zone(draft: Draft) -> Edit:
    """The nominal time has no time zone."""
    path = "properties", "datetime"
    edit = draft.set(*path, draft.get(*path).rstrip("Z")).also("schema-format rfc3339 datetime-order", *path)
    return edit.above("extent-covers")


@defect("rfc3339", "pair item")
def native_date_without_zone(draft: Draft) -> Edit:
    """The native start date has no time zone."""
    path = "properties", "startDate"
    return draft.set(*path, draft.get(*path).rstrip("Z")).also(
        "date-interval datetime-order pair-dates-agree"
    )


@defect("rfc3339", "collection")
def ingestion_time_without_zone(draft: Draft) -> Edit:
    """The time of ingestion has fractions of a second and no time zone."""
    return draft.set("ingestion_time", draft.data["ingestion_time"].replace("Z", ".176930")).also(
        "datetime-order"
    )
