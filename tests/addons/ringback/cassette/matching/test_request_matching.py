from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.matching.request_matching import Matching
from ringback.errors import UsageError
from ringback.http.messages import Headers, Request
from ringback.settings.shared import CassetteSettings
from tests.support.cassettes.exchanges import FORM, JSON, create, request

ALL = (*CassetteSettings.match_on, "uri", "raw_body", "headers")
BASE = request(body=b"a=1&b=2", caller=None)


def equal(one: Request, other: Request, *match_on: str, ignore: tuple[str, ...] = ()) -> bool:
    matching = Matching(match_on or CassetteSettings.match_on, frozenset(ignore))
    are_equal = not set(matching.filing_keys(one)).isdisjoint(matching.lookup_keys(other))
    assert are_equal == (not matching.differences(one, other))
    return are_equal


@pytest.mark.parametrize(
    "other",
    [
        request(body=b"b=2&a=1", caller=None),
        request(body=b"%61=%31&b=2", caller=None),
        request(body=b"a=1&b=2", caller=None, User_Agent="another"),
        request(body=b"a=1&b=2", caller=None, content_type=FORM + "; charset=utf-8"),
    ],
    ids=["order", "spelling", "another header", "charset"],
)
def test_requests_with_the_same_meaning_are_equal(other: Request) -> None:
    assert equal(BASE, other)


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, method="PUT"),
        replace(BASE, scheme="http"),
        replace(BASE, host="conversations.dublin.ie1.twilio.com"),
        replace(BASE, port=8443),
        replace(BASE, target="/v1/Conversations/"),
        replace(BASE, target="/v1/conversations"),
        replace(BASE, target="/v1/Conversations?Page=1"),
        replace(BASE, body=b"a=1&b=3"),
        replace(BASE, body=b"a=1"),
        replace(BASE, body=b"a=1&b=2&c="),
        replace(BASE, body=b""),
        replace(BASE, headers=Headers([("Content-Type", JSON)])),
    ],
    ids=[
        "method",
        "scheme",
        "edge host",
        "port",
        "path",
        "case of the path",
        "query",
        "a value",
        "one less",
        "a blank one more",
        "no body",
        "content type",
    ],
)
def test_requests_that_differ_in_a_default_matcher_are_not_equal(other: Request) -> None:
    assert not equal(BASE, other)


def test_only_the_named_parts_are_compared() -> None:
    assert equal(BASE, replace(BASE, body=b"x", host="other"), "method", "path")


def test_an_ignored_field_does_not_count() -> None:
    assert equal(create(None, A="1", B="2"), create(None, A="1", B="3"), ignore=("B",))
    assert equal(create(None, A="1"), create(None, A="1", B="3"), ignore=("B",))
    assert not equal(create(None, A="1"), create(None, A="2"), ignore=("B",))
    one, other = (
        request(body=body, content_type=JSON, caller=None)
        for body in (b'{"a": {"b": 1}}', b'{"a": {"b": 2}}')
    )
    assert equal(one, other, ignore=("b",))


@pytest.mark.parametrize("match_on", [("method", "colour"), ()])
def test_an_unknown_matcher_is_rejected_with_the_known_ones(match_on: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        Matching(match_on)

    came = "'colour'" if match_on else "nothing"
    assert str(caught.value) == (
        f"--match-on: {came} is not a matcher; the matchers are method, uri, scheme, host, port, "
        "path, query, body, raw_body, headers"
    )


@given(st.sampled_from(ALL), st.dictionaries(st.sampled_from("ab"), st.text(max_size=2)))
def test_every_request_equals_itself(match_on: str, form: dict[str, str]) -> None:
    one = create(None, **form)

    assert equal(one, replace(one), match_on)
