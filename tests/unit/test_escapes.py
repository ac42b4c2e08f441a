"""What makes a text no address, and which address is meant."""

from __future__ import annotations

import json

import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck
from stacqc.vocabulary.escapes import slip_in


@pytest.mark.parametrize(
    ("address", "what", "meant", "safe"),
    [
        ("https://a.example/b c.tif", '" " must be escaped', "https://a.example/b%20c.tif", True),
        (" https://a.example/b ", "white space", "https://a.example/b", True),
        ('https://a.example/b"', "must be escaped", "https://a.example/b%22", False),
        ("..\\b\\c.json", "divided by /", "../b/c.json", False),
        ("C:\\b\\c.json", "divided by /", "", False),
        ("https://<host>/b", "<host> is a template", "", True),
        ("./{sheet}.tif", "{sheet} is a template", "", True),
        ("https://a.example; https://b.example", "two addresses", "", True),
        ("not yet known", "it is a text", "", True),
        ("my file.tif", "must be escaped", "my%20file.tif", True),
    ],
)
def test_a_slip_is_named_and_the_address_is_given_where_it_is_clear(
    address: str, what: str, meant: str, safe: bool
) -> None:
    slip = slip_in(address)
    assert slip is not None
    assert what in slip.what
    assert (slip.meant, slip.safe) == (meant, safe)


@pytest.mark.parametrize("address", ["https://a.example/b%20c.tif", "./ä.tif", "a:b", ""])
def test_other_addresses_have_no_slip(address: str) -> None:
    assert slip_in(address) is None


def test_the_finding_says_what_to_write() -> None:
    data = {
        "type": "Catalog",
        "stac_version": "1.1.0",
        "id": "a",
        "description": "A",
        "links": [{"rel": "license", "href": "https://a.example/my licence.html"}],
    }
    (problem,) = SchemaCheck().problems(Document("a.json", json.dumps(data).encode()))
    assert problem.message.endswith('which is not a valid address: " " must be escaped')
    assert problem.help == "write https://a.example/my%20licence.html"
    assert problem.fix is not None
    assert problem.fix.safe


@pytest.mark.parametrize(
    ("version", "name", "said"),
    [
        ("1.0.0", "layer", '"layer" is no extension that stacqc knows by its name'),
        ("1.0.0", "proj", "write https://stac-extensions.github.io/projection/"),
        (
            "1.0.0-beta.2",
            "layer",
            "No schema for https://schemas.stacspec.org/v1.0.0-beta.2/extensions/layer/",
        ),
        (
            "1.0.0-beta.2",
            "eo ",
            'There is no extension "eo " in this version of STAC, "eo" is meant write eo',
        ),
    ],
)
def test_a_name_in_place_of_an_address_is_one_finding(version: str, name: str, said: str) -> None:
    data = {
        "type": "Catalog", "stac_version": version, "stac_extensions": [name],
        "id": "a", "description": "A", "links": [],
    }  # fmt: skip
    found = SchemaCheck().problems(Document("a.json", json.dumps(data).encode()))
    told = [p for p in found if p.path == ("stac_extensions", 0) and p.rule != "schema"]
    assert len(told) == 1
    assert said in f"{told[0].message} {told[0].help}"
