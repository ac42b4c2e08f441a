"""Ids and file paths of the documents of a run, for each layout the profile knows."""

from __future__ import annotations

from functools import lru_cache
from posixpath import relpath
from typing import Protocol

from stacqc.sample.run_plan import RunPlan
from stacqc.sample.shape import Node
from stacqc.sample.vocabulary import PRODUCTS

ROOT_PATH = "collection.json"


class Layout(Protocol):
    """How a layout names things."""

    name: str

    def id(self, plan: RunPlan, node: Node) -> str:
        """Return the id of a document."""

    def path(self, plan: RunPlan, node: Node) -> str:
        """Return the path of a document below the root, with forward slashes."""


class Live:
    """One flat folder for each run; the id is the folder, an underscore and the stem of the file."""

    name = "live"

    def id(self, plan: RunPlan, node: Node) -> str:
        """Return the id of a document."""
        return f"{plan.id}_{stem(plan, node)}" if node.ordinal else plan.id

    def path(self, plan: RunPlan, node: Node) -> str:
        """Return the path of a document."""
        return f"{plan.id}/{stem(plan, node)}.json"


class Legacy:
    """Nested folders; the id is the id of the source, then dates, looks, geometry and component."""

    name = "legacy"

    def id(self, plan: RunPlan, node: Node) -> str:
        """Return the id of a document."""
        geometry = f"_{node.geometry}" if node.geometry else ""
        dates = looks = ""
        if node.pair >= 0:
            dates = "_" + "_".join(scene.day for scene in plan.pair(node.pair))
        if node.is_item and node.pair >= 0:
            looks = f"_{plan.looks}_range_looks"
        return f"GDM_{plan.id}{dates}{looks}{geometry}_{_component(node)}"

    def path(self, plan: RunPlan, node: Node) -> str:
        """Return the path of a document."""
        folders = [f"GDM_{plan.id}", node.geometry, node.group]
        if node.pair >= 0:
            folders.append("_".join(scene.day for scene in plan.pair(node.pair)))
        file = self.id(plan, node) if node.is_item else "collection"
        return "/".join(filter(None, folders)) + f"/{file}.json"


LAYOUTS: dict[str, Layout] = {"live": Live(), "legacy": Legacy()}
_COMPONENTS = {
    "run": "root",
    "geometry": "root",
    "aux": "auxiliary_data_collection",
    "interferogram": "interferogram_collection",
    "timeseries": "time_series",
}


def _component(node: Node) -> str:
    if node.is_item:
        return PRODUCTS[node.code].legacy
    return _COMPONENTS[node.group or node.role]


def stem(plan: RunPlan, node: Node) -> str:
    """Return the file name of a document in the live layout, without its ending."""
    if node.role == "run":
        return "collection"
    if node.role == "geometry":
        return f"{node.geometry}_collection"
    if node.role == "group":
        return f"{node.geometry}_{node.group}_collection"
    if node.pair < 0:
        return f"{node.geometry}_aux_{node.code}_item"
    first, second = plan.pair(node.pair)
    head = f"{node.geometry}_interferogram_{first.day}_{second.day}"
    return f"{head}_{plan.looks}rlks_{node.code}_item" if node.is_item else f"{head}_collection"


def href(source: str, target: str) -> str:
    """Return the relative address that leads from one path to another."""
    folder, _, name = target.rpartition("/")
    return f"{_way(source.rpartition('/')[0], folder)}/{name}"


@lru_cache(maxsize=4096)
def _way(source: str, target: str) -> str:
    way = relpath(target or ".", source or ".")
    return way if way.startswith(".") else "./" + way
