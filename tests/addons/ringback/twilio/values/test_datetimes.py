from datetime import UTC, datetime, timedelta, timezone

import pytest

from ringback.twilio.values.datetimes import (
    LAST_DATETIME,
    add_saturating,
    format_http_date,
    format_iso,
    parse_datetime,
)

DATE = datetime(2015, 12, 16, 22, 18, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2015-12-16T22:18:37Z",
        "2015-12-16T22:18:37",
        "2015-12-16T22:18:37.999Z",
        "2015-12-16T22:18:37,999999999Z",
        "2015-12-16T22:18:37+00:00",
        "2015-12-16T23:18:37+01:00",
        "2015-12-16T16:48:37-0530",
    ],
)
def test_a_date_is_read_into_utc_and_whole_seconds(text: str) -> None:
    assert parse_datetime(text) == DATE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "string",
        "2015-12-16",
        "20151216T221837Z",
        "2015-W51-3T22:18:37Z",
        "2015-12-16 22:18:37Z",
        "2015-12-16T22:18Z",
        "2015-12-16T22:18:37 00:00",  # a plus sign that was not percent-encoded
        "2015-12-16T22:18:37Z\n",
        "2015-02-30T22:18:37Z",
        "2015-12-16T24:00:00Z",
        "2015-12-16T22:18:60Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",  # the year 0 in UTC
        "9999-12-31T23:59:59-01:00",  # the year 10000 in UTC
        "٢٠١٥-12-16T22:18:37Z",
    ],
)
def test_other_text_is_not_a_date(text: str) -> None:
    assert parse_datetime(text) is None


@pytest.mark.parametrize(
    "text", ["2015-12-16T22:18:37Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_date_is_printed_as_it_was_read(text: str) -> None:
    date = parse_datetime(text)

    assert date is not None
    assert format_iso(date) == text


def test_the_date_header_is_in_greenwich_time() -> None:
    there = DATE.astimezone(timezone(timedelta(hours=5)))

    assert format_http_date(there) == "Wed, 16 Dec 2015 22:18:37 GMT"


def test_a_sum_out_of_range_is_the_last_date() -> None:
    assert add_saturating(DATE, timedelta(seconds=1)) == datetime(
        2015, 12, 16, 22, 18, 38, tzinfo=UTC
    )
    assert add_saturating(DATE, timedelta.max) == LAST_DATETIME
