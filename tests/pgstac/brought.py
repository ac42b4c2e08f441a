"""Documents brought into a real pgstac, and what became of them there."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from tests.command import stacqc
from tests.pgstac.help import Json, query
from tests.pgstac.rule_cases import COLLECTION, ITEM, Case
from tests.pgstac.server import Server

#: Relations that the API makes itself.
INFERRED = ("self", "root", "parent", "collection", "items")


class House:
    """A pgstac with an API, and the documents that were brought into it."""

    def __init__(self, server: Server, database: str, address: str, folder: Path) -> None:
        self.server, self.database, self.address, self.folder = server, database, address, folder
        self.count = 0

    def bring(self, case: Case) -> Brought:
        """Write the documents of a case, and load them as `pypgstac load` does."""
        self.count += 1
        collection = {**COLLECTION, "id": f"c{self.count}", **case.collection}
        item = {**ITEM, "collection": collection["id"], **case.item}
        item = {name: value for name, value in item.items() if name not in case.without}
        lines = [
            case.line or _line(item, case.written),
            *(json.dumps({**item, **more}) for more in case.also),
        ]
        files = self.folder / f"{self.count}-collections.ndjson", self.folder / f"{self.count}-items.ndjson"
        files[0].write_text(json.dumps(collection) + "\n")
        files[1].write_text("".join(line + "\n" for line in lines))
        return Brought(self, collection, item, lines[0], files, self.load(files))

    def load(self, files: tuple[Path, Path]) -> str:
        """Load collections and items, and return why the loader refused them, nothing where it did not."""
        from pypgstac.db import PgstacDB
        from pypgstac.load import Loader, Methods

        try:
            with PgstacDB(dsn=self.server.address(self.database)) as db:
                Loader(db).load_collections(str(files[0]), Methods.insert)
                Loader(db).load_items(str(files[1]), Methods.insert)
        except Exception as error:  # whatever the loader raises, it is a refusal
            return f"{type(error).__name__}: {error}"
        return ""

    def get(self, href: str, **request: Any) -> tuple[int, str]:
        """Return status and text of an answer."""
        try:
            with urllib.request.urlopen(urllib.request.Request(href, **request)) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@dataclass(frozen=True)
class Brought:
    """Documents that were loaded, or what the loader said."""

    house: House
    collection: Json
    item: Json
    line: str
    files: tuple[Path, Path]
    trouble: str

    def findings(self) -> set[str]:
        """Return the rules that stacqc says are broken."""
        result = stacqc("check", *self.files, "--ruleset", "pgstac", "--no-config", "-f", "json")
        return {finding["rule"] for finding in json.loads(result.stdout)["findings"]}

    def outcome(self) -> str:
        """Say what became of the documents."""
        if self.trouble:
            return "refused"
        pairs = (
            (self.collection, self._address_of_collection()),
            (json.loads(self.line), self._address_of_item()),
        )
        return next((told for told in (self._served(*pair) for pair in pairs) if told), "") or self._beside()

    def _address_of_collection(self) -> str:
        return f"{self.house.address}/collections/{_quoted(self.collection['id'])}"

    def _address_of_item(self) -> str:
        return f"{self._address_of_collection()}/items/{_quoted(str(self.item['id']))}"

    def _served(self, given: Json, address: str) -> str:
        """Say what is wrong with a document as the API serves it, and with the link that leads to it."""
        status, text = self.house.get(address)
        if status != 200:
            return "lost"
        own = [link["href"] for link in json.loads(text)["links"] if link["rel"] == "self"]
        again = self.house.get(own[0]) if own else (200, text)
        if again[0] != 200 or json.loads(again[1]).get("id") != json.loads(text)["id"]:
            return "lost"
        return "" if _bare(json.loads(text)) == _bare(given) else "changed"

    def _beside(self) -> str:
        """Say what is wrong though the documents are the same."""
        text = self.house.get(self._address_of_item())[1]
        if any(number not in text.replace(" ", "") for number in _numbers(self.line)):
            return "respelt"
        if self.line.count('"bbox"') > text.count('"bbox"'):
            return "thinned"
        href = next(iter(self.item["assets"].values()))["href"]
        if "://" not in href and self.house.get(urljoin(self._address_of_item(), href))[0] != 200:
            return "unresolved"
        return self._in_columns() or "kept"

    def _in_columns(self) -> str:
        """Say what is wrong with what the database searches by."""
        where = f"collection = '{self.collection['id']}' AND id = '{self.item['id']}'"
        ((at, row),) = self._asked(f"SELECT datetime::text, content::text FROM items WHERE {where}")
        ((box,),) = self._asked(
            f"SELECT ST_AsText(geometry) FROM collections WHERE id = '{self.collection['id']}'"
        )
        if self.item["properties"].get("datetime", "").startswith("05/06/2020") and not at.startswith(
            "2020-06-05"
        ):
            return "elsewhen"
        if "3 3" not in box and "2 3" not in box:
            return "misplaced"
        if "item_assets" in self.collection and "image/tiff" in row:
            return "whole"
        return "" if self._is_changeable() else "unchangeable"

    def _asked(self, statement: str) -> list[tuple[Any, ...]]:
        return query(self.house.server, self.house.database, statement)

    def _is_changeable(self) -> bool:
        body, headers = json.dumps(self.item).encode(), {"Content-Type": "application/json"}
        answer = self.house.get(self._address_of_item(), data=body, headers=headers, method="PUT")[1]
        return "cannot contain" not in answer


def _line(item: Json, written: tuple[tuple[str, str], ...]) -> str:
    line = json.dumps(item)
    for old, new in written:
        assert old in line
        line = line.replace(old, new)
    return line


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _bare(document: Json) -> str:
    """Return a document as text, without the links that the API makes and in one order."""
    links = [
        link for link in document["links"] if link["rel"] not in INFERRED and "/rel/ogc/" not in link["rel"]
    ]
    return json.dumps({**document, "links": links}, sort_keys=True)


def _numbers(line: str) -> list[str]:
    """Return the number that a case is about, as it is written."""
    return re.findall(r'"a": (-?[0-9][0-9.e+-]*)', line)
