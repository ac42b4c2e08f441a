"""Schemas by address: bundled, the user's own, and (only when asked) fetched ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from stacqc.disk.data import data_dir
from stacqc.disk.given_files import read_given
from stacqc.schema.addresses import bundled_file
from stacqc.schema.spellings import canonical
from stacqc.schemes import of_web

#: A JSON Schema as it is written; true allows everything, false nothing.
Schema = dict[str, Any] | bool


class SchemaUnavailable(Exception):
    """A schema that cannot be had: its address, and why in words for the user."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason

    def __str__(self) -> str:
        return f"no schema for {self.address}: {self.reason}"


class SchemaStore:
    """Finds the schema for an address: mapped first, then the user's folders, bundled, cached, fetched.

    `mapping` maps an address, or a prefix of addresses that ends with "/", to a file, a folder or
    another address. `folders` hold schemas known by their `$id` or by `host/path` below the folder.
    """

    def __init__(
        self,
        folders: Iterable[Path] = (),
        mapping: Mapping[str, str] | None = None,
        fetch: bool = False,
        lock: Path | None = None,
    ) -> None:
        self.folders = tuple(folders)
        self.mapping = dict(mapping or {})
        self.fetch = fetch
        self.lock = lock
        self._loaded: dict[str, Schema] = {}
        self._by_id: dict[str, Path] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return SchemaStore, (self.folders, self.mapping, self.fetch, self.lock)

    def canonical(self, address: str) -> str:
        """Return the address whose schema is to be used for a declared one."""
        if self.mapping and self._mapped(address) != address:
            return address
        if self.folders and self._in_folders(address) is not None:
            return address
        return canonical(address)

    def get(self, address: str) -> Schema:
        """Return the schema at `address`; raises SchemaUnavailable."""
        address = address.rstrip("#")
        if address not in self._loaded:
            self._loaded[address] = self._load(address)
        return self._loaded[address]

    def locate(self, address: str) -> Path | None:
        """Return the file that holds the schema for an address, None where it is not at hand as one."""
        target = self._mapped(address.rstrip("#"))
        if target != address and not of_web(target):
            return Path(target)
        return self._in_folders(target) or _existing(bundled_file(target))

    def _load(self, address: str) -> Schema:
        file = self.locate(address)
        return read_schema(file, address) if file is not None else self._from_cache(self._mapped(address))

    def _from_cache(self, address: str) -> Schema:
        from stacqc.schema.cache import SchemaCache

        return SchemaCache(lock=self.lock).get(address, fetch=self.fetch)

    def _mapped(self, address: str) -> str:
        if address in self.mapping:
            return self.mapping[address]
        for start, target in self.mapping.items():
            if start.endswith("/") and address.startswith(start):
                return target.rstrip("/") + "/" + address.removeprefix(start)
        return address

    def _in_folders(self, address: str) -> Path | None:
        if not self.folders:
            return None
        if self._by_id is None:
            self._by_id = dict(_ids(self.folders))
        return self._by_id.get(address.rstrip("#"))


def bundled_schemas() -> Iterator[tuple[str, Path, str]]:
    """Yield address, file and title of every bundled schema."""
    for file in sorted(data_dir("schemas").rglob("*.json")):
        schema = orjson.loads(file.read_bytes())
        if "$id" in schema:
            yield schema["$id"].rstrip("#"), file, schema.get("title", "")


def _ids(folders: Iterable[Path]) -> Iterable[tuple[str, Path]]:
    """Every address a folder can answer for; what a path says wins over what an `$id` says."""
    for folder in folders:
        files = sorted(file for file in folder.rglob("*.json") if file.is_file())
        for file in files:
            schema = _try_read(file)
            declared = schema.get("$id", schema.get("id")) if isinstance(schema, dict) else None
            if isinstance(declared, str):
                yield declared.rstrip("#"), file
        for file in files:
            host, _, rest = file.relative_to(folder).as_posix().partition("/")
            if rest and "." in host:
                yield f"https://{host}/{rest}", file


def _try_read(file: Path) -> Any:
    try:
        return orjson.loads(read_given(file))
    except (OSError, orjson.JSONDecodeError):
        return None


def _existing(file: Path | None) -> Path | None:
    return file if file is not None and file.is_file() else None


def read_schema(file: Path, address: str) -> Schema:
    """Return the schema in a file; raises SchemaUnavailable where there is none."""
    try:
        content = read_given(file)
    except OSError as error:
        raise SchemaUnavailable(address, f"{file} cannot be read ({error.strerror})") from None
    return parse_schema(content, address, str(file))


def parse_schema(content: bytes, address: str, source: str) -> Schema:
    """Return the schema in a text from `source`; raises SchemaUnavailable where there is none."""
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SchemaUnavailable(address, f"{source} is not valid JSON ({error})") from None
    if not isinstance(schema, dict | bool):
        raise SchemaUnavailable(address, f"{source} is no JSON Schema: a schema is an object")
    return schema
