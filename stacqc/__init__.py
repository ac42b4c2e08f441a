"""Quality control of STAC metadata."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stacqc.api import check
    from stacqc.baseline import BaselineError
    from stacqc.comparing import diff
    from stacqc.document import Document
    from stacqc.findings import Failure, Finding, Location, Severity
    from stacqc.report import Report
    from stacqc.rulesets.error import RulesetError
    from stacqc.settings.config import ConfigError
    from stacqc.version import __version__

__all__ = [
    "BaselineError",
    "ConfigError",
    "Document",
    "Failure",
    "Finding",
    "Location",
    "Report",
    "RulesetError",
    "Severity",
    "__version__",
    "check",
    "diff",
]
_HOMES = {
    "stacqc.api": ("check",),
    "stacqc.baseline": ("BaselineError",),
    "stacqc.comparing": ("diff",),
    "stacqc.settings.config": ("ConfigError",),
    "stacqc.document": ("Document",),
    "stacqc.findings": ("Failure", "Finding", "Location", "Severity"),
    "stacqc.report": ("Report",),
    "stacqc.rulesets.error": ("RulesetError",),
    "stacqc.version": ("__version__",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that the command line pays only for what it uses."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
