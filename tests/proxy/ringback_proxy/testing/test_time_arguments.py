from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback_proxy.testing import time_arguments

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("2026-01-31T12:00:00Z", id="text"),
        pytest.param(datetime(2026, 1, 31, 12), id="no zone"),  # noqa: DTZ001 - read as UTC
        pytest.param(datetime(2026, 1, 31, 14, tzinfo=timezone(timedelta(hours=2))), id="zone"),
    ],
)
def test_an_instant_is_in_utc(moment: object) -> None:
    assert time_arguments.to_instant(moment) == NOON


def test_an_invalid_instant_is_refused() -> None:
    with pytest.raises(UsageError, match="now is 7; accepted are a datetime, and text"):
        time_arguments.to_instant(7)


def test_a_step_is_the_sum_of_its_arguments() -> None:
    assert time_arguments.to_timedelta(timedelta(hours=1), {"minutes": 30}) == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("by", "units", "message"),
    [
        pytest.param(2, {}, r"advance\(2\) is not accepted; give a timedelta", id="a number"),
        pytest.param(None, {"years": 2}, r"advance\(years=2\) is not accepted", id="years"),
        pytest.param(None, {"hours": -1}, "the clock cannot advance by", id="back"),
        pytest.param(None, {}, "the clock cannot advance by 0:00:00", id="nowhere"),
    ],
)
def test_a_step_that_is_not_positive_is_refused(
    by: Any, units: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        time_arguments.to_timedelta(by, units)
