"""What a plan is made from, in a form that can be sent to another process.

Rules of rule files are closures and compiled validators are not plain data: every process makes its
own plan, once.
"""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stacqc.findings import Severity
from stacqc.schema.combination import Options
from stacqc.settings.config import Config

if TYPE_CHECKING:
    from stacqc.baseline import Baseline
    from stacqc.engine.plan import Plan
    from stacqc.scale.changed import Changed


class Recipe(NamedTuple):
    """The settings of a run."""

    config: Config
    only: tuple[str, ...]
    schema_options: Options
    fetch: bool
    across: bool
    second_opinion: bool


class Order(NamedTuple):
    """A recipe, and what a command changed in the plan that it gave."""

    recipe: Recipe
    rules: tuple[tuple[str, Severity], ...]
    limit: int
    with_facts: bool
    baseline: Path | None
    changed: Changed | None
    in_part: bool
    folder: str


def order_of(plan: Plan) -> bytes:
    """Return what another process needs to make the same plan; raises ValueError where it cannot."""
    import pickle

    if plan.recipe is None:
        raise ValueError("only a plan made from settings can be made again in another process")
    rules = tuple((choice.rule.name, choice.severity) for choice in plan.rules)
    baseline = plan.baseline.file if plan.baseline is not None else None
    changed, in_part = plan.changed, plan.in_part
    order = Order(plan.recipe, rules, plan.limit, plan.with_facts, baseline, changed, in_part, os.getcwd())
    return pickle.dumps(order)


@lru_cache(maxsize=4)
def plan_of_order(pickled: bytes) -> Plan:
    """Return the plan that was ordered; made once in a process."""
    import pickle

    from stacqc.engine.planning import planned
    from stacqc.rule import Selected, python_rules

    order: Order = pickle.loads(pickled)  # noqa: S301 (comes from the process that started this one)
    if os.getcwd() != order.folder:
        os.chdir(order.folder)
    plan = planned(order.recipe).plan
    known = {**python_rules(), **{choice.rule.name: choice.rule for choice in plan.rules}}
    plan.rules = [Selected(known[name], severity) for name, severity in order.rules]
    plan.limit, plan.with_facts, plan.changed = order.limit, order.with_facts, order.changed
    plan.in_part = order.in_part
    if order.baseline is not None:
        plan.baseline = _baseline(order.baseline)
    # What is there now stays: the cycle collector need not look at it again.
    gc.freeze()
    return plan


def _baseline(file: Path) -> Baseline:
    from stacqc.baseline import Baseline
    from stacqc.baseline_file import read

    return read(file) if file.exists() else Baseline(file)
