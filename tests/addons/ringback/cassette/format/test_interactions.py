import gzip
from typing import Any

import pytest

from ringback.cassette.format.interaction_fields import MalformedError
from ringback.cassette.format.interactions import InteractionParser
from ringback.cassette.format.plain_scalars import PlainScalar
from ringback.http.messages import Headers

URI = "https://conversations.twilio.com/v1/Conversations?PageSize=5"


def interaction(
    request: dict[str, Any] | None = None, response: dict[str, Any] | None = None
) -> dict[str, Any]:
    plain_request = {"method": "POST", "uri": URI, "body": "a=b", "headers": {"X-A": ["b"]}}
    plain_response = {
        "status": {"code": "201", "message": "Created"},
        "headers": {"X-C": ["d"]},
        "body": {"string": "{}"},
    }
    return {
        "request": {**plain_request, **(request or {})},
        "response": {**plain_response, **(response or {})},
    }


def test_an_interaction_is_a_request_and_a_response() -> None:
    parsed = InteractionParser().parse(interaction())

    assert parsed.request.url == URI
    assert (parsed.request.method, parsed.request.body) == ("POST", b"a=b")
    assert parsed.request.headers == Headers([("X-A", "b")])
    response = parsed.response
    assert (response.status, response.reason, response.body) == (201, "Created", b"{}")
    assert response.headers == Headers([("X-C", "d")])


@pytest.mark.parametrize(("written", "read"), [("post", "POST"), ("Get", "GET"), ("lock", "lock")])
def test_a_usual_method_may_be_written_in_any_case(written: str, read: str) -> None:
    assert InteractionParser().parse(interaction({"method": written})).request.method == read


@pytest.mark.parametrize(
    ("headers", "pairs"),
    [
        ({"A": ["b", "c"]}, [("A", "b"), ("A", "c")]),
        ({"A": "b"}, [("A", "b")]),
        ({"A": []}, []),
        ({"A": [None], "B": None}, [("A", ""), ("B", "")]),
        ({"A": [b"\xff"], b"\xfe": ["x"]}, [("A", "\udcff"), ("\udcfe", "x")]),
        ({"A": [5], "B": 1.5}, [("A", "5"), ("B", "1.5")]),
        (None, []),
        ([["A", ["b", "c"]], ["D", "e"]], [("A", "b"), ("A", "c"), ("D", "e")]),
    ],
    ids=[
        "lists",
        "single",
        "empty list",
        "nothing",
        "bytes",
        "JSON's numbers",
        "no headers",
        "pairs",
    ],
)
def test_every_form_of_headers_is_parsed(headers: object, pairs: list[tuple[str, str]]) -> None:
    parsed = InteractionParser().parse(interaction({"headers": headers}, {"headers": headers}))

    assert parsed.request.headers == Headers(pairs)
    assert parsed.response.headers == Headers(pairs)


def test_equal_headers_share_memory() -> None:
    parser = InteractionParser()
    first, second = (parser.parse(interaction()).request.headers for _ in range(2))

    assert first.pairs[0] is second.pairs[0]


def test_encoded_bodies_are_decoded() -> None:
    headers, body = {"Content-Encoding": ["gzip"]}, {"string": gzip.compress(b"{}")}
    message = {"headers": headers, "body": body}

    parsed = InteractionParser().parse(interaction(message, message))

    assert (parsed.request.headers, parsed.request.body) == (Headers(), b"{}")
    assert (parsed.response.headers, parsed.response.body) == (Headers(), b"{}")


def test_framing_headers_of_a_response_are_dropped() -> None:
    headers = {"Transfer-Encoding": ["chunked"], "content-length": ["9"], "X": ["y"]}

    assert InteractionParser().parse(interaction(None, {"headers": headers})).response.headers == (
        Headers([("X", "y")])
    )


def test_a_cassette_of_old_httpx_is_read() -> None:
    response = {"status_code": "201", "http_version": "HTTP/1.1", "headers": {}, "content": "{}"}

    parsed = InteractionParser().parse({**interaction(), "response": response}).response

    assert (parsed.status, parsed.body, parsed.reason) == (201, b"{}", "")


@pytest.mark.parametrize("message", [None, "", "Created"])
def test_a_reason_may_be_missing(message: str | None) -> None:
    status = {"code": 201, "message": message}

    assert InteractionParser().parse(interaction(None, {"status": status})).response.reason == (
        message or ""
    )


def without(part: str, name: str) -> dict[str, Any]:
    whole = interaction()
    return {**whole, part: {key: value for key, value in whole[part].items() if key != name}}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("text", "text, not a mapping with `request`"),
        (["a"], "a list, not a mapping with `request`"),
        (1, "a number, not a mapping with `request`"),
        ({**interaction(), "request": "a"}, "`request` is text, not a mapping"),
        ({**interaction(), "response": ["a"]}, "`response` is a list, not a mapping"),
        (interaction({"uri": ["a"]}), "`uri` is a list, not text"),
        (interaction({"uri": "/v1"}), "`uri` is not an absolute URL: '/v1'"),
        (interaction({"uri": "https://a:b/"}), "`uri` is not an absolute URL"),
        (interaction({"method": {}}), "`method` is a mapping, not text"),
        (
            interaction({"headers": ["a"]}),
            "`headers` has an item that is not a name with values",
        ),
        (interaction({"headers": "a"}), "`headers` is text, not a mapping"),
        (interaction({"headers": {"A": [["b"]]}}), "`the header A` is a list, not text"),
        (interaction(None, {"status": {"code": "abc"}}), "`code` is 'abc', not an HTTP status"),
        (interaction(None, {"status": {"code": "2010"}}), "`code` is '2010'"),
        (interaction(None, {"status": {"code": "001"}}), "`code` is '001'"),
        (interaction(None, {"status": {"code": 100}}), "`code` is 100, an interim status"),
        (interaction(None, {"status_code": 199}), "`code` is 199, an interim status"),
        (interaction(None, {"status": {"code": "٢٠١"}}), "not an HTTP status"),
        (interaction(None, {"status": "20100"}), "`code` is '20100', not an HTTP status"),
        (interaction(None, {"status": [201]}), "`status` is a list, not a mapping"),
    ],
    ids=lambda value: None if isinstance(value, str) else "",
)
def test_a_wrong_value_is_named(value: object, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        InteractionParser().parse(value)

    assert problem in str(caught.value)
    assert not caught.value.incomplete


def test_a_missing_request_body_is_empty() -> None:
    assert InteractionParser().parse(without("request", "body")).request.body == b""


def test_a_missing_response_body_is_an_error() -> None:
    with pytest.raises(MalformedError, match="`body` is missing"):
        InteractionParser().parse(without("response", "body"))


def test_bodies_may_be_json_values() -> None:
    value = without("response", "body")
    value["response"]["parsed_body"] = {"a": PlainScalar("1")}
    del value["request"]["body"]
    value["request"]["parsed_body"] = {"b": PlainScalar("true")}

    parsed = InteractionParser().parse(value)

    assert (parsed.request.body, parsed.response.body) == (b'{"b": true}', b'{"a": 1}')


def test_the_response_to_head_keeps_its_length_and_coding() -> None:
    headers = {"Content-Length": ["14"], "Content-Encoding": ["gzip"], "Transfer-Encoding": ["x"]}
    value = interaction({"method": "HEAD"}, {"headers": headers, "body": {"string": ""}})

    assert InteractionParser().parse(value).response.headers.pairs == (
        ("Content-Length", "14"),
        ("Content-Encoding", "gzip"),
    )


@pytest.mark.parametrize(
    ("method", "uri", "host"),
    [
        ("CONNECT", "conversations.twilio.com:443", "conversations.twilio.com"),
        ("CONNECT", "https://conversations.twilio.com:443/", "conversations.twilio.com"),
        ("OPTIONS", "*", ""),
    ],
)
def test_a_request_that_is_no_request_to_the_api_is_read(method: str, uri: str, host: str) -> None:
    request = InteractionParser().parse(interaction({"method": method, "uri": uri})).request

    assert (request.method, request.host) == (method, host)


@pytest.mark.parametrize(
    ("value", "ended"),
    [
        (interaction({"uri": None}), True),
        (interaction({"uri": None}, {"status": {"code": "20"}}), False),
        (interaction({"uri": None}, {"status": {}}), False),
        (interaction({"uri": None}, {"status": None}), False),
        ({"request": {}, "response": []}, False),
        (None, False),
    ],
    ids=["code", "half a code", "no code", "no status", "no response", "nothing"],
)
def test_an_interaction_with_a_status_code_was_not_interrupted(value: object, ended: bool) -> None:
    with pytest.raises(MalformedError) as caught:
        InteractionParser().parse(value)

    assert caught.value.ended == ended


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "nothing, not a mapping with `request`"),
        ({"request": None}, "`request` is missing"),
        ({"request": interaction()["request"]}, "`response` is missing"),
        (without("request", "method"), "`method` is missing"),
        (without("request", "uri"), "`uri` is missing"),
        (without("response", "status"), "`status` is missing"),
        (interaction({"uri": None}), "`uri` is nothing, not text"),
        (interaction(None, {"status": {}}), "`code` is missing"),
        (interaction(None, {"status": {"code": "20"}}), "`code` is '20'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_missing_value_may_be_an_interrupted_write(value: object, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        InteractionParser().parse(value)

    assert problem in str(caught.value)
    assert caught.value.incomplete


# --- written by hand


@pytest.mark.parametrize(
    ("response", "status", "headers", "body"),
    [
        ({"body": {"string": "x"}}, 200, [], b"x"),
        ({"body": "x", "status": 201}, 201, [], b"x"),
        ({"body": "x", "status": None}, 200, [], b"x"),
        ({"status": 204}, 204, [], b""),
        (
            {"status": {"code": 201}, "parsed_body": {"sid": "x"}},
            201,
            [("Content-Type", "application/json")],
            b'{"sid": "x"}',
        ),
        (
            {"headers": {"content-type": "text/x"}, "parsed_body": []},
            200,
            [("content-type", "text/x")],
            b"[]",
        ),
    ],
    ids=["no status", "a number", "null", "no body", "JSON", "JSON of a type"],
)
def test_what_a_person_would_leave_out_may_be_missing(
    response: dict[str, Any], status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    sent = {"method": "GET", "uri": "https://api.twilio.com/"}

    found = InteractionParser().parse({"request": sent, "response": response}).response

    assert (found.status, list(found.headers), found.body) == (status, headers, body)


@pytest.mark.parametrize(
    ("request_keys", "problem"),
    [
        ({"headers": {}, "body": None}, "`status` is missing"),
        ({"body": "a=1"}, None),
        ({"headers": {}}, None),
    ],
    ids=["as tools write it", "no headers", "no body"],
)
def test_a_status_is_missing_only_where_a_tool_would_have_written_it(
    request_keys: dict[str, Any], problem: str | None
) -> None:
    sent = {"method": "GET", "uri": "https://api.twilio.com/", **request_keys}
    value = {"request": sent, "response": {"body": {"string": "x"}}}

    if problem is None:
        assert InteractionParser().parse(value).response.status == 200
    else:
        with pytest.raises(MalformedError, match=problem):
            InteractionParser().parse(value)


def test_a_reply_without_a_status_and_a_body_is_no_reply() -> None:
    sent = {"method": "GET", "uri": "https://api.twilio.com/"}

    with pytest.raises(MalformedError, match="`body` is missing"):
        InteractionParser().parse({"request": sent, "response": {}})


@pytest.mark.parametrize(
    ("metadata", "seconds"),
    [
        ({"ringback": {"seconds": 0.5}}, 0.5),
        ({"ringback": {"seconds": PlainScalar("0.5")}}, 0.5),
        ({"ringback": {"seconds": PlainScalar("0.000")}}, 0.0),
        ({"ringback": {"seconds": "x"}}, None),
        ({"ringback": {"seconds": -1}}, None),
        ({"ringback": {"seconds": "inf"}}, None),
        ({"ringback": {"seconds": "nan"}}, None),
        ({"ringback": []}, None),
        ({"other": {"seconds": 1}}, None),
        ("x", None),
    ],
)
def test_how_long_a_reply_took_is_read_where_it_is_noted(
    metadata: object, seconds: float | None
) -> None:
    assert InteractionParser().parse({**interaction(), "metadata": metadata}).seconds == seconds
