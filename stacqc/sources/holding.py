"""Whether a file holds documents, told from its first ones."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

from stacqc.disk.given_files import read_given
from stacqc.document import Document

#: How GeoParquet begins.
_ROWS = b"PAR1"


def holds_documents(file: Path) -> bool:
    """Return whether a file is a document, or holds them in lines, in a list or in rows."""
    try:
        raw = read_given(file)
    except OSError:  # it is there, and nobody knows what it is
        return False
    is_object = raw.removeprefix(BOM_UTF8).lstrip()[:1] == b"{"
    texts = (raw, raw.partition(b"\n")[0]) if is_object else ()
    return raw.startswith(_ROWS) or any(Document(str(file), text).kind for text in texts)
