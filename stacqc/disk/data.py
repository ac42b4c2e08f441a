"""Where the bundled schemas and rulesets lie, in a wheel and in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def data_dir(name: str) -> Path:
    """Return the folder of bundled `name` ("schemas" or "rules").

    A wheel carries it inside the package; in a checkout (also an editable install, whose copy in
    site-packages would go stale) it stands beside the package.
    """
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
