"""What came of asking for an address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

#: Characters that are kept of a media type: there is one for each address, and a field may be long.
_LONGEST_TYPE = 256
PROXY_REFUSES = "the proxy wants credentials (407); write user and password into its address, as http://USER:PASSWORD@HOST"


class Outcome(Enum):
    """Whether something is at an address."""

    THERE = "there"
    GONE = "gone"
    #: The server did not say.
    UNREACHABLE = "unreachable"
    #: The server was not asked, or does not tell us.
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, why, and what the server says of the file; `of_host` means all addresses of its host."""

    outcome: Outcome
    reason: str = ""
    of_host: bool = False
    media_type: str = ""
    size: int | None = None


class Untold(Exception):
    """There is no telling whether something is at an address."""

    def __init__(self, outcome: Outcome, reason: str, of_host: bool = False) -> None:
        super().__init__(reason)
        self.answer = Answer(outcome, reason, of_host)


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of a response: its status, and its header fields by names in lower case."""

    status: int
    fields: dict[str, str]

    @property
    def title(self) -> str:
        """The status with its name, whatever the server calls it."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)

    def answer(self) -> Answer:
        """Return what it means for the address that was asked for."""
        # A range of what is empty cannot be had; it is there nevertheless.
        if 200 <= self.status < 300 or self.status == 416:
            return Answer(Outcome.THERE, "", False, self._media_type(), self._size())
        if self.status in (404, 410):
            return Answer(Outcome.GONE, self.title)
        if self.status == 407:
            return Answer(Outcome.UNCHECKED, PROXY_REFUSES, of_host=True)
        if self.status in (401, 403):
            return Answer(Outcome.UNCHECKED, f"the server wants credentials ({self.title})", of_host=True)
        return Answer(Outcome.UNREACHABLE, f"the server answers {self.title}")

    def _media_type(self) -> str:
        return self.fields.get("content-type", "")[:_LONGEST_TYPE]

    def _size(self) -> int | None:
        if self.fields.get("content-encoding", "identity").lower() != "identity":
            return None
        if self.status in (206, 416):
            size = self.fields.get("content-range", "").rpartition("/")[2].strip()
        else:
            size = self.fields.get("content-length", "").strip()
        return int(size) if size.isascii() and size.isdecimal() and len(size) < 19 else None
