"""Rows of the database that are missing, too many, misplaced or unlike their file."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import ABSENT, Draft, Edit
from stacqc.sample.run_plan import rfc3339
from stacqc.sample.vocabulary import ADDRESS

BOTH = ("live", "legacy")


@defect("db-presence", "row", layouts=BOTH, drift="only in files")
def row_missing(draft: Draft) -> Edit:
    """An item is not in the database."""
    draft.row.removed = True
    return Edit(draft, ()).also("pair-complete")


@defect("db-presence", "row", drift="only in database", when=lambda shape, node: node.pair >= 0)
def row_extra(draft: Draft) -> Edit:
    """The database has an item of a run that was processed with other looks before."""
    extra = draft.run.add_row(draft)
    old, new = (f"_{n}rlks_" for n in (draft.run.plan.looks, 2 * draft.run.plan.looks))
    edit = extra.set("id", extra.data["id"].replace(old, new))
    extra.set("properties", "self_href", extra.properties["self_href"].replace(old, new))
    edit.before = ABSENT
    return edit.also("looks-agree")


@defect("db-placement", "row", drift="moved", layouts=BOTH)
def row_under_nested_collection(draft: Draft) -> Edit:
    """The row belongs to a nested collection instead of the run."""
    return draft.row.set("collection", draft.data["collection"])


@defect("db-placement", "row", drift="moved", layouts=BOTH)
def row_of_another_parent(draft: Draft) -> Edit:
    """The row names the run as the parent of the file."""
    return draft.row.set("properties", "parent_collection", draft.run.documents.ids[0])


@defect("db-placement", "row", drift="value", layouts=BOTH)
def row_with_old_address(draft: Draft) -> Edit:
    """The row has an address at which the file no longer is."""
    name = draft.path.rpartition("/")[2]
    return draft.row.set("properties", "self_href", f"{ADDRESS}/old/{name}")


@defect("db-values", "row", drift="value", layouts=BOTH)
def row_value_differs(draft: Draft) -> Edit:
    """The row has another value than the file."""
    path = "properties", "sar:looks_azimuth"
    return draft.row.set(*path, draft.row.get(*path) + 1)


@defect("db-values", "row", drift="type")
def row_type_differs(draft: Draft) -> Edit:
    """The row has as text what is a number in the file, or the other way round."""
    path = "properties", "numberOfBursts"
    value = draft.row.get(*path)
    return draft.row.set(*path, int(value) if isinstance(value, str) else str(value))


@defect("db-values", "row", drift="legacy key")
def row_legacy_key(draft: Draft) -> Edit:
    """The row has the processing id under the name it had before."""
    return draft.row.rename("properties", "processingId", "processing:id").also("db-values")


@defect("db-values", "row", drift="added", layouts=BOTH)
def row_property_added(draft: Draft) -> Edit:
    """The row has a property that is not in the file."""
    return draft.row.set("properties", "operator", "unknown")


@defect("db-values", "row", drift="dropped", layouts=BOTH)
def row_property_dropped(draft: Draft) -> Edit:
    """The row lacks a property of the file."""
    return draft.row.drop("properties", "sar:looks_range")


@defect("db-stale", "row", severity="warning", drift="stale", layouts=BOTH)
def row_stale(draft: Draft) -> Edit:
    """The row is of an earlier version of the file."""
    draft.row.set("properties", "processing:version", "1.0.0")
    earlier = rfc3339(draft.run.plan.created - 30 * 86400)
    draft.row.set("properties", "created", earlier)
    return draft.row.set("properties", "updated", earlier).also("db-values")
