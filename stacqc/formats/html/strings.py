"""A table of texts, each once: messages, help and paths repeat from finding to finding."""

from __future__ import annotations


class Strings:
    """Gives each text a number; the empty text is 0."""

    def __init__(self) -> None:
        self.all: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}

    def add(self, text: str) -> int:
        """Return the number of a text."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.all)
            self.all.append(text)
        return number
