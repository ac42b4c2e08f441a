"""Rules on licences: an identifier that machines know, or a link to the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stacqc.aspects.linked import linked
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.rules._told import misspelt_relation
from stacqc.told_by import SCHEMAS
from stacqc.words import listed, nearest

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#licensing"
#: Words that the specification allows besides the identifiers; the text is then linked.
WORDS = frozenset({"other", "proprietary", "various"})
_said_more = re.compile(r"\s*\b(the|licen[cs]ed?|version)\b\s*", re.IGNORECASE)
_commons = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE
)
#: What stands behind the name in an identifier with a version.
_version = re.compile(r"(\d+(?:\.\d+)*)(?:-only|-clause)?", re.IGNORECASE).fullmatch
#: How alike a text and an identifier must be: names of missions and agencies resemble some by chance.
_ALIKE = 0.84
#: What resembles an identifier and is the name of an agency, or means the contrary.
_OTHERS = frozenset({"nasa", "unlicensed"})
#: Licences seen in the documents of this process, and whether the list has them.
_known: dict[str, bool] = {}


def _collection(license: str, *links: dict[str, str]) -> dict[str, object]:
    return {"type": "Collection", "stac_version": "1.0.0", "license": license, "links": [*links]}


def license_of(document: Document) -> str | None:
    """Return the licence that a document names, None where it names none."""
    holder = document.properties if document.kind == "Item" else document.data
    found = holder.get("license")
    return found if found.__class__ is str else None


def place_of(document: Document) -> Path:
    """Return where the licence stands."""
    return ("properties", "license") if document.kind == "Item" else ("license",)


def has_plain_license(document: Document) -> bool:
    """Say whether the licence of a document, if it names one, is an identifier of the list."""
    text = license_of(document)
    return text is None or (text not in WORDS and _is_known(text))


@rule(
    "license-unknown",
    told_by=SCHEMAS,
    unless=has_plain_license,
    severity="warning",
    kinds=("Item", "Collection"),
    docs=_SPEC,
    fix="Write the identifier of https://spdx.org/licenses, or other with a link to the text.",
    examples={
        "valid": [_collection("CC-BY-4.0"), _collection("other"), _collection("MIT OR Apache-2.0")],
        "invalid": [
            {"document": _collection("cc-by-4.0"), "fixed": _collection("CC-BY-4.0")},
            {
                "document": _collection("https://creativecommons.org/licenses/by-nc/4.0/"),
                "fixed": _collection("CC-BY-NC-4.0"),
            },
            _collection("TBD"),
            {"type": "Feature", "properties": {"license": "CC-BY-NC-SA"}},
        ],
    },
)
def license_spdx(document: Document) -> Iterable[Problem]:
    """The licence is an identifier of the SPDX list, or other.

    Whoever may use the data is asked by programs too; they know the identifiers.
    """
    text = license_of(document)
    return () if text is None or _is_known(text) else (_unknown(place_of(document), text),)


def _is_known(text: str) -> bool:
    found = _known.get(text)
    if found is None:
        from stacqc.vocabulary.spdx import is_expression

        if len(_known) > 1000:
            _known.clear()
        found = _known[text] = text in WORDS or is_expression(text)
    return found


def _meant(text: str) -> str | None:
    """Return the identifier or the word that was probably meant."""
    from stacqc.vocabulary.spdx import LICENSES

    if "://" in text:
        return _of_address(text)
    plain = _said_more.sub("", text).strip()
    if re.fullmatch(r"(?i)cc[-_ ]?(?:0|zero)(?:[-_ ]?1\.0)?|creative commons zero\b.*", plain):
        return "CC0-1.0"
    if plain.lower() in _OTHERS:
        return None
    if len(plain) > 3 or plain in LICENSES:
        found: str | None = nearest(plain, (*LICENSES, *WORDS), _ALIKE)
        versions = _versions(plain)
        return found or (versions[0] if len(versions) == 1 else None)
    return None


def _versions(name: str) -> list[str]:
    """Return the identifiers that are a name with a version behind it, the newest first."""
    from stacqc.vocabulary.spdx import LICENSES

    start = f"{name.strip().lower()}-"
    behind = {one: _version(one[len(start) :]) for one in LICENSES if one.lower().startswith(start)}
    found = {one: match[1] for one, match in behind.items() if match and f"{one}-only" not in LICENSES}
    return sorted(found, key=lambda one: [-int(part) for part in found[one].split(".")])


def _advice(text: str) -> str:
    versions = _versions(text.replace(" ", "-"))
    if versions and text.lower() not in _OTHERS:
        return f"name the version: {listed(versions, 'or')}"
    return 'write its identifier, or "other" and link the text'


def _of_address(text: str) -> str | None:
    """Return the identifier of a licence of Creative Commons that is given by its address."""
    from stacqc.vocabulary.spdx import LICENSES

    found = _commons.match(text)
    if found is None:
        return None
    kind, version = found.groups()
    meant = f"CC0-{version}" if kind == "zero" else f"CC-{kind.upper()}-{version}"
    return meant if meant in LICENSES else None


def _unknown(path: Path, text: str) -> Problem:
    meant = _meant(text)
    # Its address names a licence of Creative Commons as well as its identifier does.
    is_exact = meant is not None and ("://" in text or meant.lower() == text.strip().lower())
    fix = Fix((Edit("replace", path, meant),), safe=is_exact, title=f"write {meant}") if meant else None
    message = f'"{text[:100]}" is no licence of the SPDX list'
    return Problem(path, message, f"did you mean {meant}?" if meant else _advice(text[:100]), fix)


@rule(
    "license-text-missing",
    told_by=misspelt_relation("license"),
    unless=has_plain_license,
    severity="info",
    kinds=("Item", "Collection"),
    docs=_SPEC,
    fix="Add a link with rel license.",
    examples={
        "valid": [_collection("other", {"rel": "license", "href": "LICENSE.txt"}), _collection("CC-BY-4.0")],
        "invalid": [_collection("other")],
    },
)
def license_link(document: Document) -> Iterable[Problem]:
    """A licence that is not on the list comes with a link to its text.

    Without the text nobody knows what is allowed.
    """
    text = license_of(document)
    if text not in WORDS or linked(document, "license"):
        return ()
    message = f'The licence is "{text}", and no link leads to its text'
    return (Problem(place_of(document), message, "add a link with rel license"),)
