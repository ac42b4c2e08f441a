"""The closed set of checks that a rule file can name, by idea one module each."""

from stacqc.checks import arrays, compare, differences, numbers, presence, schema, text, types, values
from stacqc.checks.base import CHECKS, Fault, Faults, Test

__all__ = [
    "CHECKS",
    "Fault",
    "Faults",
    "Test",
    "arrays",
    "compare",
    "differences",
    "numbers",
    "presence",
    "schema",
    "text",
    "types",
    "values",
]
