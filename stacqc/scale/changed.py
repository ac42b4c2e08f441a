"""Which files differ from a revision of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from stacqc.aspects.links import is_remote, resolve
from stacqc.document import Document


class NoHistory(Exception):
    """Files whose history cannot be asked for, and why."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Files that are new or different, and files that are gone, by their real paths."""

    files: frozenset[str]
    gone: frozenset[str] = field(default=frozenset())

    def has(self, address: str) -> bool:
        """Return whether a document, named by its address, is in a changed file."""
        return _real(address) in self.files or _real(address.partition("#/")[0]) in self.files

    def concerns(self, document: Document) -> bool:
        """Return whether a document is in a changed file, or has a link to one that is gone."""
        return _real(document.uri) in self.files or (bool(self.gone) and self._leads_to_gone(document))

    def _leads_to_gone(self, document: Document) -> bool:
        hrefs = (link.get("href") for _, link in document.links)
        local = (href for href in hrefs if type(href) is str and not is_remote(href))
        return any(_real(resolve(href, document.folder)) in self.gone for href in local)


def changed_since(revision: str, paths: Iterable[str]) -> Changed:
    """Return what changed since the working files left a revision; raises NoHistory."""
    files: set[str] = set()
    gone: set[str] = set()
    for top in sorted({_top(path) for path in paths}):
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if not commit:
            raise NoHistory(f"{revision} is no revision of the repository at {top}")
        start = _git(top, "merge-base", commit[0], "HEAD") or commit
        names = _git(top, "diff", "--name-only", "--no-renames", "-z", start[0], "--")
        names += _git(top, "ls-files", "--others", "--exclude-standard", "-z")
        for name in names:
            path = _real(os.path.join(top, name))
            (files if os.path.lexists(path) else gone).add(path)
    return Changed(frozenset(files), frozenset(gone))


def _top(path: str) -> str:
    folder = path if os.path.isdir(path) else os.path.dirname(path) or os.curdir
    found = _git(folder, "rev-parse", "--show-toplevel")
    if not found:
        raise NoHistory(f"{path} is in no git repository")
    return found[0]


def _git(folder: str, *arguments: str) -> list[str]:
    """Return what git says, part by part; nothing where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (no shell; the revision cannot be taken for an option)
            ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments],  # noqa: S607
            capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoHistory(f"git cannot be asked ({type(error).__name__})") from None
    if done.returncode:
        return []
    text = os.fsdecode(done.stdout)
    return [part for part in text.split("\0" if "-z" in arguments else "\n") if part]


def _real(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(os.path.abspath(folder)), name)


@lru_cache(maxsize=65536)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)
