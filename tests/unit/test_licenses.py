"""Which licence is meant by what is no identifier."""

from __future__ import annotations

import pytest

from stacqc import check

from .test_once import COLLECTION


def advised(license: str) -> str:
    (finding,) = check({**COLLECTION, "license": license}, only="license-unknown").findings
    return finding.help


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC-BY-4", "CC-BY-4.0"),
        ("Apache License 2.0", "Apache-2.0"),
        ("ODbL", "ODbL-1.0"),
        ("Etalab", "etalab-2.0"),
        ("proprietry", "proprietary"),
    ],
)
def test_what_is_near_an_identifier_means_it(written: str, meant: str) -> None:
    assert advised(written) == f"did you mean {meant}?"


@pytest.mark.parametrize(
    "written",
    ["Copernicus", "Sentinel", "NASA", "NOAA", "Planet", "internal", "custom", "open", "none", "unlicensed"],
)
def test_names_and_other_words_are_taken_for_no_licence(written: str) -> None:
    assert advised(written) == 'write its identifier, or "other" and link the text'


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("CC-BY", "name the version: CC-BY-4.0, CC-BY-3.0, CC-BY-2.5, CC-BY-2.0 or CC-BY-1.0"),
        ("LGPL", "name the version: LGPL-3.0-only, LGPL-2.1-only or LGPL-2.0-only"),
    ],
)
def test_versions_are_named_where_one_is_missing(written: str, advice: str) -> None:
    assert advised(written) == advice
