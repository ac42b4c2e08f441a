"""What a rule file may give once or several times."""

from __future__ import annotations

from typing import Any


def as_list(value: Any) -> list[Any]:
    """Return a list as it is and anything else as a list of one."""
    return value if type(value) is list else [value]
