import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.settings import parsers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("method, path,body", ("method", "path", "body"), id="spaces"),
        pytest.param("body,", ("body",), id="a comma too many"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_names_are_split_at_commas(text: str, expected: tuple[str, ...]) -> None:
    assert parsers.parse_names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "https://localhost:8443", Origin("https", "localhost", 8443), id="with a port"
        ),
        pytest.param("https://a.example/", Origin("https", "a.example", 443), id="with a slash"),
        pytest.param("http://a.example", Origin("http", "a.example", 80), id="plain http"),
        pytest.param("https://[::1]:8443", Origin("https", "::1", 8443), id="IPv6"),
        pytest.param("HTTPS://LOCALHOST", Origin("https", "localhost", 443), id="capitals"),
    ],
)
def test_an_upstream_is_scheme_host_and_port(text: str, expected: Origin) -> None:
    assert parsers.parse_upstream(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("localhost:8443", id="no scheme"),
        pytest.param("ftp://localhost", id="another scheme"),
        pytest.param("https://", id="no host"),
        pytest.param("https://localhost:99999", id="impossible port"),
        pytest.param("https://localhost:port", id="port in letters"),
        pytest.param("https://localhost:0", id="port 0"),
        pytest.param("https://[::1", id="half an address"),
    ],
)
def test_an_invalid_upstream_is_rejected_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="such as https://localhost:8443") as refusal:
        parsers.parse_upstream(text)

    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        pytest.param("https://localhost:8443/v1", "https://localhost:8443", id="path"),
        pytest.param("https://localhost?a=1", "https://localhost", id="query"),
        pytest.param("https://localhost#top", "https://localhost", id="fragment"),
        pytest.param("https://user:pass@localhost", "https://localhost", id="credentials"),
        pytest.param("https://[::1]:8443/v1", "https://[::1]:8443", id="IPv6"),
    ],
)
def test_an_upstream_with_extra_parts_is_rejected_with_a_correction(text: str, cure: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parsers.parse_upstream(text)

    assert str(refusal.value).endswith(f"so give {cure}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://user:hidden@localhost", id="an upstream"),
        pytest.param("https://user:hid@den@localhost:99999", id="none"),
    ],
)
def test_a_rejected_upstream_does_not_show_its_password(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parsers.parse_upstream(text)

    assert "hid" not in str(refusal.value)
    assert "//...@localhost" in str(refusal.value)


@pytest.mark.parametrize(("text", "expected"), [("30", 30.0), ("0.5", 0.5), ("86399", 86399.0)])
def test_seconds_are_a_number(text: str, expected: float) -> None:
    assert parsers.parse_seconds(text) == expected


@pytest.mark.parametrize("text", ["0", "-1", "86400", "inf", "nan", "1m", ""])
def test_seconds_out_of_range_are_rejected(text: str) -> None:
    with pytest.raises(UsageError, match="give 30, say"):
        parsers.parse_seconds(text)


@pytest.mark.parametrize(("text", "expected"), [("7", 7), ("-7", -7), ("0", 0)])
def test_a_whole_number_is_parsed(text: str, expected: int) -> None:
    assert parsers.parse_whole_number(text) == expected


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        pytest.param(parsers.parse_whole_number, "7.5", id="a fraction"),
        pytest.param(parsers.parse_whole_number, "seven", id="a word"),
        pytest.param(parsers.parse_positive_number, "0", id="nought"),
        pytest.param(parsers.parse_positive_number, "-1", id="less than nought"),
        pytest.param(parsers.parse_positive_number, "1 MB", id="a unit"),
        pytest.param(parsers.parse_error_status, "399", id="not an error"),
        pytest.param(parsers.parse_error_status, "600", id="no status"),
    ],
)
def test_an_invalid_number_is_rejected_with_an_example(
    parse: Callable[[str], int], text: str
) -> None:
    with pytest.raises(UsageError, match=r"give \d+, say"):
        parse(text)


def test_one_is_the_smallest_positive_number() -> None:
    assert parsers.parse_positive_number("1") == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-01-31T12:00:00Z", id="UTC"),
        pytest.param("2026-01-31T12:00:00", id="without an offset it is UTC"),
        pytest.param("2026-01-31T14:00:00+02:00", id="an offset is converted"),
        pytest.param("2026-01-31T12:00:00.999999Z", id="a fraction is cut"),
    ],
)
def test_an_instant_is_in_utc_and_of_whole_seconds(text: str) -> None:
    instant = parsers.parse_instant(text)

    assert instant == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("yesterday", id="a word"),
        pytest.param("2026-02-30T00:00:00Z", id="no such day"),
        pytest.param("0001-01-01T00:00:00+05:00", id="before the first day"),
        pytest.param("9999-12-31T23:59:59-05:00", id="after the last day"),
    ],
)
def test_an_invalid_instant_is_rejected_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="such as 2026-01-31T12:00:00Z"):
        parsers.parse_instant(text)


def test_an_account_sid_is_kept_unchanged() -> None:
    sid = "AC" + "0a1B" * 8

    assert parsers.parse_account_sid(sid) == sid


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SK" + "0a1b" * 8, id="an API key"),
        pytest.param("AC" + "0a1b" * 7, id="too short"),
        pytest.param("AC" + "0a1b" * 8 + "\n", id="a line end behind it"),
        pytest.param("AC" + "xyz0" * 8, id="not hexadecimal"),
    ],
)
def test_an_invalid_account_sid_is_rejected(text: str) -> None:
    with pytest.raises(UsageError, match="AC and 32 hexadecimal digits"):
        parsers.parse_account_sid(text)


def test_a_path_need_not_exist() -> None:
    assert parsers.parse_path("no/such.yaml") == Path("no/such.yaml")


@pytest.mark.parametrize(
    ("text", "message"), [("x" * 5000, "too long for a path"), ("a\0b", "is not a path")]
)
def test_what_can_be_no_path_is_rejected(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parsers.parse_path(text)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000/hook", "https://app.example.org/a?b=c#rc=2", "http://[::1]:1/"],
)
def test_a_webhook_has_a_url_with_path_and_query(url: str) -> None:
    assert parsers.parse_webhook_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["localhost:5000", "/hook", "ftp://a.example/", "http:///x", "http://a:b/", "http://a /", ""],
)
def test_a_webhook_has_no_other_url(url: str) -> None:
    with pytest.raises(UsageError, match="is not the URL of a webhook; give one such as http"):
        parsers.parse_webhook_url(url)


def test_a_refused_url_is_shown_without_its_password() -> None:
    with pytest.raises(UsageError) as refused:
        parsers.parse_webhook_url("ftp://me:hidden@a.example/")

    assert "hidden" not in str(refused.value)


def test_an_event_of_webhooks_is_known_by_its_name() -> None:
    assert parsers.parse_webhook_event("onMessageAdded") == "onMessageAdded"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("onMessageadded", "did you mean onMessageAdded?", id="near"),
        pytest.param("x", "accepted are onConversationAdded, ", id="far"),
    ],
)
def test_an_unknown_event_is_refused(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match=re.escape(hint)):
        parsers.parse_webhook_event(name)
