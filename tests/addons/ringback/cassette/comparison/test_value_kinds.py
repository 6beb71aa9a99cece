from typing import Any

import pytest

from ringback.cassette.comparison.value_kinds import find_kind

SID = "CH" + "1" * 32


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        pytest.param("a", None, "null", id="null"),
        pytest.param("a", True, "true or false", id="boolean"),
        pytest.param("a", 3, "a number", id="integer"),
        pytest.param("a", 3.5, "a number", id="float"),
        pytest.param("a", {}, "an object", id="object"),
        pytest.param("a", [], "a list", id="list"),
        pytest.param("sid", SID, "a SID of the kind CH", id="its-own-sid"),
        pytest.param("conversation_sid", SID, "a SID", id="another-sid"),
        pytest.param("sid", "x", "text", id="sid-that-is-none"),
        pytest.param("unique_name", SID, "text", id="sid-under-a-free-name"),
        pytest.param("date_created", "2026-01-31T12:00:00Z", "an ISO 8601 date", id="date"),
        pytest.param("last_read_timestamp", "2026-01-31T12:00:00.5+02:00", "an ISO 8601 date",
                     id="timestamp"),
        pytest.param("date_sent", "Sun, 1 Nov 2026 10:00:00 +0000", "an RFC 2822 date",
                     id="date-of-the-older-api"),
        pytest.param("date_created", "yesterday", "text", id="date-that-is-none"),
        pytest.param("body", "2026-01-31T12:00:00Z", "text", id="date-under-a-free-name"),
        pytest.param("url", "https://example.com/a", "a URL", id="url"),
        pytest.param("next_page_url", "http://example.com/a", "a URL", id="url-of-a-page"),
        pytest.param("url", "/2010-04-01/a.json", "text", id="url-without-a-host"),
        pytest.param("auth_token", "REDACTED-1", "redacted", id="redacted"),
    ],
)  # fmt: skip
def test_the_name_says_what_a_text_should_be(name: str, value: Any, kind: str) -> None:
    assert find_kind(name, value) == kind


def test_every_text_among_links_should_be_a_url() -> None:
    assert find_kind("messages", "https://example.com", in_links=True) == "a URL"
