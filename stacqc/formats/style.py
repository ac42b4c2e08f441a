"""Colours of the terminal, or none."""

from __future__ import annotations

from stacqc.findings import Severity

_COLOR = {Severity.ERROR: 31, Severity.WARNING: 33, Severity.INFO: 36, Severity.OFF: 0}


class Style:
    """Wraps text in ANSI colours when they are wanted."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def _wrap(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and code else text

    def bold(self, text: str) -> str:
        """Return text that stands out."""
        return self._wrap(text, 1)

    def dim(self, text: str) -> str:
        """Return text that steps back."""
        return self._wrap(text, 2)

    def severity(self, text: str, severity: Severity) -> str:
        """Return text in the colour of a severity."""
        return self._wrap(text, _COLOR[severity])
