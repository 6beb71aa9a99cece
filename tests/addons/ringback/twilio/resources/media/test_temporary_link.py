from datetime import UTC, datetime, timedelta

import pytest

from ringback.http.messages import request_to
from ringback.twilio.resources.media.temporary_link import LIFETIME, follow_link, make_link
from ringback.twilio.values.file_content import FileContent

SID = "ME" + "a" * 32
NOW = datetime(2026, 3, 2, 14, 8, 1, 500_000, tzinfo=UTC)
FILE = FileContent(b"\x89PNG", "image/png")
LINK = make_link("https://mcs.ie1.twilio.com", SID, NOW)


def follow(link: str, *, method: str = "GET", later: timedelta = timedelta()) -> tuple[int, bytes]:
    response = follow_link(request_to(method, link), FILE, NOW + later)
    return response.status, response.body


def test_a_link_answers_in_its_region_until_it_expires() -> None:
    assert LINK.startswith(f"https://media.ie1.twilio.com/{SID}?Expires=1772460781&Signature=")
    assert follow(LINK) == (200, FILE.data)
    assert follow(LINK, later=LIFETIME - timedelta(seconds=1)) == (200, FILE.data)
    assert follow(LINK, method="HEAD") == (200, b"")
    response = follow_link(request_to("GET", LINK), FILE, NOW)
    assert response.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "link",
    [
        LINK.replace("Signature=", "Signature=0"),
        LINK.replace("Expires=1", "Expires=2"),
        LINK.replace("Expires=1772460781", "Expires=never"),
        LINK.replace("Expires=1772460781", "Expires=" + "9" * 5_000),
        LINK.replace(SID, "ME" + "b" * 32),
        LINK.partition("?")[0],
    ],
    ids=["signature", "date", "no date", "a large date", "another file", "no query"],
)
def test_any_other_link_is_refused(link: str) -> None:
    status, body = follow(link)

    assert status == 403
    assert b"AccessDenied" in body


def test_a_link_expires_and_is_only_read() -> None:
    assert follow(LINK, later=LIFETIME)[0] == 403
    assert follow(LINK, method="POST")[0] == 403
    assert follow_link(request_to("GET", LINK), None, NOW).status == 403
