from dataclasses import replace

import pytest

from ringback.cassette.matching.differences import Difference, list_differences
from ringback.http.messages import Request
from ringback.settings.shared import CassetteSettings
from tests.support.cassettes.exchanges import FORM, JSON, create, request

BASE = request(body=b"a=1&b=2", caller=None)


def differences(
    recorded: Request, sent: Request, *match_on: str, ignored: tuple[str, ...] = ()
) -> list[Difference]:
    return [
        difference
        for name in match_on or CassetteSettings.match_on
        for difference in list_differences(name, recorded, sent, ignored)
    ]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            replace(BASE, method="GET", target="/v1?Page=2"),
            [
                Difference("method", "method", '"POST"', '"GET"'),
                Difference("path", "path", '"/v1/Conversations"', '"/v1"'),
                Difference("query", "Page", None, '"2"'),
            ],
        ),
        (
            replace(BASE, body=b"a=2&c=3"),
            [
                Difference("body", "a", '"1"', '"2"', "a"),
                Difference("body", "b", '"2"', None, "b"),
                Difference("body", "c", None, '"3"', "c"),
            ],
        ),
        (
            request(body=b"a=1&b=2", caller=None, content_type="text/plain"),
            [
                Difference("body", "a", '"1"', None, "a"),
                Difference("body", "b", '"2"', None, "b"),
                Difference("body", "body", None, '"a=1&b=2"'),
            ],
        ),
        (
            request(body=b"a=1&c=3", caller=None, content_type=None),
            [
                Difference("body", "b", '"2"', None, "b"),
                Difference("body", "c", None, '"3"', "c"),
            ],
        ),
    ],
    ids=["line", "fields", "kind", "undeclared"],
)
def test_differences_are_reported_field_by_field(
    other: Request, expected: list[Difference]
) -> None:
    assert differences(BASE, other) == expected


def test_the_same_fields_of_another_type_differ_in_the_type() -> None:
    one = request(body=b"body=1", caller=None)
    other = request(body=b'{"body": "1"}', content_type=JSON, caller=None)

    assert differences(one, other, "body") == [
        Difference("body", "Content-Type", f'"{FORM}"', f'"{JSON}"'),
    ]


def test_json_in_a_form_field_differs_value_by_value() -> None:
    one, other = (create(None, A='{"a": [1, 2]}'.replace("2", b), B="1") for b in "23")

    assert differences(one, other, "body") == [Difference("body", "A.a[1]", "2", "3", "a")]


def test_bytes_of_the_same_length_differ_in_their_digest() -> None:
    one, other = (request(body=body, content_type="image/png") for body in (b"\xff", b"\xfe"))
    (difference,) = differences(one, other, "body")

    assert difference.recorded == "1 bytes, SHA-256 a8100ae6aa19"
    assert difference.sent == "1 bytes, SHA-256 aa687b58b0e7"


def test_a_field_that_is_ignored_does_not_differ() -> None:
    one, other = create(None, A="1", B="1"), create(None, A="2", B="2")

    assert differences(one, other, "body", ignored=("A",)) == [
        Difference("body", "B", '"1"', '"2"', "B")
    ]
