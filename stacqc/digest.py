"""The digest BLAKE2b, without the OpenSSL that `hashlib` starts: that takes longer than all digests of a run."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # a Python that builds its digests in another way
    from hashlib import blake2b

__all__ = ["blake2b", "digest_of_text"]


def digest_of_text(text: str, size: int) -> str:
    """Return the digest of a text, whatever it holds, as hexadecimal digits of so many bytes."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
