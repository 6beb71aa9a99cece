import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vcr import matchers
from vcr.request import Request as VcrRequest

from ringback.cassette.matching.request_matching import Matching
from ringback.http.messages import Headers, Request, request_to
from ringback.settings.shared import CassetteSettings
from tests.support.cassettes.exchanges import JSON, create, request

BASE = request(body=b"a=1&b=2", caller=None)


def json_request(text: str) -> Request:
    return request(body=text.encode(), content_type=JSON, caller=None)


def equal(one: Request, other: Request, *match_on: str) -> bool:
    matching = Matching(match_on or CassetteSettings.match_on)
    return not set(matching.filing_keys(one)).isdisjoint(matching.lookup_keys(other))


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


@pytest.mark.parametrize("target", ["/v1/a#b", "/v1/a?x=a#b", "/v1#?a=#"])
@pytest.mark.parametrize("match_on", [CassetteSettings.match_on, ("uri",)], ids=["default", "uri"])
def test_a_number_sign_matches_its_recorded_url(target: str, match_on: tuple[str, ...]) -> None:
    sent = replace(create(), target=target)
    recorded = request_to(sent.method, sent.url, sent.headers, sent.body)

    assert equal(recorded, sent, *match_on)
