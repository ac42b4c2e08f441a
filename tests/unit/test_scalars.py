from __future__ import annotations

import pytest

from stacqc.vocabulary.scalars import seconds_of_day, to_date


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2020-01-01T00:00:01.5Z", 1.5),
        ("2020-01-01T23:00:01.25-02:00", 3601.25),
        ("1950-01-01T23:59:59.999999Z", 86399.999999),
        ("2020-01-01T01:00:00", 3600),
        # Their day in UTC lies beyond the calendar, their time of day does not.
        ("0001-01-01T00:00:00+05:00", 68400),
        ("9999-12-31T23:59:59-05:00", 17999),
    ],
)
def test_seconds_of_day_are_those_in_utc(text: str, seconds: float) -> None:
    assert seconds_of_day(text) == seconds


@pytest.mark.parametrize("value", ["20200101", "noon", None, 12, "2020-13-01T00:00:00Z"])
def test_what_names_no_instant_has_no_seconds(value: object) -> None:
    assert seconds_of_day(value) is None


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert to_date("0001-01-01T00:00:00+05:00") is None
