"""The digest BLAKE2b, without the OpenSSL that `hashlib` starts: that takes longer than all digests of a run."""

try:
    from _blake2 import blake2b
except ImportError:  # a Python that builds its digests in another way
    from hashlib import blake2b

__all__ = ["blake2b"]
