"""The documents of a run as plain objects: items, collections and the root collection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stacqc.sample.layout import ROOT_PATH, Layout, href
from stacqc.sample.properties import TIFF, Json, properties
from stacqc.sample.run_plan import RunPlan
from stacqc.sample.shape import Node, Shape
from stacqc.sample.vocabulary import (
    ADDRESS,
    CITE_AS,
    COLLECTION_TYPE,
    GEOMETRY_TITLES,
    GEOMETRY_WORDS,
    ITEM_EXTENSIONS,
    ITEM_TYPE,
    LICENSE,
    LICENSE_LINK,
    PRODUCTS,
    PROVIDERS,
    PUBLICATIONS,
    ROOT_BREADCRUMB,
    ROOT_TITLE,
    SCIENTIFIC,
)

SCENES = "https://stac.dataspace.copernicus.eu/v1/collections/sentinel-1-slc/items/"
GROUP_TITLES = {"aux": "Auxiliary data", "interferogram": "Interferograms", "timeseries": "Time series"}
SUMMARISED = (
    "polarisation",
    "orbitDirection",
    "relativeOrbitNumber",
    "numberOfLooksRange",
    "perpendicularBaseline",
)


class RunDocuments:
    """Makes each document of one run from its plan."""

    def __init__(self, plan: RunPlan, layout: Layout) -> None:
        self.plan = plan
        self.layout = layout
        self.paths = [layout.path(plan, node) for node in plan.shape.nodes]
        self.ids = [layout.id(plan, node) for node in plan.shape.nodes]
        west, south, east, north = plan.bbox
        self.breadcrumbs: dict[tuple[str, int], str] = {}
        self.ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]

    def make(self, node: Node) -> Json:
        """Return one document; parts of it are shared with others and must not be changed in place."""
        return self.item(node) if node.is_item else self.collection(node)

    def title(self, node: Node) -> str:
        """Return the title a document has and links to it show."""
        if node.is_item:
            return PRODUCTS[node.code].title
        if node.role == "run":
            return self.plan.title
        if node.role == "geometry":
            return GEOMETRY_TITLES[node.geometry]
        if node.pair < 0:
            return GROUP_TITLES[node.group]
        first, second = self.plan.pair(node.pair)
        return f"Interferogram from {first.day} to {second.day}"

    def link(self, rel: str, source: Node, target: Node) -> Json:
        """Return a link from one document of the run to another."""
        return {
            "rel": rel,
            "href": href(self.paths[source.ordinal], self.paths[target.ordinal]),
            "type": ITEM_TYPE if target.is_item else COLLECTION_TYPE,
            "title": self.title(target),
        }

    def root_link(self, rel: str, source: Node) -> Json:
        """Return a link from a document of the run to the root collection."""
        where = href(self.paths[source.ordinal], ROOT_PATH)
        return {"rel": rel, "href": where, "type": COLLECTION_TYPE, "title": ROOT_TITLE}

    def item(self, node: Node) -> Json:
        """Return an item."""
        plan, parent = self.plan, self.plan.shape.nodes[node.parent]
        links = [
            self.root_link("root", node),
            self.link("collection", node, parent),
            self.link("parent", node, parent),
            *(_scene_links(plan, node.pair) if node.pair >= 0 else ()),
        ]
        return {
            "type": "Feature",
            "stac_version": "1.1.0",
            "stac_extensions": list(ITEM_EXTENSIONS),
            "id": self.ids[node.ordinal],
            "geometry": {"type": "Polygon", "coordinates": [self.ring]},
            "bbox": list(plan.bbox),
            "properties": properties(plan, node, self.layout.name),
            "links": links,
            "assets": _assets(plan, node),
            "collection": self.ids[node.parent],
        }

    def chain(self, node: Node) -> list[Node]:
        """Return the collections above a document inside the run, the highest first."""
        above: list[Node] = []
        while node.parent >= 0:
            node = self.plan.shape.nodes[node.parent]
            above.insert(0, node)
        return above

    def breadcrumb(self, node: Node) -> str:
        """Return the way from the root to the parent in Markdown."""
        here = self.paths[node.ordinal]
        key = here.rpartition("/")[0], node.parent
        if key not in self.breadcrumbs:
            steps = [f"[{ROOT_BREADCRUMB}]({href(here, ROOT_PATH)})"]
            steps += [f"[{self.title(n)}]({href(here, self.paths[n.ordinal])})" for n in self.chain(node)]
            self.breadcrumbs[key] = " > ".join(steps)
        return self.breadcrumbs[key]

    def collection(self, node: Node) -> Json:
        """Return a collection."""
        plan, breadcrumb = self.plan, self.breadcrumb(node)
        native = {"uuid": plan.id, "breadcrumb": breadcrumb, "ingestion_time": plan.ingested}
        nodes = plan.shape.nodes
        parent = (
            self.link("parent", node, nodes[node.parent])
            if node.parent >= 0
            else self.root_link("parent", node)
        )
        children = [nodes[n] for n in plan.shape.children[node.ordinal]]
        return {
            **head(self.ids[node.ordinal], self.title(node), f"{breadcrumb}\n\n{self.describe(node)}"),
            "keywords": ["insar", "sentinel-1", "deformation"],
            "license": LICENSE,
            "providers": PROVIDERS,
            "extent": self.extent(node),
            "summaries": self.summaries(node),
            "sci:publications": PUBLICATIONS,
            **(native if self.layout.name == "live" else {}),
            "links": [
                self.root_link("root", node),
                *CITE_AS,
                LICENSE_LINK,
                *(self.link("item" if c.is_item else "child", node, c) for c in children),
                parent,
            ],
        }

    def describe(self, node: Node) -> str:
        """Return a sentence on what the collection holds."""
        if node.role == "run":
            return f"InSAR products of Sentinel-1 track {self.plan.track}, {self.plan.direction} pass."
        where = f"in {GEOMETRY_WORDS[node.geometry]} geometry"
        if node.role == "geometry":
            groups = (self.plan.shape.nodes[n].group for n in self.plan.shape.children[node.ordinal])
            return f"Products {where}: {', '.join(GROUP_TITLES[g].lower() for g in groups)}."
        if node.pair < 0:
            return f"{GROUP_TITLES[node.group]} of the stack {where}."
        first, second = self.plan.pair(node.pair)
        return f"Coherence and interferograms of {first.day} and {second.day} {where}."

    def extent(self, node: Node) -> Json:
        """Return the box and the time that the items below a collection cover."""
        interval = self.plan.interval
        if node.pair >= 0:
            first, second = self.plan.pair(node.pair)
            interval = first.time, second.time
        return {"spatial": {"bbox": [list(self.plan.bbox)]}, "temporal": {"interval": [list(interval)]}}

    def summaries(self, node: Node) -> Json:
        """Return the ranges and sets of what the items below a collection say."""
        plan = self.plan
        if self.layout.name == "legacy":
            return {"platform": platforms_below(plan, node)}
        made: Json = {
            "polarisation": ["VV"],
            "orbitDirection": [plan.direction],
            "relativeOrbitNumber": {"minimum": plan.track, "maximum": plan.track},
            "numberOfLooksRange": {"minimum": plan.looks, "maximum": plan.looks},
        }
        pairs = pairs_below(plan.shape, node)
        if pairs:
            found = [(b.perpendicular - a.perpendicular) / 1000 for a, b in map(plan.pair, pairs)]
            made["perpendicularBaseline"] = {"minimum": min(found), "maximum": max(found)}
        return made


def pairs_below(shape: Shape, node: Node) -> Sequence[int]:
    """Return the pairs whose items are below a collection."""
    if node.pair >= 0:
        return (node.pair,)
    return range(shape.pairs) if node.group in ("", "interferogram") else ()


def platforms_below(plan: RunPlan, node: Node) -> list[str]:
    """Return the platforms that the items below a collection name."""
    found = {plan.pair(pair)[0].platform for pair in pairs_below(plan.shape, node)}
    if node.pair < 0 and node.group != "interferogram":
        found.add(plan.master.platform)
    return [f"sentinel-1{letter}" for letter in sorted(found)]


def head(identifier: str, title: str, description: str) -> Json:
    """Return the first members of a collection."""
    return {
        "type": "Collection",
        "stac_version": "1.1.0",
        "stac_extensions": [SCIENTIFIC],
        "id": identifier,
        "title": title,
        "description": description,
    }


def _scene_links(plan: RunPlan, pair: int) -> list[Json]:
    first, second = (scene.name.removesuffix(".SAFE") for scene in plan.pair(pair))
    return [
        {"rel": "reference", "href": SCENES + first, "type": ITEM_TYPE, "title": "First scene"},
        {"rel": "secondary", "href": SCENES + second, "type": ITEM_TYPE, "title": "Second scene"},
    ]


def _assets(plan: RunPlan, node: Node) -> Json:
    product = PRODUCTS[node.code]
    days = f"_{'_'.join(s.day for s in plan.pair(node.pair))}" if node.pair >= 0 else ""
    base = f"{ADDRESS}/{plan.id}/CNRS_{product.acronym}_{node.geometry}{days}_{plan.looks}rlks"
    bands: list[dict[str, Any]] = [{"name": name, "unit": unit} for name, unit in product.bands]
    return {
        "product": {
            "href": base + ".tiff",
            "title": product.title,
            "type": TIFF,
            "roles": ["data"],
            "bands": bands,
        },
        "quicklook": {
            "href": base + ".png",
            "title": "Quicklook",
            "type": "image/png",
            "roles": ["overview"],
        },
    }
