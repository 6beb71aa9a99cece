import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from vcr import matchers
from vcr.request import Request as VcrRequest

from ringback.cassette.matching.matchers import Difference, Matching
from ringback.errors import UsageError
from ringback.http.messages import Headers, Request, request_to
from ringback.settings.shared import CassetteSettings
from tests.support.cassettes.exchanges import FORM, JSON, create, request

ALL = (*CassetteSettings.match_on, "uri", "raw_body", "headers")
BASE = request(body=b"a=1&b=2", caller=None)


def json_request(text: str) -> Request:
    return request(body=text.encode(), content_type=JSON, caller=None)


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


def test_the_order_of_equal_names_counts_in_forms_and_not_in_queries() -> None:
    """As in vcrpy."""
    assert not equal(replace(BASE, body=b"a=1&a=2"), replace(BASE, body=b"a=2&a=1"))
    assert equal(replace(BASE, target="/?a=1&a=2"), replace(BASE, target="/?a=2&a=1"))


def test_an_asterisk_matches_its_recorded_url() -> None:
    recorded = request_to("OPTIONS", replace(BASE, target="*").url)

    assert equal(replace(BASE, method="OPTIONS", target="*"), recorded, "method", "path")


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        ('{"a": 1, "b": [1, {}]}', '{"b":[1,{}],"a":1}', True),
        ('{"a": 1}', '{"a": 1.0}', True),
        ('{"a": NaN}', '{"a": NaN}', True),
        ('{"a": "\\u00e9"}', '{"a": "é"}', True),
        ('{"a": 1}', '{"a": true}', False),
        ('{"a": 0}', '{"a": false}', False),
        ('{"a": 1}', '{"a": "1"}', False),
        ('{"a": null}', "{}", False),
        ("[1, 2]", "[2, 1]", False),
        ("[]", "{}", False),
        ('{"a": NaN}', '{"a": "NaN"}', False),
        ('{"a": 1', '{"a":1', False),
    ],
)
def test_json_is_compared_as_values(one: str, other: str, are_equal: bool) -> None:
    assert equal(json_request(one), json_request(other)) is are_equal


@pytest.mark.parametrize(
    ("other", "match_on"),
    [
        (replace(BASE, body=b"b=2&a=1"), "raw_body"),
        (replace(BASE, target="/v1/Conversations?b=2&a=1"), "uri"),
        (request(body=b"a=1&b=2", caller=None, X_A="b"), "headers"),
    ],
)
def test_vcrpys_other_matchers_are_exact(other: Request, match_on: str) -> None:
    assert not equal(BASE, other, match_on)
    assert equal(BASE, BASE, match_on)


def test_connection_headers_are_not_compared() -> None:
    other = request(body=BASE.body, caller=None, Connection="close", Content_Length="7", Host="x")

    assert equal(BASE, other, "headers")


def test_headers_match_without_case_and_order() -> None:
    one = Headers([("A", "1"), ("b", "2"), ("a", "3")])
    other = Headers([("B", "2"), ("a", "1"), ("A", "3")])

    assert equal(replace(BASE, headers=one), replace(BASE, headers=other), "headers")


def test_the_order_of_a_headers_values_counts() -> None:
    one, other = Headers([("A", "1"), ("A", "2")]), Headers([("A", "2"), ("A", "1")])

    assert not equal(replace(BASE, headers=one), replace(BASE, headers=other), "headers")


def test_only_the_named_parts_are_compared() -> None:
    assert equal(BASE, replace(BASE, body=b"x", host="other"), "method", "path")


def test_an_ignored_field_does_not_count() -> None:
    assert equal(create(None, A="1", B="2"), create(None, A="1", B="3"), ignore=("B",))
    assert equal(create(None, A="1"), create(None, A="1", B="3"), ignore=("B",))
    assert not equal(create(None, A="1"), create(None, A="2"), ignore=("B",))
    assert equal(json_request('{"a": {"b": 1}}'), json_request('{"a": {"b": 2}}'), ignore=("b",))


@pytest.mark.parametrize("match_on", [("method", "colour"), ()])
def test_an_unknown_matcher_is_rejected_with_the_known_ones(match_on: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        Matching(match_on)

    came = "'colour'" if match_on else "nothing"
    assert str(caught.value) == (
        f"--match-on: {came} is not a matcher; the matchers are method, uri, scheme, host, port, "
        "path, query, body, raw_body, headers"
    )


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
    assert list(Matching().differences(BASE, other)) == expected


def test_the_same_fields_of_another_type_differ_in_the_type() -> None:
    one, other = request(body=b"body=1", caller=None), json_request('{"body": "1"}')

    assert Matching(("body",)).differences(one, other) == (
        Difference("body", "Content-Type", f'"{FORM}"', f'"{JSON}"'),
    )


def test_json_in_a_form_field_differs_value_by_value() -> None:
    one, other = (create(None, A='{"a": [1, 2]}'.replace("2", b), B="1") for b in "23")

    assert Matching(("body",)).differences(one, other) == (
        Difference("body", "A.a[1]", "2", "3", "a"),
    )


def test_bytes_of_the_same_length_differ_in_their_digest() -> None:
    one, other = (request(body=body, content_type="image/png") for body in (b"\xff", b"\xfe"))
    (difference,) = Matching(("body",)).differences(one, other)

    assert difference.recorded == "1 bytes, SHA-256 a8100ae6aa19"
    assert difference.sent == "1 bytes, SHA-256 aa687b58b0e7"


# vcrpy's own matchers judge.

NAMES = st.sampled_from(["a", "b", "c d"])
FORMS = st.lists(st.tuples(NAMES, st.sampled_from(["1", "2", "é", "+"])), max_size=3)
DOCUMENTS = st.recursive(
    st.sampled_from([None, 2, 3.5, "1", "2"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)


def theirs(ours: Request) -> VcrRequest:
    headers = {name: [value] for name, value in ours.headers}
    return VcrRequest(ours.method, ours.url, ours.body, headers)


def they_say(one: Request, other: Request, match_on: str) -> bool:
    matcher = getattr(matchers, match_on)
    return bool(matchers.requests_match(theirs(one), theirs(other), [matcher]))


TARGETS = st.sampled_from(["/", "/v1", "/v1?", "/V1", "/v1/"]) | FORMS.map(
    lambda query: "/v1?" + urlencode(query)
)
URLS = st.builds(
    lambda origin, target: origin + target,
    st.sampled_from(["https://a.test", "https://a.test:443", "http://a.test", "https://A.test"]),
    TARGETS,
)


@pytest.mark.parametrize("match_on", ["scheme", "host", "port", "path", "query"])
@given(one=URLS, other=URLS)
@example(one="https://a.test", other="https://a.test/")
def test_urls_are_equal_if_vcrpy_agrees(match_on: str, one: str, other: str) -> None:
    requests = request_to("GET", one), request_to("GET", other)

    assert equal(*requests, match_on) == they_say(*requests, match_on)


@pytest.mark.parametrize("match_on", ["body", "raw_body"])
@given(one=FORMS, other=FORMS)
def test_forms_are_equal_if_vcrpy_agrees(
    match_on: str, one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    first, second = (request(body=urlencode(form).encode(), caller=None) for form in (one, other))

    assert equal(first, second, match_on) == they_say(first, second, match_on)


@given(DOCUMENTS, DOCUMENTS, st.sampled_from([None, 1]))
def test_json_is_equal_if_vcrpy_agrees(one: object, other: object, indent: int | None) -> None:
    first, second = json_request(json.dumps(one)), json_request(json.dumps(other, indent=indent))

    assert equal(first, second, "body") == they_say(first, second, "body")


@given(st.binary(max_size=4), st.binary(max_size=4))
def test_other_bodies_are_equal_if_vcrpy_agrees(one: bytes, other: bytes) -> None:
    first, second = (
        request(body=body, content_type="text/plain", caller=None) for body in (one, other)
    )

    assert equal(first, second, "body") == they_say(first, second, "body")


@pytest.mark.parametrize(
    ("one", "other", "match_on"),
    [
        (create(None, A="1", FriendlyName=""), create(None, A="1"), "body"),
        (request(target="/?a=", caller=None), request(target="/", caller=None), "query"),
        (json_request('{"a": 1}'), json_request('{"a": true}'), "body"),
        (json_request('"a=1"'), request(body=b'"a=1"', caller=None), "body"),
    ],
    ids=["blank form value", "blank query value", "true and 1", "types"],
)
def test_differences_from_vcrpy_are_deliberate(one: Request, other: Request, match_on: str) -> None:
    """A wrong answer is worse than a miss."""
    assert they_say(one, other, match_on)
    assert not equal(one, other, match_on)


@given(st.sampled_from(ALL), FORMS)
def test_every_request_equals_itself(match_on: str, form: list[tuple[str, str]]) -> None:
    one = create(None, **dict(form))
    assume(one.body is not None)

    assert equal(one, replace(one), match_on)


@pytest.mark.parametrize("target", ["/v1/a#b", "/v1/a?x=a#b", "/v1#?a=#"])
@pytest.mark.parametrize("match_on", [CassetteSettings.match_on, ("uri",)], ids=["default", "uri"])
def test_a_number_sign_matches_its_recorded_url(target: str, match_on: tuple[str, ...]) -> None:
    sent = replace(create(), target=target)
    recorded = request_to(sent.method, sent.url, sent.headers, sent.body)

    assert equal(recorded, sent, *match_on)
