"""What a user names as one side of a comparison, told apart and opened."""

from __future__ import annotations

from dataclasses import dataclass, field

from stacqc.comparison.choice import Choice
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.flattening import Mapping
from stacqc.comparison.record import Side
from stacqc.comparison.settings import Settings
from stacqc.comparison.trouble import SideTrouble
from stacqc.document import NO_TREE, Document
from stacqc.paths import in_store, meant, normalised
from stacqc.schemes import lowered
from stacqc.sources.api.client import ApiOptions
from stacqc.sources.containers.members import is_lines
from stacqc.sources.containers.peek import kind_or_document, stream_kind
from stacqc.sources.files import Unreadable, read_file
from stacqc.sources.names import ADDRESSES, is_api, is_pgstac, refused, shown
from stacqc.sources.pgstac.side import PgstacOptions
from stacqc.sources.storage import is_file, is_folder, is_there
from stacqc.sources.tree.catalog import root_in

#: The usual names of dumps in a folder.
DUMPS = ("collections.ndjson", "items.ndjson")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening of a side depends on."""

    settings: Settings = field(default_factory=Settings)
    choice: Choice = field(default_factory=Choice)
    pgstac: PgstacOptions = field(default_factory=PgstacOptions)
    api: ApiOptions = field(default_factory=ApiOptions)

    @property
    def on(self) -> frozenset[str]:
        """The equivalences that are on."""
        return Equivalences(self.settings.equivalences).on


def open_database(name: str, opening: Opening) -> Side:
    """Open the side whose collections are what they are; raises SideTrouble."""
    name = lowered(name)
    if is_pgstac(name):
        from stacqc.sources.pgstac.side import PgstacSide

        return PgstacSide(name, opening.choice, opening.on, opening.pgstac)
    if is_api(name):
        from stacqc.sources.api.side import ApiSide

        return ApiSide(name, opening.choice, opening.api)
    return _open_files(name, Mapping(Settings(flatten="none"), frozenset()), opening)


def open_files(name: str, opening: Opening, database: Side) -> Side:
    """Open the side whose collections are mapped to those of the database; raises SideTrouble."""
    if is_pgstac(name) or is_api(name):
        return open_database(name, opening)
    return _open_files(name, Mapping(opening.settings, database.collection_ids()), opening)


def open_alone(name: str, opening: Opening) -> Side:
    """Open files by themselves, mapped as the settings say without a database; raises SideTrouble."""
    return _open_files(name, Mapping(opening.settings, frozenset()), opening)


def _open_files(name: str, mapping: Mapping, opening: Opening) -> Side:
    from stacqc.sources.sides.loose import LooseSide
    from stacqc.sources.sides.ndjson import LinesSide
    from stacqc.sources.sides.tree import TreeSide

    name = lowered(name)
    if in_store(name):
        _ask_anew(name)
    try:
        if lines := lines_of(name):
            return LinesSide(lines, mapping, opening.choice)
        if root := root_of(name):
            return TreeSide(root, mapping, opening.choice, opening.on)
        if name != "-" and not is_there(name):
            meant_address = f"; {ADDRESSES}" if shown(name) != name else ""
            raise SideTrouble(shown(name), f"does not exist{meant_address}")
    except OSError as error:
        raise SideTrouble(shown(name), f"cannot be read: {error.strerror}") from None
    except Unreadable as trouble:
        raise SideTrouble(shown(name), f"cannot be read: {trouble.reason}") from None
    return LooseSide([name], mapping, opening.choice, opening.on)


def _ask_anew(name: str) -> None:
    from stacqc.sources.stores.store import forget

    forget()
    if (no := refused(name)) is not None:
        raise SideTrouble(*no)


def lines_of(name: str) -> list[str]:
    """Return the NDJSON files that a name stands for: itself, or the dumps in a folder."""
    if is_folder(name):
        found = [p for dump in DUMPS if is_file(p := meant(dump, normalised(name)))]
        return found if any(p.endswith(DUMPS[1]) for p in found) else []
    return [name] if is_lines(name) and is_file(name) else []


def root_of(name: str) -> str:
    """Return the root document of a tree that a name stands for, or the empty text."""
    if is_folder(name):
        return root_in(name)
    if not is_file(name) or stream_kind(name) is not None:
        return ""
    try:
        found = kind_or_document(name, read_file(name), NO_TREE)
    except Unreadable:
        return ""
    is_root = isinstance(found, Document) and found.kind in ("Catalog", "Collection")
    return normalised(name) if is_root else ""
