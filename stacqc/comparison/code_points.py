"""Text as bytes that sort like its code points, whatever it holds."""

from __future__ import annotations


def to_bytes(text: str) -> bytes:
    """Return text as bytes whose order is that of its code points."""
    return text.encode("utf-8", "surrogatepass")


def to_text(raw: bytes) -> str:
    """Return what `to_bytes` was given."""
    return raw.decode("utf-8", "surrogatepass")
