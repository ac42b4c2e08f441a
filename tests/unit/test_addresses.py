"""Every known spelling of an extension's address leads to the published one."""

from __future__ import annotations

import pytest

from stacqc.schema.addresses import bundled_file, core_address, is_bundled, latest
from stacqc.schema.spellings import canonical
from stacqc.vocabulary.fields import all_names, extension_of

SAR = "https://stac-extensions.github.io/sar/v1.0.0/schema.json"
RAW = "https://raw.githubusercontent.com/stac-extensions"
CDN = "https://cdn.jsdelivr.net/gh/stac-extensions"


@pytest.mark.parametrize(
    "written",
    [
        SAR,
        f"{SAR}#",
        f"{SAR}/",
        f" {SAR}",
        SAR.replace("https", "http"),
        f"{RAW}/sar/v1.0.0/json-schema/schema.json",
        f"{RAW}/sar/refs/tags/v1.0.0/json-schema/schema.json",
        "https://github.com/stac-extensions/sar/blob/v1.0.0/json-schema/schema.json",
        "https://stac-extensions.github.io/sar/1.0.0/schema.json",
        "https://stac-extensions.github.io/sar/v1.0.0",
        SAR.replace("https://stac-ext", "HTTPS://STAC-Ext"),
        f"{CDN}/sar@v1.0.0/json-schema/schema.json",
        f"{CDN}/sar@1.0.0/json-schema/schema.json",
    ],
)
def test_other_spellings_mean_the_published_address(written: str) -> None:
    assert canonical(written) == SAR


@pytest.mark.parametrize("ref", ["main", "refs/heads/main", "refs/heads/some-work"])
def test_a_branch_means_the_newest_release(ref: str) -> None:
    assert canonical(f"{RAW}/sar/{ref}/json-schema/schema.json") == latest("sar")


@pytest.mark.parametrize("ref", ["", "@main", "@latest"])
def test_a_copy_without_a_version_means_the_newest_release(ref: str) -> None:
    assert canonical(f"{CDN}/sar{ref}/json-schema/schema.json") == latest("sar")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/mine/v1.0.0/schema.json",
        "https://stac-extensions.github.io/sar/v9.9.9/schema.json",
        f"{RAW}/no-such-extension/main/json-schema/schema.json",
        f"{CDN}/no-such-extension@main/json-schema/schema.json",
        "https://EXAMPLE.com/Mine/v1.0.0/schema.json",
        "",
        "x",
    ],
)
def test_an_unknown_address_stays_as_it_is(address: str) -> None:
    assert canonical(address) == address


@pytest.mark.parametrize("kind", ["Item", "Collection", "Catalog"])
@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_core_schemas_are_bundled(kind: str, version: str) -> None:
    assert is_bundled(core_address(kind, version))


@pytest.mark.parametrize(
    "address",
    [
        "https://stac-extensions.github.io/../v1/schema.json",
        "https://stac-extensions.github.io/a/../../etc/passwd",
        "https://schemas.stacspec.org/v1.0.0/..",
        "https://schemas.stacspec.org/../../../etc/passwd",
        f"https://stac-extensions.github.io/{'a' * 300}/v1.0.0/schema.json",
        f"https://stac-extensions.github.io/sar/v1.0.0/{'a/' * 3000}schema.json",
        "https://stac-extensions.github.io/\ud800/v1.0.0/schema.json",
    ],
)
def test_no_address_leads_out_of_the_bundled_folder(address: str) -> None:
    assert bundled_file(address) is None or not is_bundled(address)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (
            "https://raw.githubusercontent.com/someone/stac-extension-cmip6/v1.0.0/json-schema/schema.json",
            "cmip6",
        ),
        ("https://terradue.github.io/stac-extensions-disaster/v1.1.0/schema.json", "disaster"),
        ("https://ifrcgo.org/monty-stac-extension/v1.3.0/schema.json", "monty"),
        ("https://crim-ca.github.io/mlm-extension/v1.3.0/schema.json", "mlm"),
        ("https://stac.linz.govt.nz/v0.0.15/quality/schema.json", "quality"),
    ],
)
def test_an_extension_is_called_by_its_name_without_what_repositories_add(address: str, name: str) -> None:
    assert extension_of(address, "1.0.0").name == name


@pytest.mark.parametrize(
    ("second", "first", "field"),
    [
        (
            "https://crim-ca.github.io/mlm-extension/v1.3.0",
            "https://stac-extensions.github.io/mlm/v1.3.0",
            "mlm:name",
        ),
        (
            "https://ifrcgo.github.io/monty-stac-extension/v1.3.0",
            "https://ifrcgo.org/monty-stac-extension/v1.3.0",
            "monty:corr_id",
        ),
    ],
)
def test_a_second_address_of_an_extension_has_the_fields_of_the_first(
    second: str, first: str, field: str
) -> None:
    names = all_names(f"{second}/schema.json")
    assert field in names
    assert names == all_names(f"{first}/schema.json")
