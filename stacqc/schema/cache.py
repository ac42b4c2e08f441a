"""Schemas kept in the user's cache folder by sha256: fetched ones and ones the user added."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path

import orjson

from stacqc.disk.folders import cache_dir, write_atomically
from stacqc.patience import Patience, within
from stacqc.schema.store import Schema, SchemaUnavailable, parse_schema, read_schema
from stacqc.schemes import of_web

#: Seconds to wait for a server, and the most bytes a schema may have.
TIMEOUT = 10.0
MAX_BYTES = 5_000_000
_PART = 65_536


class SchemaCache:
    """A folder of schemas named by their sha256, an index from address to digest, and a lock file.

    A lock file pins the digests of a project: a schema whose content changed is refused.
    """

    def __init__(self, folder: Path | None = None, lock: Path | None = None) -> None:
        self.folder = folder or cache_dir() / "schemas"
        self.lock = lock

    def get(self, address: str, fetch: bool = False) -> Schema:
        """Return a cached schema, fetching it first where allowed; raises SchemaUnavailable."""
        digest = self._pinned(address) or self._index().get(address)
        file = self.folder / f"{digest}.json"
        if digest and file.is_file() and sha256(file.read_bytes()).hexdigest() == digest:
            return read_schema(file, address)
        if not fetch:
            raise SchemaUnavailable(address, "it is not bundled, and fetching was not asked for")
        return self.add(address, download(address))

    def add(self, address: str, content: bytes) -> Schema:
        """Keep `content` as the schema for an address; raises SchemaUnavailable where it is none."""
        schema = parse_schema(content, address, "what was given")
        digest = sha256(content).hexdigest()
        pinned = self._pinned(address)
        if pinned and pinned != digest:
            raise SchemaUnavailable(address, f"it has changed since it was pinned in {self.lock}")
        file = self.folder / f"{digest}.json"
        try:
            write_atomically(file, content)
            self._remember(self.folder / "index.json", address, digest)
            if self.lock and not pinned:
                self._remember(self.lock, address, digest)
        except OSError as error:
            raise SchemaUnavailable(
                address, f"it cannot be kept in {self.folder} ({error.strerror})"
            ) from None
        return schema

    def addresses(self) -> dict[str, str]:
        """Return the cached addresses with their digests."""
        return dict(sorted(self._index().items()))

    def _index(self) -> dict[str, str]:
        return _read_index(self.folder / "index.json")

    def _pinned(self, address: str) -> str | None:
        return _read_index(self.lock).get(address) if self.lock else None

    @staticmethod
    def _remember(file: Path, address: str, digest: str) -> None:
        index = {**_read_index(file), address: digest}
        text = orjson.dumps(
            index, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        )
        write_atomically(file, text)


def _read_index(file: Path) -> dict[str, str]:
    try:
        found = orjson.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, orjson.JSONDecodeError):
        raise SchemaUnavailable(str(file), "the index of schemas is damaged; remove the file") from None
    return found if isinstance(found, dict) else {}


def download(address: str) -> bytes:
    """Return the bytes at an http(s) address; raises SchemaUnavailable."""
    from http.client import HTTPException

    if not of_web(address):
        raise SchemaUnavailable(address, "only http and https addresses are fetched")
    patience = Patience(TIMEOUT)
    try:
        content = within(patience, partial(_sent, address, patience))
    except TimeoutError:
        raise SchemaUnavailable(address, f"it could not be fetched (not within {TIMEOUT:g} s)") from None
    except HTTPException:
        raise SchemaUnavailable(
            address, "it could not be fetched (what the server sends is no HTTP)"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise SchemaUnavailable(address, f"it could not be fetched ({reason})") from None
    if len(content) > MAX_BYTES:
        raise SchemaUnavailable(address, f"it is larger than {MAX_BYTES:,} bytes")
    return content


def _sent(address: str, patience: Patience) -> bytes:
    """Return what a server sends, and at most one byte too many; raises OSError, TimeoutError among them."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    request = Request(address, headers={"Accept": "application/schema+json, application/json"})  # noqa: S310
    content = bytearray()
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            while len(content) <= MAX_BYTES and (part := answer.read1(_PART)):
                content += patience.take(part)
    except HTTPError as refusal:
        refusal.close()
        raise
    return bytes(content)
