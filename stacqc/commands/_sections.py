"""Help of a command with many options: these under headings, not in one long list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

#: Where options stand that no heading names.
_OTHERS = "Options"


class Sectioned(click.Command):
    """A command whose options stand under headings."""

    #: Each heading with the options below it, by the names of their parameters.
    sections: Mapping[str, tuple[str, ...]] = {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options heading by heading, those of none last."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        shown = [(option.name, record) for option in options if (record := option.get_help_record(ctx))]
        named = {name for names in self.sections.values() for name in names}
        others = tuple(str(name) for name, _ in shown if name not in named)
        for heading, names in {**self.sections, _OTHERS: others}.items():
            if rows := [record for name, record in shown if name in names]:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def sectioned(sections: Mapping[str, Iterable[str]]) -> type[Sectioned]:
    """Return the class of a command with these headings, each with the names of its parameters."""
    made = {heading: tuple(names) for heading, names in sections.items()}
    return type("SectionedCommand", (Sectioned,), {"sections": made})
