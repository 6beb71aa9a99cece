import pytest
from starlette.requests import Request

from ringback.errors import UsageError
from ringback_proxy.control import queries


def request(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_numbers_and_seconds_are_read() -> None:
    assert queries.read_number(request("after=7"), "after") == 7
    assert queries.read_number(request(""), "after") == 0
    assert queries.read_wait(request("wait=1.5")) == 1.5
    assert queries.read_wait(request("")) == 0.0


@pytest.mark.parametrize("text", ["-1", "x", "²", "9" * 16, "1.5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="give the number of the last one seen, or 0"):
        queries.read_number(request(f"after={text}"), "after")


@pytest.mark.parametrize("text", ["-1", "x", "nan", "61", "inf"])
def test_nobody_waits_for_ever(text: str) -> None:
    with pytest.raises(UsageError, match="give seconds from 0 to 60"):
        queries.read_wait(request(f"wait={text}"))
