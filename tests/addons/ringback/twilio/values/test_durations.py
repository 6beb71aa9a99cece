from datetime import UTC, datetime, timedelta

import pytest

from ringback.twilio.values.datetimes import LAST_DATETIME
from ringback.twilio.values.durations import make_duration, parse_duration

DATE = datetime(2024, 1, 31, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT0S", timedelta(0)),
        ("PT1M", timedelta(minutes=1)),
        ("PT10M", timedelta(minutes=10)),
        ("P1D", timedelta(days=1)),
        ("P2W", timedelta(weeks=2)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("PT90.5S", timedelta(seconds=90.5)),
        ("PT90,5S", timedelta(seconds=90.5)),
        ("PT0010M", timedelta(minutes=10)),
        ("P999999999W", timedelta.max),
    ],
)
def test_a_duration_is_read(text: str, span: timedelta) -> None:
    duration = parse_duration(text)

    assert duration is not None
    assert (duration.text, duration.months, duration.span) == (text, 0, span)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "string",
        "P",
        "PT",
        "P1DT",
        "10M",
        "T10M",
        "PT10",
        "pt10m",
        " PT10M",
        "PT10M\n",
        "-PT10M",
        "PT-10M",
        "PT1.5H",
        "PT1M1H",
        "P1M1Y",
        "PT1e5S",
        "PT٣M",
        "PT" + "9" * 10_000 + "S",
    ],
)
def test_other_text_is_not_a_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("PT1M", datetime(2024, 1, 31, 12, 1, 0, tzinfo=UTC)),
        ("P1M", datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC)),  # February has no 31st
        ("P11M", datetime(2024, 12, 31, 12, 0, 0, tzinfo=UTC)),
        ("P12M", datetime(2025, 1, 31, 12, 0, 0, tzinfo=UTC)),
        ("P1Y1M", datetime(2025, 2, 28, 12, 0, 0, tzinfo=UTC)),
        ("P1MT1H", datetime(2024, 2, 29, 13, 0, 0, tzinfo=UTC)),
        ("P9000Y", LAST_DATETIME),
        ("P999999999M", LAST_DATETIME),
        ("P999999999D", LAST_DATETIME),
    ],
)
def test_a_duration_is_added_to_a_date(text: str, end: datetime) -> None:
    duration = parse_duration(text)

    assert duration is not None
    assert duration.add_to(DATE) == end


def test_a_duration_of_months_is_never_short() -> None:
    month, minute = parse_duration("P1M"), parse_duration("PT1M")

    assert month is not None
    assert minute is not None
    assert not month.is_shorter_than(timedelta(minutes=10))
    assert minute.is_shorter_than(timedelta(minutes=10))
    assert not minute.is_shorter_than(timedelta(minutes=1))


@pytest.mark.parametrize(("text", "zero"), [("PT0S", True), ("P0D", True), ("P1M", False)])
def test_a_duration_of_nothing_is_zero(text: str, zero: bool) -> None:
    duration = parse_duration(text)

    assert duration is not None
    assert duration.is_zero is zero


def test_a_span_is_a_duration_of_seconds() -> None:
    assert make_duration(timedelta(minutes=10)).text == "PT600S"
    assert make_duration(timedelta(minutes=10)).span == timedelta(minutes=10)
    assert make_duration(timedelta(minutes=-10)).is_zero
