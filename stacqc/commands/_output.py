"""Where reports go: formats, files, and the terminal."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import click

from stacqc.formats import NAMES, WITH_FACTS, WITH_PROSE, View, renderer
from stacqc.report import Report

#: Formats that may share standard output: a program picks out its lines, or a person reads them.
_LINES = frozenset({"text", "concise", "github", "markdown"})


class Output(NamedTuple):
    """A format, and the file it goes to; standard output where that is empty."""

    format: str
    file: str

    @property
    def wants_facts(self) -> bool:
        """Whether the format shows the documents themselves."""
        return self.format in WITH_FACTS

    @property
    def wants_prose(self) -> bool:
        """Whether the format shows why rules are there."""
        return self.format in WITH_PROSE


def outputs_of(formats: Iterable[str], file: str | None, inputs: Iterable[str]) -> list[Output]:
    """Return the outputs that `-f NAME[:FILE]` and `-o FILE` ask for, none of which is an input."""
    made = []
    for wanted in formats or ("text",):
        name, _, target = wanted.partition(":")
        if name not in NAMES:
            raise click.UsageError(f"there is no format {name!r}; the formats are {', '.join(NAMES)}")
        made.append(Output(name, target))
    if file:
        if sum(not o.file for o in made) != 1:
            raise click.UsageError("-o wants exactly one format without a file of its own")
        made = [o if o.file else Output(o.format, file) for o in made]
    _refuse_shared(made)
    refuse_documents((output.file for output in made), inputs)
    return made


def _refuse_shared(outputs: list[Output]) -> None:
    """Refuse two reports in one file, and such for programs together with others on standard output."""
    files = Counter(os.path.abspath(output.file) for output in outputs if output.file)
    for file in (o.file for o in outputs if o.file and files[os.path.abspath(o.file)] > 1):
        raise click.UsageError(f"two reports would be written to {file}: give each a file of its own")
    shown = [output.format for output in outputs if not output.file]
    whole = next((name for name in shown if name not in _LINES), shown[0] if len(set(shown)) == 1 else "")
    if len(shown) > 1 and whole:
        raise click.UsageError(
            f"{len(shown)} reports would be written to standard output: give {whole} a file, -f {whole}:FILE"
        )


def refuse_documents(outputs: Iterable[str | None], inputs: Iterable[str]) -> None:
    """Refuse to write where documents are, which would be lost; raises UsageError."""
    from stacqc.sources.holding import holds_documents

    read = [path for path in inputs if os.path.isfile(path)]
    for file in (file for file in outputs if file and os.path.isfile(file)):
        if any(os.path.samefile(file, path) for path in read) or holds_documents(Path(file)):
            raise click.UsageError(f"{file} holds what is checked, it would be replaced: give another file")


def write_report(report: Report, outputs: Iterable[Output], given: dict[str, Any]) -> None:
    """Render a report to each of its outputs."""
    for output in outputs:
        pieces = renderer(output.format)(report, view_of(given, to_file=bool(output.file)))
        if output.file:
            write_file(output.file, "".join(pieces))
        else:
            _to_screen(pieces)


def _to_screen(pieces: Iterable[str]) -> None:
    try:
        for piece in pieces:
            echo(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(f"the report cannot be written ({error.strerror})") from None


def echo(piece: str) -> None:
    """Write to standard output, also where its encoding lacks some characters."""
    stream = sys.stdout
    try:
        stream.write(piece)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(piece.encode(encoding, "replace").decode(encoding))


def write_file(name: str | Path, text: str) -> None:
    """Write a text to a file that the user named, all of it or nothing; raises ClickException.

    Half a surrogate pair, which UTF-8 cannot hold, is written as an escape.
    """
    from stacqc.disk.folders import write_atomically

    try:
        write_atomically(Path(name), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.ClickException(f"{name} cannot be written ({error.strerror})") from None


def view_of(given: dict[str, Any], to_file: bool) -> View:
    """Return how a report is shown, from the options and the terminal."""
    color = given["color"]
    if color is None:
        color = not to_file and _is_coloured()
    return View(color, _width(), given["quiet"], given["max_findings"], given["statistics"])


def _is_coloured() -> bool:
    """Whether standard output takes colours, by the variables that terminals and CI agree on."""
    said = os.environ
    if said.get("NO_COLOR"):
        return False
    return bool(said.get("FORCE_COLOR")) or (sys.stdout.isatty() and said.get("TERM") != "dumb")


def _width() -> int:
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return View().width
    from shutil import get_terminal_size

    return get_terminal_size((View().width, 24)).columns
