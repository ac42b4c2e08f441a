"""How a JSON text is laid out, so that what is added to it looks like what is there."""

from __future__ import annotations

import json
import re
from typing import Any

_first_break = re.compile(r"\s*[{\[][ \t]*(\r?\n)([ \t]*)").match
_first_colon = re.compile(r'\s*\{\s*"[^"\\]*"([ \t]*:[ \t]*)').match
_indent = re.compile(r"[ \t]*").match
# Texts are matched too, so that a bracket inside one is not taken for an array.
_array = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|\[[ \t]*(\r?\n)?[ \t]*(?=[^\]\s])').finditer


class Layout:
    """Line ends, indentation and separators of one JSON text; `unit` is empty where it has one line."""

    def __init__(self, text: str) -> None:
        self._text = text
        broken, colon = _first_break(text), _first_colon(text)
        self.newline = broken[1] if broken else ""
        self.unit = (broken[2] or "  ") if broken else ""
        self.colon = colon[1] if colon else ": "
        self.comma = ", " if self.colon.endswith((" ", "\t")) else ","
        self._ascii = text.isascii() and "\\u" in text

    def indent_at(self, offset: int) -> str:
        """Return the white space at the beginning of the line of an offset."""
        match = _indent(self._text, self._text.rfind("\n", 0, offset) + 1)
        assert match is not None
        return match[0]

    def written(self, value: Any, indent: str | None = None) -> str:
        """Return a value as JSON: on one line, or on lines that are indented further than `indent`."""
        if indent is None:
            return self._dumped(value, separators=(self.comma, self.colon))
        broken = self._dumped(value, separators=(",", self.colon), indent=self.unit)
        return broken.replace("\n", self.newline + indent)

    def indent_of_value(self, value: Any, indent: str) -> str | None:
        """Return `indent` where the text writes a value such as this one on several lines."""
        breaks = bool(self.unit) and bool(value) and type(value) in (dict, list)
        return indent if breaks and (type(value) is dict or self._breaks_arrays()) else None

    def _breaks_arrays(self) -> bool:
        """Whether arrays stand on several lines: one of them does, or there is none to tell."""
        arrays = [match[1] is not None for match in _array(self._text) if match[0][0] == "["]
        return any(arrays) or not arrays

    def _dumped(self, value: Any, **how: Any) -> str:
        """The value as JSON, with escapes where the text has them; raises ValueError for NaN."""
        text = json.dumps(value, ensure_ascii=self._ascii, allow_nan=False, **how)
        if any("\ud800" <= character <= "\udfff" for character in text):
            return json.dumps(value, allow_nan=False, **how)
        return text
