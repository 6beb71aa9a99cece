import re
from datetime import UTC, datetime

import pytest

from ringback.errors import UsageError
from ringback.http.messages import Request
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.request_assertion import RequestAssertion
from tests.support.cassettes.exchanges import JSON, create, created, request


def exchange(asked: Request | None = None) -> Exchange:
    return Exchange(asked or create(FriendlyName="printer on fire"), created(), "fake", 0.0)


SPOKEN = request(
    target="/v1/Conversations/CH1/Messages?Order=desc&Tag=a&Tag=b",
    body=b"Body=hello&Attributes=%7B%22a%22%3A+1%7D&Index=5",
    Accept="application/json",
)
DOCUMENT = request(body=b'{"a": 1, "b": 2}', content_type=JSON)


@pytest.mark.parametrize(
    ("assertion", "asked"),
    [
        pytest.param(RequestAssertion(), None, id="anything"),
        pytest.param(RequestAssertion("post"), None, id="method, in small letters"),
        pytest.param(RequestAssertion(path="/v1/Conversations"), None, id="path"),
        pytest.param(
            RequestAssertion(path="/v1/Conversations/*/Messages"), SPOKEN, id="any segment"
        ),
        pytest.param(RequestAssertion(path=re.compile(r"/v1/.*")), SPOKEN, id="pattern"),
        pytest.param(RequestAssertion(form={"Body": "hello"}), SPOKEN, id="one field of the form"),
        pytest.param(RequestAssertion(form={"Index": 5}), SPOKEN, id="a number in the form"),
        pytest.param(
            RequestAssertion(form={"Attributes": {"a": 1}}), SPOKEN, id="JSON in the form"
        ),
        pytest.param(RequestAssertion(query={"Order": "desc"}), SPOKEN, id="query"),
        pytest.param(RequestAssertion(query={"Tag": ["a", "b"]}), SPOKEN, id="sent twice"),
        pytest.param(RequestAssertion(headers={"accept": "application/json"}), SPOKEN, id="header"),
        pytest.param(RequestAssertion(json={"a": 1}), DOCUMENT, id="one field of the JSON"),
    ],
)
def test_a_request_matches(assertion: RequestAssertion, asked: Request | None) -> None:
    assert assertion.matches(exchange(asked))


@pytest.mark.parametrize(
    ("assertion", "asked", "difference"),
    [
        pytest.param(RequestAssertion("GET"), None, "method POST", id="method"),
        pytest.param(RequestAssertion(path="/v1"), None, "path /v1/Conversations", id="path"),
        pytest.param(
            RequestAssertion(path=re.compile("/v1")), None, "path /v1/Conversations", id="pattern"
        ),
        pytest.param(
            RequestAssertion(form={"FriendlyName": "x"}),
            None,
            "form FriendlyName='printer on fire'",
            id="form",
        ),
        pytest.param(RequestAssertion(form={"State": "x"}), None, "form State absent", id="absent"),
        pytest.param(
            RequestAssertion(form={"Body": {"a": 1}}), SPOKEN, "form Body='hello'", id="not JSON"
        ),
        pytest.param(RequestAssertion(form={"Body": None}), SPOKEN, "form Body='hello'", id="None"),
        pytest.param(RequestAssertion(json={"a": 2}), DOCUMENT, "json a=1", id="JSON"),
        pytest.param(RequestAssertion(json=[1]), None, "json None", id="no JSON"),
        pytest.param(RequestAssertion(headers={"Accept": "x"}), SPOKEN, "header Accept differs"),
        pytest.param(RequestAssertion(headers={"X-A": "x"}), SPOKEN, "header X-A absent"),
    ],
)
def test_a_request_differs_in(
    assertion: RequestAssertion, asked: Request | None, difference: str
) -> None:
    assert list(assertion.find_differences(exchange(asked))) == [difference]


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        pytest.param("/v1/Conversations", None, "give the method first", id="a path for a method"),
        pytest.param("GET", "/v1/Conversations?PageSize=1", "has a query", id="a query"),
    ],
)
def test_an_impossible_method_or_path_is_a_usage_error(
    method: str, path: str | None, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        RequestAssertion(method, path)


def test_a_path_without_a_slash_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'Conversations' is no path; begin it with a slash"):
        RequestAssertion(path="Conversations")


@pytest.mark.parametrize(
    ("assertion", "words"),
    [
        pytest.param(RequestAssertion(), "any method any path", id="anything"),
        pytest.param(
            RequestAssertion("POST", "/v1", {"A": "b"}, {"Q": "x" * 90}, {"a": 1}, {"H": "v"}),
            f"POST /v1, form A='b', query Q='{'x' * 58}…, headers H='v', json {{'a': 1}}",
            id="all",
        ),
        pytest.param(RequestAssertion(path=re.compile("/v.")), "any method /v.", id="pattern"),
    ],
)
def test_an_assertion_is_described_in_words(assertion: RequestAssertion, words: str) -> None:
    assert str(assertion) == words


@pytest.mark.parametrize(
    ("value", "sent", "is_met"),
    [
        pytest.param(True, "true", True, id="true"),
        pytest.param(False, "true", False, id="false"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00Z", True, id="date"),
        pytest.param(datetime(2026, 1, 1), "2026-01-01T00:00:00", True, id="no zone"),  # noqa: DTZ001
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), "soon", False, id="no date"),
    ],
)
def test_values_are_compared_as_they_are_sent(value: object, sent: str, is_met: bool) -> None:
    asked = exchange(create(FriendlyName=sent))
    assert RequestAssertion(form={"FriendlyName": value}).matches(asked) is is_met
