"""How many processes the user wants."""

from __future__ import annotations

from typing import Any

import click


class Jobs(click.ParamType[int]):
    """A number of processes, or auto."""

    name = "jobs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, 0 for auto."""
        if value == "auto" or isinstance(value, int):
            return 0 if value == "auto" else value
        if not value.isascii() or not value.isdecimal() or not 1 <= int(value[:6]) <= 1024:
            self.fail(f"{value!r} is neither auto nor a number from 1 to 1024", param, ctx)
        return int(value)
