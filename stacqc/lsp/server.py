"""The server: follows the files that are open in an editor, and judges them as they change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from stacqc.engine.probing import forget
from stacqc.lsp.analysis import Analysis, Subject, analyse
from stacqc.lsp.diagnostics import diagnostics, notice
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project, Projects, Settings, Unusable, tree_of
from stacqc.version import __version__

#: Seconds without a key pressed before a text is judged.
PAUSE = 0.15
_log = logging.getLogger("stacqc.lsp")
T = TypeVar("T")


@dataclass(slots=True)
class OpenFile:
    """A file in the editor, its text, and what is known about it."""

    uri: str
    subject: Subject
    text: str
    version: int | None = None
    known: Analysis | None = None
    waiting: asyncio.Task[None] | None = None


class Server(LanguageServer):
    """A language server with the open files of one editor."""

    def __init__(self, settings: Settings) -> None:
        # Whole texts: changes by line go wrong where an editor and Python disagree about line ends.
        super().__init__("stacqc", __version__, lsp.TextDocumentSyncKind.Full)
        self.projects = Projects(settings)
        self.files: dict[str, OpenFile] = {}
        #: Whether the editor has said that it ends.
        self.is_shut_down = False
        # One thread: judging holds the interpreter anyway, and nothing it uses has to be locked.
        self._thread = ThreadPoolExecutor(1)

    async def aside(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a function while the server goes on listening."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    def opened(self, document: lsp.TextDocumentItem) -> None:
        """Take in a file and judge it."""
        path = path_of(document.uri)
        subject = Subject(path, tree_of(path, self._roots()))
        self.files[document.uri] = OpenFile(document.uri, subject, document.text, document.version)
        self._schedule(document.uri, 0)

    def changed(
        self,
        document: lsp.VersionedTextDocumentIdentifier,
        changes: Sequence[lsp.TextDocumentContentChangeEvent],
    ) -> None:
        """Take in the new text of a file and judge it after a pause."""
        file = self.files.get(document.uri)
        if file is not None and changes:
            file.text, file.version = changes[-1].text, document.version
            self._schedule(document.uri, PAUSE)

    def closed(self, uri: str) -> None:
        """Forget a file and take its diagnostics away."""
        file = self.files.pop(uri, None)
        if file is not None and file.waiting is not None:
            file.waiting.cancel()
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def surroundings_changed(self) -> None:
        """Judge all open files again: links may lead elsewhere now, and settings may be others."""
        self.projects.forget()
        for file in self.files.values():
            file.known = None
            self._schedule(file.uri, PAUSE)

    def _schedule(self, uri: str, pause: float) -> None:
        file = self.files[uri]
        if file.waiting is not None:
            file.waiting.cancel()
        file.waiting = asyncio.create_task(self._judge_later(file, pause))

    async def _judge_later(self, file: OpenFile, pause: float) -> None:
        await asyncio.sleep(pause)
        version = file.version
        try:
            found = await self.aside(self._diagnostics, file, file.text)
        except Unusable as trouble:
            found = [notice(str(trouble), lsp.DiagnosticSeverity.Error)]
        except Exception:
            # Whatever one text does, the server is there for the next one.
            _log.exception("%s could not be judged; please report it", file.uri)
            return
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(file.uri, found, version))

    def _diagnostics(self, file: OpenFile, text: str) -> list[lsp.Diagnostic]:
        project = self.project(file)
        forget()
        analysis = self.analysis(file, text, project)
        for crash in analysis.crashes:
            _log.error("%s: %s", file.uri, crash)
        return diagnostics(analysis, self.places(text), project)

    def project(self, file: OpenFile) -> Project:
        """Return the project that a file belongs to; raises Unusable."""
        return self.projects.of(file.subject.path)

    def places(self, text: str) -> Places:
        """Return the places of a text in the units that the editor counts."""
        return Places(text, self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16)

    def analysis(self, file: OpenFile, text: str, project: Project) -> Analysis:
        """Return the analysis of a text of a file, which is kept until the text is another one."""
        known = file.known
        if known is None or known.text != text:
            file.known = known = analyse(text, file.subject, project)
        return known

    def _roots(self) -> list[str]:
        folders = [to_fs_path(folder) for folder in self.workspace.folders]
        return [folder for folder in (*folders, self.workspace.root_path) if folder]


def path_of(uri: str) -> str:
    """Return the path of a file, empty for what was never saved."""
    return (to_fs_path(uri) or "") if uri.startswith("file:") else ""


def make_server(settings: Settings) -> Server:
    """Return a server that only has to be started."""
    from stacqc.lsp.answers import answer

    server = Server(settings)
    _listen(server)
    answer(server)
    return server


def _listen(server: Server) -> None:
    """Let the server follow what happens to files."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.opened(params.text_document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document, params.content_changes)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(_: lsp.DidSaveTextDocumentParams) -> None:
        server.surroundings_changed()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def changed_outside(_: lsp.DidChangeWatchedFilesParams) -> None:
        server.surroundings_changed()

    @server.feature(lsp.SHUTDOWN)
    async def shut_down(_: None) -> None:
        server.is_shut_down = True

    @server.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        await _watch(server)


async def _watch(server: Server) -> None:
    """Ask the editor to tell of changes to settings and rules."""
    capability = "workspace.did_change_watched_files.dynamic_registration"
    if not get_capability(server.client_capabilities, capability):
        return
    patterns = ("**/{stacqc,.stacqc,pyproject}.toml", "**/*.{yaml,yml}")
    options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(p) for p in patterns])
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    asked = lsp.RegistrationParams([lsp.Registration("settings", method, options)])
    await server.client_register_capability_async(asked)
