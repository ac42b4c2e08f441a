"""What is shown where the mouse rests: the field, and the rules that were broken there."""

from __future__ import annotations

from stacqc.handbook.examples import Bench
from stacqc.lsp.analysis import Analysis
from stacqc.lsp.context import context_at
from stacqc.lsp.project import Project
from stacqc.lsp.prose import about_extension, about_field

#: Rules explained at one place; more would fill the screen.
_MAX_RULES = 2


def hover(analysis: Analysis, offset: int, name: str, project: Project) -> str:
    """Return Markdown about what is at an offset, empty where there is nothing to say."""
    if analysis.is_too_long:
        return ""
    rules = dict.fromkeys(m.finding.rule for m in analysis.marks if m.start <= offset <= m.end)
    pages = [explanation(rule, project) for rule in list(rules)[:_MAX_RULES]]
    parts = [_field(analysis, offset, name, project), *pages]
    return "\n\n---\n\n".join(part for part in parts if part)


def _field(analysis: Analysis, offset: int, name: str, project: Project) -> str:
    context = context_at(analysis.text, offset, name, analysis.document)
    if context is None or not context.cursor.role:
        return ""
    value = context.data.get("stac_extensions")
    if context.is_extension and isinstance(value, list):
        address = value[int(context.path[1])]
        return about_extension(address, project.schemas.store) if isinstance(address, str) else ""
    found = context.fields(project.schemas).at(context.path)
    named = [step for step in context.path if isinstance(step, str)]
    return about_field(named[-1], found) if found and named else ""


def explanation(rule: str, project: Project) -> str:
    """Return the page of a rule, as `stacqc rules NAME` shows it."""
    from stacqc.handbook.pages import page

    if rule not in project.pages:
        bench = Bench(project.config.ruleset, project.config.base)
        known = bench.rules().get(rule) or project.rules.get(rule)
        text = page(known, bench) if known is not None else ""
        project.pages[rule] = text[text.find("# ") :].replace("\n## ", "\n#### ").replace("# ", "### ", 1)
    return project.pages[rule]
