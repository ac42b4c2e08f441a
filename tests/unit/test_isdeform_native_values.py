"""Native and standard names of one value: equal in another spelling, and wrong once where both are wrong."""

from __future__ import annotations

from typing import Any

import pytest

from stacqc import check

RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"


def said(**properties: Any) -> list[tuple[str, str]]:
    """Return rules and places of what is said of native values in an item."""
    document = {"type": "Feature", "id": f"{RUN}_geo_aux_dem_item", "properties": properties}
    report = check([document], ruleset=["isdeform"])
    asked = ("native-datetimes", "wavelength-frequency", "baseline-plausible", "relative-orbit", "radar-mode",
             "native-values", "orbit-agree", "date-interval")  # fmt: skip
    return [(one.rule, str(one.location.path[-1])) for one in report.findings if one.rule in asked]


@pytest.mark.parametrize(
    ("native", "standard"),
    [("2021-01-12T05:12:33Z", "2021-01-12T05:12:33+00:00"), ("2021-01-12T05:12:33+00:00", "2021-01-12T05:12:33Z"),
     ("2021-01-12T06:12:33+01:00", "2021-01-12T05:12:33.000Z")],
)  # fmt: skip
def test_one_time_in_two_spellings_is_one_time(native: str, standard: str) -> None:
    assert said(startDate=native, start_datetime=standard) == []


def test_another_time_is_told_in_any_spelling() -> None:
    found = said(startDate="2021-01-12T05:12:33+00:00", start_datetime="2021-01-12T05:12:34Z")
    assert found == [("native-datetimes", "start_datetime")]


@pytest.mark.parametrize(
    ("rule", "native", "standard", "value", "others"),
    [("wavelength-frequency", "wavelength", "sar_ext:wavelength", 0.056, {"sar:center_frequency": 5.405}),
     ("baseline-plausible", "perpendicularBaseline", "insar:perpendicular_baseline", 12500.0, {}),
     ("relative-orbit", "relativeOrbitNumber", "sat:relative_orbit", 176, {})],
)  # fmt: skip
def test_a_value_that_is_wrong_under_both_names_is_told_once(
    rule: str, native: str, standard: str, value: float, others: dict[str, Any]
) -> None:
    assert said(**{native: value, standard: value}, **others) == [(rule, native)]
    assert said(**{standard: value}, **others) == [(rule, standard)]


@pytest.mark.parametrize(
    ("rule", "native", "standard", "values", "others"),
    [("wavelength-frequency", "wavelength", "sar_ext:wavelength", (0.056, 0.057), {"sar:center_frequency": 5.405}),
     ("baseline-plausible", "perpendicularBaseline", "insar:perpendicular_baseline", (12500.0, -900), {}),
     ("relative-orbit", "relativeOrbitNumber", "sat:relative_orbit", (176, 200), {})],
)  # fmt: skip
def test_two_wrong_values_under_both_names_are_told_at_once(
    rule: str, native: str, standard: str, values: tuple[float, float], others: dict[str, Any]
) -> None:
    found = said(**{native: values[0], standard: values[1]}, **others)
    assert [one for one in found if one[0] == rule] == [(rule, native), (rule, standard)]


def test_each_pair_of_names_that_disagrees_is_told() -> None:
    names = {
        "antennaSide": "left",
        "sar:observation_direction": "right",
        "mode": "EW",
        "sar:instrument_mode": "IW",
    }
    assert said(**names, bandDescription="no list") == [
        ("native-values", "antennaSide"),
        ("native-values", "mode"),
    ]
    orbits = {"orbitDirection": "ascending", "sat:orbit_state": "descending", "relativeOrbitNumber": 22}
    assert said(**orbits, **{"sat:relative_orbit": 23}) == [
        ("orbit-agree", "sat:orbit_state"),
        ("orbit-agree", "relativeOrbitNumber"),
    ]


def test_two_numbers_of_looks_that_are_both_wrong_are_told_at_once() -> None:
    def wrong(native: int, standard: int) -> list[str]:
        looks = {"numberOfLooksRange": native, "sar:looks_range": standard}
        item = {
            "id": f"{RUN}_geo_interferogram_20210112_20210124_4rlks_inw_item",
            "type": "Feature",
            "properties": looks,
        }
        found = check([item], ruleset=["isdeform"]).findings
        return [str(one.location.path[-1]) for one in found if one.rule == "looks-agree"]

    assert wrong(2, 8) == ["numberOfLooksRange", "sar:looks_range"]
    assert wrong(2, 2) == ["numberOfLooksRange"]
    assert wrong(4, 2) == ["sar:looks_range"]


def test_an_interval_of_the_same_times_in_another_spelling_is_right() -> None:
    times = {"startDate": "2021-01-12T05:12:33+00:00", "completionDate": "2021-01-24T06:12:31+01:00"}
    assert said(**times, date="2021-01-12T05:12:33Z/2021-01-24T05:12:31Z") == []
    assert said(**times, date="2021-01-12T05:12:33Z/2021-01-24T05:12:32Z") == [("date-interval", "date")]


def test_another_producer_is_told_beside_another_product() -> None:
    properties = {"productId": "Coh_GDMCNRS_radar4rlks01AF", "userId": "GDMUGA"}
    item = {"type": "Feature", "id": f"{RUN}_geo_aux_dem_item", "properties": properties}
    found = {one.rule for one in check([item], ruleset=["isdeform"]).findings}
    assert {"product-id-agrees", "user-id"} <= found


def test_a_misspelt_mode_is_told_once() -> None:
    assert said(mode="iw", **{"sar:instrument_mode": "IW"}) == [("radar-mode", "mode")]


def test_a_word_that_is_a_number_is_told_once() -> None:
    codes = {"dem": "ACQUIRED", "lut": "ACQUIRED", "tcoh": 7}
    documents = [
        {"type": "Feature", "id": f"{RUN}_geo_aux_{code}_item", "properties": {"status": status}}
        for code, status in codes.items()
    ]
    report = check(documents, ruleset=["isdeform"])
    at_status = [one.rule for one in report.findings if one.location.path == ("properties", "status")]
    assert at_status == ["status-known"]
