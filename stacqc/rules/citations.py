"""Rules on how data are cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS
from stacqc.vocabulary.text_formats import FORMATS

_SPEC = "https://github.com/stac-extensions/scientific#item-properties-and-collection-fields"
_wrong = FORMATS["doi"]
_address = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/|^doi:\s*", re.IGNORECASE)


def _item(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties}


@rule(
    "doi-wrong",
    reads=("sci:doi", "sci:publications", "$['sci:doi']", "$['sci:publications']", "$.summaries"),
    told_by=SCHEMAS,
    severity="warning",
    docs=_SPEC,
    fix="Write the DOI without the address before it; leave it out where there is none.",
    examples={
        "valid": [_item(**{"sci:doi": "10.5061/dryad.s2v81.2/27.2", "sci:publications": [{"doi": "10.1234/abc"}]})],
        "invalid": [
            {"document": _item(**{"sci:doi": "https://doi.org/10.1234/abc"}), "fixed": _item(**{"sci:doi": "10.1234/abc"})},
            {"document": _item(**{"sci:publications": [{"doi": "", "citation": "Doin 2011"}]}),
             "fixed": _item(**{"sci:publications": [{"citation": "Doin 2011"}]})},
            {"type": "Collection", "summaries": {"sci:doi": ["doi.org/10.1234/abc"]}},
        ],
    },
)  # fmt: skip
def doi_pattern(document: Document) -> Iterable[Problem]:
    """A DOI is written as its name, without an address.

    Programs put the address before it; what is no DOI cannot be resolved or cited.
    """
    holder = document.properties if document.kind == "Item" else document.data
    dois = _dois(document, holder)
    return [_refused(path, value) for path, value in dois if type(value) is str and _wrong(value)]


def _refused(path: Path, value: str) -> Problem:
    if not value.strip():
        left_out = Fix((Edit("remove", path),), title="leave it out")
        return Problem(path, "The DOI is empty", "leave it out where there is none", left_out)
    bare = _address.sub("", value.strip())
    fix = None if _wrong(bare) else Fix((Edit("replace", path, bare),), title=f"write {bare}")
    help_ = f"write {bare}" if fix else "a DOI is written 10.1234/abc; leave it out where unknown"
    return Problem(path, f'"{value}" is no DOI', help_, fix)


def _dois(document: Document, holder: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    base: Path = ("properties",) if document.kind == "Item" else ()
    if "sci:doi" in holder:
        yield (*base, "sci:doi"), holder["sci:doi"]
    publications = holder.get("sci:publications")
    for index, publication in enumerate(publications if publications.__class__ is list else ()):
        if publication.__class__ is dict and "doi" in publication:
            yield (*base, "sci:publications", index, "doi"), publication["doi"]
    summaries = document.data.get("summaries")
    dois = summaries.get("sci:doi") if type(summaries) is dict else None
    for index, value in enumerate(dois if type(dois) is list else ()):
        yield ("summaries", "sci:doi", index), value
