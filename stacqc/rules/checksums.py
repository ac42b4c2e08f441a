"""Rules on checksums: which algorithm made a digest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS

_FIELD = "file:checksum"
#: Names of algorithms by the bytes of their digests, and what a multihash of them begins with: code and length
#: as in https://github.com/multiformats/multicodec/blob/master/table.csv.
_ALGORITHMS = {
    16: ("MD5", "d50110"),
    20: ("SHA-1", "1114"),
    32: ("SHA-256", "1220"),
    48: ("SHA-384", "2030"),
    64: ("SHA-512", "1340"),
}


def _item(checksum: str) -> dict[str, Any]:
    return {"type": "Feature", "assets": {"a": {"href": "a.tif", _FIELD: checksum}}}


@rule(
    "checksum-no-multihash",
    told_by=SCHEMAS,
    unless=has_plain_outline,
    severity="warning",
    kinds=("Item", "Collection"),
    docs="https://github.com/stac-extensions/file#checksums",
    fix="Write the algorithm and the length before the digest, as a multihash does.",
    examples={
        "valid": [
            _item("d50110900150983cd24fb0d6963f7d28e17f72"),
            _item("90e4021044a8995dd50b6657a037a7839304535b"),
        ],
        "invalid": [
            {
                "document": _item("900150983cd24fb0d6963f7d28e17f72"),
                "expect": {"path": "$.assets.a['file:checksum']", "message": "as long as a digest of MD5"},
                "fixed": _item("d50110900150983cd24fb0d6963f7d28e17f72"),
            },
            {"document": _item("1220ab"), "expect": {"message": "announces 32 bytes, and 1 follows"}},
        ],
    },
)
def checksum_no_multihash(document: Document) -> Iterable[Problem]:
    """A checksum begins with its algorithm and its length.

    A bare digest may be of any algorithm, so that no program can check the file.
    """
    if document.kind == "Item" and not outline_of(document).recall(_with_checksums):
        return ()
    found = [(("assets", key, _FIELD), asset.get(_FIELD)) for key, asset in document.assets.items()]
    return [problem for path, text in found if type(text) is str for problem in _judged(path, text)]


@work_of_rule
def _with_checksums(outline: Outline) -> bool:
    return any(_FIELD in names for names, *_ in outline.assets)


def _judged(path: Path, text: str) -> Iterable[Problem]:
    """Judge a text of hexadecimal digits, two for each byte; of others the schema speaks."""
    try:
        made = bytes.fromhex(text)
    except ValueError:
        return
    fault = _fault(made)
    if fault and len(made) in _ALGORITHMS:
        name, begin = _ALGORITHMS[len(made)]
        fix = Fix((Edit("replace", path, begin + text),), safe=False, title=f"write {begin} before it")
        message = f"{_FIELD} is as long as a digest of {name} and does not say of which algorithm it is"
        yield Problem(path, message, f"if it is one of {name}, write {begin}{text}", fix)
    elif fault:
        yield Problem(path, f"{_FIELD} is no multihash: {fault}", "make the checksum again")


def _fault(made: bytes) -> str:
    """Return what keeps some bytes from being a multihash."""
    if not made:
        return ""
    _, rest = _number(made)
    if not rest:
        return "it ends before its length"
    length, digest = _number(rest)
    if length == len(digest):
        return ""
    return f"it announces {length} bytes, and {len(digest)} {'follows' if len(digest) == 1 else 'follow'}"


def _number(made: bytes) -> tuple[int, bytes]:
    """Return the number that some bytes begin with, seven bits in each, and what follows it.

    See https://github.com/multiformats/unsigned-varint; at most nine bytes are taken.
    """
    number = 0
    for place, byte in enumerate(made[:9]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, made[place + 1 :]
    return number, b""
