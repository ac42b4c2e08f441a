"""What a fix does, in words."""

from __future__ import annotations

from stacqc.findings import Edit, Fix
from stacqc.words import name_of, show


def said_of(fix: Fix, help: str) -> str:
    """Return what a fix does: in its own words, else in those of the finding, else as its first edit says."""
    return fix.title or help or _said(fix.edits[0])


def _said(edit: Edit) -> str:
    if edit.action == "remove":
        return f"remove {name_of(edit.path)}"
    if edit.action == "rename":
        return f"rename {name_of(edit.path)} to {edit.value}"
    return f"write {show(edit.value)}"
