"""The defects that were counted in published ISDeform files, at the rates they were seen."""

from __future__ import annotations

LIVE: dict[str, float] = {
    "pair-copy": 1.0,
    "raw-extension-address": 1.0,
    "raw-foreign-extensions": 1.0,
    "root-is-itself": 8 / 22,
    "parent-is-the-run": 3 / 9,
    "null-word": 1.0,
    "numbers-as-text": 1.0,
    "box-as-text": 1.0,
    "hierarchy-key-with-blank": 2 / 4,
    "item-link-types": 1.0,
    "title-is-the-id": 9 / 25,
    "title-of-another-run": 2 * 1 / 25,
    "run-processed-twice": 2 * 1 / 8,
    "processing-id-of-the-cluster": 2 / 17,
    "software-commit-none": 1 / 17,
    "software-commit-date": 2 / 17,
    "title-leaks-into-run": 1.0,
    "title-leaks-twice": 1.0,
    "time-series-promised": 1.0,
    "item-of-other-geometry": 1 / 7,
    "pairs-unsorted": 5 / 6,
    "cite-as-files": 1.0,
    "reference-point-on-radar-only": 1.0,
    "coherence-missing": 1 / 25,
    "dem-too-small": 1.0,
}
LEGACY: dict[str, float] = {
    "extensions-empty": 1.0,
    "orbit-state-in-capitals": 1.0,
    "direction-in-capitals": 1.0,
    "polarization-as-text": 1.0,
    "software-as-text": 1.0,
    "unknown-extension-field": 1.0,
    "doi-empty": 1.0,
    "pairs-unsorted": 5 / 6,
    "asset-role-twice": 1.0,
    "asset-on-the-build-machine": 1.0,
}
