"""The git repository that a folder lies in, read from its files: git need not be installed."""

from __future__ import annotations

from pathlib import Path


def root_of(folder: Path) -> Path | None:
    """Return the uppermost folder of the repository, None outside of any."""
    here = folder.absolute()
    return next((above for above in (here, *here.parents) if (above / ".git").exists()), None)


def settings_of(root: Path) -> bytes:
    """Return the configuration of a repository, also of a worktree and a submodule; raises OSError."""
    git = root / ".git"
    if git.is_file():
        git = root / _line(git).removeprefix(b"gitdir:").strip().decode(errors="surrogateescape")
        common = git / "commondir"
        git = git / _line(common).decode(errors="surrogateescape") if common.is_file() else git
    return (git / "config").read_bytes()


def _line(file: Path) -> bytes:
    return file.read_bytes().partition(b"\n")[0].strip()
