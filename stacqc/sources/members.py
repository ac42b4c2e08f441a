"""Many documents in one file: FeatureCollection, the answer of an API's /collections, NDJSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.document import Document
from stacqc.findings import Failure

#: The name under which each kind of container holds its members.
MEMBERS_KEY = {"ItemCollection": "features", "Collections": "collections"}
_LINES = (".ndjson", ".jsonl", ".geojsonl", ".ndgeojson")


def is_lines(name: str) -> bool:
    """Return whether a file holds one document per line, judged by its name."""
    return name.lower().endswith(_LINES)


def looks_like_lines(raw: bytes) -> bool:
    """Return whether a text of unknown kind is NDJSON: more than one line, the first one an object."""
    first, _, rest = raw.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and first.startswith(b"{") and rest.lstrip().startswith(b"{")


def lines(uri: str, stream: Any) -> Iterator[Document | Failure]:
    """Yield the document of each line of a binary stream that is not blank; its prefix is the line's index."""
    for index, line in enumerate(stream):
        if line.strip():
            yield Document(uri, line.rstrip(b"\r\n"), prefix=(index,), line=index + 1)


def members(uri: str, raw: Any, key: str) -> Iterator[Document | Failure]:
    """Yield the container without its members, then each member with its place in the container.

    `raw` is bytes or a memory map; the members are cut out without parsing the whole.
    """
    import msgspec

    try:
        parts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        found = msgspec.json.decode(parts[key], type=list[msgspec.Raw])
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        # The whole is then judged as one document, which says what is wrong and where.
        yield Document(uri, bytes(raw))
        return
    yield _envelope(uri, parts, key)
    # What stands before the list is passed over by the start of its own text, long enough to be unique.
    start = raw.find(bytes(memoryview(parts[key])[:4096]))
    yield from _cut(uri, raw, start + 1, key, found)


def _envelope(uri: str, parts: dict[str, Any], key: str) -> Document:
    rest = b",".join(orjson.dumps(name) + b":" + bytes(part) for name, part in parts.items() if name != key)
    return Document(uri, b"{" + rest + (b"," if rest else b"") + orjson.dumps(key) + b":[]}")


def _cut(uri: str, raw: Any, at: int, key: str, found: list[Any]) -> Iterator[Document]:
    line, column, last = 1, 1, 0
    for index, member in enumerate(found):
        content = bytes(member)
        # Between two members stand only a comma and white space.
        start = raw.find(content[:1], at)
        between = raw[last:start]
        newlines = between.count(b"\n")
        if newlines:
            line += newlines
            column = 1
            between = between[between.rfind(b"\n") + 1 :]
        column += len(between.decode(errors="replace"))
        yield Document(uri, content, prefix=(key, index), line=line, column=column)
        last, at = start, start + len(content)
