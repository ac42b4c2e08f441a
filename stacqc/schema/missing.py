"""What it means that a member is missing: misspelt, in another object, or not there at all."""

from __future__ import annotations

from stacqc.findings import Edit
from stacqc.kinds import TYPE_OF_KIND, kind_of
from stacqc.schema.messages import FailedKeyword, meaning_of
from stacqc.schema.problem import SchemaProblem
from stacqc.vocabulary.members import is_slip
from stacqc.words import nearest, show

#: What the parts of a document are; of these schemas of extensions speak only as far as they need them.
_PARTS = {
    "properties": "Metadata of an Item, at least its datetime",
    "assets": "The files, each under a key of its own; {} where there are none",
    "links": "Where to go from here; [] where there are none",
    "geometry": "The footprint as GeoJSON; null where there is none",
    "extent": "Where and when the data lie: the members spatial and temporal",
}


def missing(failure: FailedKeyword, member: str) -> SchemaProblem:
    """A required member is not there."""
    message = f"Required member {show(member)} is missing"
    similar = _misspelt(failure, member)
    if similar is not None:
        edit = Edit("rename", (*failure.path, similar), member)
        help_ = f"there is {show(similar)}: rename it"
        return failure.problem(message, help_, member=member, edits=(edit,), safe=False)
    where = failure.parent.get("properties", {})
    known = where.get(member) if isinstance(where, dict) else None
    if member == "type" and not failure.path and isinstance(failure.root, dict):
        return _without_type(failure)
    said = meaning_of(known)
    help_ = _elsewhere(failure, member) or _PARTS.get(member) or said or failure.hint(member) or ""
    return failure.problem(message, help_, member=member)


def _without_type(failure: FailedKeyword) -> SchemaProblem:
    """A document does not say what it is; what it is judged as follows from its other members."""
    kind = kind_of(failure.root)
    message = 'Required member "type" is missing'
    if kind not in TYPE_OF_KIND:
        return failure.problem(message, member="type")
    kind = TYPE_OF_KIND[kind]
    edit = Edit("replace", ("type",), kind)
    return failure.problem(message, f'write "type": {show(kind)}', member="type", edits=(edit,), safe=False)


def _misspelt(failure: FailedKeyword, member: str) -> str | None:
    """The name under which a missing member is there, where it is misspelt."""
    strangers = [k for k in failure.value if failure.hint(k) is None]
    slip = next((name for name in strangers if is_slip(name, member)), None)
    found: str | None = slip or nearest(member, strangers, 0.85)
    return found


def _elsewhere(failure: FailedKeyword, member: str) -> str:
    """Where a missing member of an item stands instead: beside the properties, or among them."""
    properties = failure.root.get("properties") if isinstance(failure.root, dict) else None
    if failure.path == ("properties",) and member in failure.root:
        return "it stands beside properties: move it into them"
    if not failure.path and isinstance(properties, dict) and member in properties:
        return "it stands in properties: move it out of them"
    return ""


def follows(failure: FailedKeyword, member: str) -> SchemaProblem:
    """A member is there that another one has to go with."""
    rules = failure.parent.get("dependencies", {})
    causes = [n for n, v in rules.items() if n in failure.value and isinstance(v, list) and member in v]
    cause = show(causes[0]) if causes else "another member"
    message = f"Member {show(member)} is missing: it goes with {cause}"
    return failure.problem(message, failure.hint(member) or "", member=member)
