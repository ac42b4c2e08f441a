"""The file of a baseline: read as people and merges leave it, written so that it merges well."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from stacqc.baseline import Baseline, BaselineError, Entry
from stacqc.disk.given_files import read_given

FILE_NAME = "stacqc-baseline.json"
_VERSION = 1
_MEMBERS = {"pointer", "value", "reason"}
_conflict = re.compile(rb"^<<<<<<< ", re.MULTILINE).search


def read(file: Path) -> Baseline:
    """Return the baseline in a file; raises BaselineError."""
    raw = b""
    try:
        raw = read_given(file)
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_united)
    except FileNotFoundError:
        raise BaselineError(f"{file}: the baseline does not exist; --write-baseline makes one") from None
    except OSError as error:
        raise BaselineError(f"{file}: the baseline cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        if _conflict(raw):
            raise BaselineError(
                f"{file}: the baseline holds a conflict of git: keep the entries of both sides"
            ) from None
        raise BaselineError(f"{file}: the baseline is not valid JSON ({error})") from None
    if type(data) is not dict or data.get("version") != _VERSION or type(data.get("findings")) is not dict:
        raise BaselineError(f'{file}: a baseline has "version": {_VERSION} and an object "findings"')
    return Baseline(file, {rule: _files(file, rule, files) for rule, files in data["findings"].items()})


def _united(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which members of one name, as merges leave them, are one."""
    made: dict[str, Any] = {}
    for name, value in members:
        made[name] = _both(made[name], value) if name in made else value
    return made


def _both(one: Any, other: Any) -> Any:
    if type(one) is dict and type(other) is dict:
        return _united([*one.items(), *other.items()])
    return one + other if type(one) is list and type(other) is list else other


def _files(file: Path, rule: str, files: Any) -> dict[str, list[Entry]]:
    if type(files) is not dict:
        raise BaselineError(f"{file}: {rule} must be an object of files")
    return {
        name: [_entry(file, f"{rule}, {name}", entry) for entry in _list(found)]
        for name, found in files.items()
    }


def _list(found: Any) -> list[Any]:
    return found if type(found) is list else [found]


def _entry(file: Path, where: str, entry: Any) -> Entry:
    if type(entry) is not dict or not {"pointer", "value"} <= entry.keys() <= _MEMBERS:
        raise BaselineError(f"{file}: {where}: an entry has pointer, value and perhaps reason")
    if not all(type(part) is str for part in entry.values()):
        raise BaselineError(f"{file}: {where}: pointer, value and reason are texts")
    return Entry(**entry)


def as_json(baseline: Baseline) -> str:
    """Return the text of a baseline file: sorted, so that it merges well."""
    findings = {
        rule: {file: [_as_object(entry) for entry in found] for file, found in files.items()}
        for rule, files in baseline.entries.items()
    }
    return json.dumps({"version": _VERSION, "findings": findings}, indent=2, ensure_ascii=False) + "\n"


def _as_object(entry: Entry) -> dict[str, str]:
    return {name: text for name, text in entry._asdict().items() if text or name != "reason"}
