"""Answers to what an editor asks about a place: hover, completion, code actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp
from pygls.capabilities import get_capability

from stacqc.lsp.actions import FIX_ALL, Actions
from stacqc.lsp.analysis import MAX_TEXT
from stacqc.lsp.completion import completions
from stacqc.lsp.hover import hover
from stacqc.lsp.project import Unusable
from stacqc.lsp.server import OpenFile, Server

_COMPLETION = lsp.CompletionOptions(trigger_characters=['"', ":"])
_ACTIONS = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, FIX_ALL])


def answer(server: Server) -> None:
    """Let the server answer questions."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        file = server.files.get(params.text_document.uri)
        text = await server.aside(_hover, server, file, file.text, params.position) if file else ""
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, _COMPLETION)
    async def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        file = server.files.get(params.text_document.uri)
        return await server.aside(_completions, server, file, file.text, params.position) if file else []

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, _ACTIONS)
    async def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        file = server.files.get(params.text_document.uri)
        return await server.aside(_actions, server, file, file.text, file.version, params) if file else []


def _hover(server: Server, file: OpenFile, text: str, position: lsp.Position) -> str:
    try:
        project = server.project(file)
    except Unusable as trouble:
        return str(trouble)
    analysis = server.analysis(file, text, project)
    return hover(analysis, server.places(text).offset(position), file.subject.path, project)


def _completions(
    server: Server, file: OpenFile, text: str, position: lsp.Position
) -> list[lsp.CompletionItem]:
    if len(text) > MAX_TEXT:
        return []
    places = server.places(text)
    try:
        return completions(places, places.offset(position), file.subject.path, server.project(file))
    except Unusable:
        return []


def _actions(
    server: Server, file: OpenFile, text: str, version: int | None, params: lsp.CodeActionParams
) -> list[lsp.CodeAction]:
    try:
        project = server.project(file)
    except Unusable:
        return []
    places = server.places(text)
    actions = Actions(server.analysis(file, text, project), places, project)
    made = []
    if _asks(params.context.only, lsp.CodeActionKind.QuickFix, always=True):
        start, end = places.offset(params.range.start), places.offset(params.range.end)
        made += list(actions.fixes(start, end))
    if _asks(params.context.only, FIX_ALL) and (edits := actions.all_safe_fixes()):
        made.append((lsp.CodeAction("Mend all that is safe to mend", FIX_ALL), edits))
    return list(_whole(server, file.uri, version, made))


def _asks(only: Sequence[str] | None, kind: str, always: bool = False) -> bool:
    """Whether an editor wants actions of a kind: it may name kinds above it."""
    if not only:
        return always
    return any(kind == wanted or kind.startswith(f"{wanted}.") or not wanted for wanted in only)


def _whole(
    server: Server, uri: str, version: int | None, made: Sequence[tuple[lsp.CodeAction, list[lsp.TextEdit]]]
) -> Iterator[lsp.CodeAction]:
    """The actions with their edits, bound to the version they were made for where the editor can."""
    can = get_capability(server.client_capabilities, "workspace.workspace_edit.document_changes")
    for action, edits in made:
        if can:
            document = lsp.OptionalVersionedTextDocumentIdentifier(uri, version)
            action.edit = lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, edits)])
        else:
            action.edit = lsp.WorkspaceEdit(changes={uri: edits})
        yield action
