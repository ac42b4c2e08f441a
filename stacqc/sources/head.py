"""The few members of a document that its place in a stream depends on, read without parsing the rest."""

from __future__ import annotations

from typing import Any, NamedTuple

from stacqc.comparison.record import parse, text_of
from stacqc.kinds import kind_of


class Head(NamedTuple):
    """The kind of a document, its id, and the collection it names."""

    kind: str
    id: str
    collection: str


class HeadReader:
    """Reads heads; what the fast way does not understand is parsed as a whole."""

    def __init__(self) -> None:
        import msgspec

        fields = [(name, Any, None) for name in ("type", "id", "collection")]
        self._decode: Any = msgspec.json.Decoder(msgspec.defstruct("Head", fields)).decode
        self._error = msgspec.DecodeError

    def read(self, raw: bytes) -> Head | None:
        """Return the head of a document, None where it is no STAC that can be read."""
        try:
            found = self._decode(raw)
        except (self._error, UnicodeDecodeError, RecursionError):
            return head_of(parse(raw))
        if found.type == "Feature" and type(found.id) is str:
            collection = found.collection
            return Head("Item", found.id, collection if type(collection) is str else "")
        return head_of(parse(raw))

    def is_item(self, raw: bytes) -> bool:
        """Return whether a text is that of an item, as far as the fast way understands it."""
        try:
            return bool(self._decode(raw).type == "Feature")
        except (self._error, UnicodeDecodeError, RecursionError):
            return False


def head_of(data: Any) -> Head | None:
    """Return the head of a parsed document, None where it has no kind or no id."""
    kind = kind_of(data)
    if not kind or type(data.get("id")) is not str:
        return None
    return Head(kind, data["id"], text_of(data, "collection"))
