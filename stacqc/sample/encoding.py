"""Documents as bytes."""

from __future__ import annotations

import orjson

from stacqc.sample.properties import Json


def encode(data: Json, *, compact: bool = False, canonical: bool = False) -> bytes:
    """Write a document, indented by two unless `compact`, keys sorted if `canonical`."""
    options = (0 if compact else orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE) | (
        orjson.OPT_SORT_KEYS if canonical else 0
    )
    return orjson.dumps(data, option=options)


def copied(data: Json) -> Json:
    """Return a copy that shares nothing with the original."""
    copy: Json = orjson.loads(orjson.dumps(data))
    return copy
