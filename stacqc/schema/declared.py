"""Which schemas the entries of stac_extensions mean."""

from __future__ import annotations

from collections.abc import Iterable

from stacqc.schema.addresses import address_of_name
from stacqc.schema.store import SchemaStore
from stacqc.vocabulary.releases import names_no_release, release_for


class Declared:
    """Finds the addresses of declared extensions; `as_written` where a name counts for what is written."""

    def __init__(self, store: SchemaStore, as_written: bool) -> None:
        self._store = store
        self._as_written = as_written

    def addresses(self, extensions: Iterable[str], version: str) -> tuple[str, ...]:
        """Return the address that each entry means, in order; an empty entry stays empty."""
        return tuple(self._address(written, version) if written else "" for written in extensions)

    def choose(self, extensions: Iterable[str], version: str) -> bool:
        """Say whether an entry names no release, so that the fields of a document decide which is meant."""
        if self._as_written:
            return False
        return any(names_no_release(w, self._address(w, version)) for w in extensions if w)

    def fitting(self, extensions: tuple[str, ...], version: str, used: frozenset[str]) -> tuple[str, ...]:
        """Return the addresses, those without a release in the one that fits the fields `used`."""
        addresses = self.addresses(extensions, version)
        return tuple(
            _fitting(address, used) if names_no_release(written, address) else address
            for written, address in zip(extensions, addresses, strict=True)
        )

    def _address(self, written: str, version: str) -> str:
        name = written if self._as_written else written.strip()
        if name.replace("-", "").isidentifier():
            return address_of_name(name, version, as_written=self._as_written)
        return self._store.canonical(written)


def _fitting(address: str, used: frozenset[str]) -> str:
    return release_for(address.split("/")[-3], used) or address
