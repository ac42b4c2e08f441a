"""An editor as far as the server can tell: a client that speaks LSP with `stacqc lsp` over stdio."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

PATIENCE = 30


class Editor:
    """One running server and the files opened in it."""

    def __init__(self, root: Path, *options: str, encodings: list[str] | None = None) -> None:
        self.root = root
        self.asked: list[str] = []
        self._runner = asyncio.Runner()
        self._client = LanguageClient("editor", "1")
        self._published: dict[str, lsp.PublishDiagnosticsParams] = {}
        self._versions: dict[str, int] = {}
        self._listen()
        self._run(self._start(options, encodings))

    def _run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(asyncio.wait_for(doing, PATIENCE))

    def _listen(self) -> None:
        @self._client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self._published[params.uri] = params

        @self._client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def registered(params: lsp.RegistrationParams) -> None:
            self.asked += [r.method for r in params.registrations]

    async def _start(self, options: tuple[str, ...], encodings: list[str] | None) -> None:
        await self._client.start_io(sys.executable, "-m", "stacqc", "lsp", *options, cwd=self.root)
        can = lsp.ClientCapabilities(
            general=lsp.GeneralClientCapabilities(position_encodings=encodings),
            workspace=lsp.WorkspaceClientCapabilities(
                workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True),
                did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(
                    dynamic_registration=True
                ),
            ),
        )
        folder = lsp.WorkspaceFolder(self.root.as_uri(), self.root.name)
        asked = lsp.InitializeParams(can, workspace_folders=[folder], root_uri=folder.uri)
        self.server = await self._client.initialize_async(asked)
        self._client.initialized(lsp.InitializedParams())

    def uri(self, name: str) -> str:
        """Return the address of a file in the open folder, or of what was never saved."""
        return name if name.startswith("untitled:") else (self.root / name).as_uri()

    def open(self, name: str, content: Any) -> list[lsp.Diagnostic]:
        """Open a file with this text, or with a value as JSON, and return what is found in it."""
        self._send_open(name, content if isinstance(content, str) else json.dumps(content, indent=2))
        return self.diagnostics(name)

    def _send_open(self, name: str, text: str) -> None:
        uri = self.uri(name)
        self._versions[uri] = 1
        self._published.pop(uri, None)
        item = lsp.TextDocumentItem(uri, "json", 1, text)
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, name: str, *texts: str) -> list[lsp.Diagnostic]:
        """Change a file to these texts, one quickly after the other, and return what is found at last."""
        uri = self.uri(name)
        for text in texts:
            self._versions[uri] += 1
            document = lsp.VersionedTextDocumentIdentifier(self._versions[uri], uri)
            changes = [lsp.TextDocumentContentChangeWholeDocument(text)]
            self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))
        return self.diagnostics(name)

    def diagnostics(self, name: str) -> list[lsp.Diagnostic]:
        """Wait for the diagnostics of the present version of a file."""
        uri = self.uri(name)

        async def wait() -> list[lsp.Diagnostic]:
            while uri not in self._published or self._published[uri].version != self._versions[uri]:
                await asyncio.sleep(0.01)
            return list(self._published[uri].diagnostics)

        found: list[lsp.Diagnostic] = self._run(wait())
        return found

    def save(self, name: str) -> list[lsp.Diagnostic]:
        """Save a file and return what is found then."""
        uri = self.uri(name)
        self._published.pop(uri, None)
        self._client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
        return self.diagnostics(name)

    def settings_changed(self, name: str, file: str) -> list[lsp.Diagnostic]:
        """Tell of a changed configuration and return what is then found in another file."""
        self._published.pop(self.uri(name), None)
        event = lsp.FileEvent(self.uri(file), lsp.FileChangeType.Changed)
        self._client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
        return self.diagnostics(name)

    def close(self, name: str) -> list[lsp.Diagnostic]:
        """Close a file and return the diagnostics that stay."""
        uri = self.uri(name)
        self._published.pop(uri, None)
        self._client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))

        async def wait() -> list[lsp.Diagnostic]:
            while uri not in self._published:
                await asyncio.sleep(0.01)
            return list(self._published[uri].diagnostics)

        found: list[lsp.Diagnostic] = self._run(wait())
        return found

    def hover(self, name: str, line: int, character: int) -> str:
        """Return what is shown at a place."""
        document, position = lsp.TextDocumentIdentifier(self.uri(name)), lsp.Position(line, character)
        found = self._run(self._client.text_document_hover_async(lsp.HoverParams(document, position)))
        return str(found.contents.value) if found else ""

    def complete(self, name: str, line: int, character: int) -> list[lsp.CompletionItem]:
        """Return what may be written at a place."""
        document, position = lsp.TextDocumentIdentifier(self.uri(name)), lsp.Position(line, character)
        asked = lsp.CompletionParams(document, position)
        return list(self._run(self._client.text_document_completion_async(asked)))

    def actions(self, name: str, where: lsp.Range, only: list[str] | None = None) -> list[lsp.CodeAction]:
        """Return the actions offered for a range."""
        context = lsp.CodeActionContext([], only)
        asked = lsp.CodeActionParams(lsp.TextDocumentIdentifier(self.uri(name)), where, context)
        return list(self._run(self._client.text_document_code_action_async(asked)))

    def stop(self) -> int | None:
        """Shut the server down and return its exit code."""
        self._run(self._client.shutdown_async(None))
        self._client.exit(None)
        self._run(self._client.stop())
        self._runner.close()
        server = self._client._server
        return server.returncode if server is not None else None


def place(text: str, what: str, at: int = 0) -> tuple[int, int]:
    """Return line and UTF-16 character of a part of a text, which must be in it once."""
    assert text.count(what) == 1, what
    before = text[: text.index(what) + at]
    return before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2


def covered(text: str, where: lsp.Range) -> str:
    """Return the text that a range covers, counted in UTF-16."""
    lines = text.split("\n")
    ends = [_offset(lines, position) for position in (where.start, where.end)]
    return text[ends[0] : ends[1]]


def _offset(lines: list[str], position: lsp.Position) -> int:
    line = lines[position.line].encode("utf-16-le")
    before = line[: position.character * 2].decode("utf-16-le")
    return sum(len(earlier) + 1 for earlier in lines[: position.line]) + len(before)


def applied(text: str, action: lsp.CodeAction) -> str:
    """Return a text with the edits of an action made."""
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, lsp.TextDocumentEdit)
    lines = text.split("\n")
    edits = [e for e in change.edits if isinstance(e, lsp.TextEdit)]
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = _offset(lines, edit.range.start), _offset(lines, edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text
