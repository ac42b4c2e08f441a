"""The root collection, made from the plans of all runs."""

from __future__ import annotations

from collections.abc import Iterable

from stacqc.sample.documents import head
from stacqc.sample.layout import ROOT_PATH, Layout
from stacqc.sample.properties import Json
from stacqc.sample.run_plan import RunPlan
from stacqc.sample.vocabulary import (
    CITE_AS,
    COLLECTION_TYPE,
    LICENSE,
    LICENSE_LINK,
    PROVIDERS,
    PUBLICATIONS,
    ROOT_ID,
    ROOT_TITLE,
)


def root_document(plans: Iterable[RunPlan], layout: Layout) -> Json:
    """Return the root collection, which lists the runs in order of their ids."""
    boxes, intervals, links = [], [], []
    for plan in plans:
        boxes.append(plan.bbox)
        intervals.append(plan.interval)
        where = "./" + layout.path(plan, plan.shape.nodes[0])
        links.append({"rel": "child", "href": where, "type": COLLECTION_TYPE, "title": plan.title})
    west, south = (min(box[n] for box in boxes) for n in (0, 1))
    east, north = (max(box[n] for box in boxes) for n in (2, 3))
    span = [min(start for start, _ in intervals), max(end for _, end in intervals)]
    root = {"rel": "root", "href": f"./{ROOT_PATH}", "type": COLLECTION_TYPE, "title": ROOT_TITLE}
    return {
        **head(ROOT_ID, ROOT_TITLE, "Interferograms and time series of Sentinel-1 made by GDM-SAR."),
        "keywords": ["insar", "sentinel-1", "deformation"],
        "license": LICENSE,
        "providers": PROVIDERS,
        "extent": {"spatial": {"bbox": [[west, south, east, north]]}, "temporal": {"interval": [span]}},
        "sci:publications": PUBLICATIONS,
        "links": [root, *CITE_AS, LICENSE_LINK, *sorted(links, key=lambda link: link["href"])],
    }
