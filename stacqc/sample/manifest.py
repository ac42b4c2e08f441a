"""The ground truth: a line for each defect, and one digest for the whole tree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from stacqc.digest import blake2b
from stacqc.findings import pointer
from stacqc.sample.defect import Kind
from stacqc.sample.draft import ABSENT, Draft, Edit, Expected, RunDraft
from stacqc.sample.layout import ROOT_PATH
from stacqc.sample.properties import Json

NAME = "manifest.ndjson"
VERSION = 1
LONGEST = 200


def line(kind: Kind, edit: Edit) -> Json:
    """Describe one defect: what it is, where a checker should point, what else may be found."""
    made: Json = {
        "defect": kind.name,
        "rule": kind.rule,
        "severity": kind.severity,
        "file": edit.draft.path,
        "id": _id(edit.draft),
        "pointer": edit.draft.pointer(edit.steps),
        "before": _short(edit.before),
        "after": _short(edit.after),
        "fixable": kind.fixable,
        "class": kind.drift or ABSENT,
        "expected": _unique(map(_expected, filter(_exists, edit.expected))),
    }
    return {k: v for k, v in made.items() if v is not ABSENT}


def _id(draft: Draft) -> str:
    documents = draft.run.documents
    return str(draft.data.get("id", "")) if draft.changed else documents.ids[draft.node.ordinal]


def _exists(expected: Expected) -> bool:
    return not (isinstance(expected.draft, Draft) and expected.draft.removed)


def _expected(expected: Expected) -> Json:
    """Write one further finding; `file` may be a pattern; without `pointer` any place in it will do."""
    draft = expected.draft
    made: Json = {"rule": expected.rule, "file": ROOT_PATH if draft is None else ""}
    if isinstance(draft, RunDraft):
        made["file"] = draft.documents.paths[0].partition("/")[0] + "/*"
    elif isinstance(draft, str):
        made |= {"file": draft, "pointer": pointer(map(str, expected.steps or ()))}
    elif draft is not None:
        made["file"] = draft.path
        if expected.steps is not None:
            made["pointer"] = draft.pointer(expected.steps)
    return made


def _unique(lines: Iterable[Json]) -> list[Json]:
    return list({orjson.dumps(entry): entry for entry in lines}.values())


def _short(value: Any) -> Any:
    """Keep a value as it is unless it would swell the manifest."""
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:40]}… ({len(value)} characters)"
    return value


def file_number(path: str, content: bytes) -> int:
    """Return a number for one file; their sum does not depend on the order, so shards can be added up."""
    digest = blake2b(path.encode() + b"\0", digest_size=32)
    digest.update(content)
    return int.from_bytes(digest.digest(), "big")


def row_number(row: bytes) -> int:
    """Return a number for one row; their sum stands for the whole table."""
    return int.from_bytes(blake2b(row, digest_size=32).digest(), "big")


def digest_text(total: int) -> str:
    """Write the sum of the numbers of all files as text."""
    return f"{total % 2**256:064x}"


def tree_digest(folder: Path) -> str:
    """Return the digest of the JSON files below a folder, as in the first line of its manifest."""
    files = (path for path in folder.rglob("*.json") if path.is_file())
    return digest_text(sum(file_number(p.relative_to(folder).as_posix(), p.read_bytes()) for p in files))


def read_manifest(path: Path) -> tuple[Json, list[Json]]:
    """Return the first line of a manifest and its defects; `path` may be the folder it is in."""
    file = path / NAME if path.is_dir() else path
    head, *lines = (orjson.loads(text) for text in file.read_bytes().splitlines())
    return head, lines
