from datetime import UTC, datetime

import pytest

from ringback.cassette.tools.reply_date import parse_reply_date
from ringback.http.messages import Headers, Response


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Mon, 02 Mar 2026 14:08:01 GMT", datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 14:08:01 +0200", datetime(2026, 3, 2, 12, 8, 1, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 14:08:01 -0000", datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_date_of_a_reply_is_read_in_utc(value: str, moment: datetime | None) -> None:
    assert parse_reply_date(Response(200, Headers([("date", value)]))) == moment


def test_a_reply_need_not_say_its_date() -> None:
    assert parse_reply_date(Response(200)) is None
