import gzip
from typing import Any

import pytest

from ringback.cassette.format.plain_scalars import PlainScalar
from ringback.cassette.format.vcr_format import InteractionParser, MalformedError
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
    ("body", "expected"),
    [
        (None, b""),
        ("é", "é".encode()),
        (b"\xff", b"\xff"),
        ({"string": "a"}, b"a"),
        ({"string": None}, b""),
        ({"base64_string": "YWI="}, b"ab"),
        ({"encoding": "utf-8", "string": "a"}, b"a"),
        (["a", b"b"], b"ab"),
        ([], b""),
    ],
    ids=["none", "text", "bytes", "string", "no string", "base64", "Ruby's", "iterated", "nothing"],
)
def test_every_form_of_body_is_parsed(body: object, expected: bytes) -> None:
    response = {"body": {"string": ""} if body is None else body}

    parsed = InteractionParser().parse(interaction({"body": body}, response))

    assert parsed.request.body == expected
    assert parsed.response.body == expected


def test_fields_that_are_neither_a_form_nor_json_are_rejected() -> None:
    with pytest.raises(MalformedError, match="`body` is neither a form nor JSON"):
        InteractionParser().parse(interaction({"body": {"a": {"b": b"\xff"}}, "headers": {}}))


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        pytest.param(FORM, {"FriendlyName": "a b", "X": ["1", "2"]}, b"FriendlyName=a+b&X=1&X=2"),
        pytest.param({}, {"FriendlyName": "a b"}, b"FriendlyName=a+b"),
        pytest.param({}, [["a", "1"], ["a", "2"]], b"a=1&a=2"),
        pytest.param({}, {"a": b"\xff"}, b"a=%FF"),
        pytest.param({}, {}, b""),
        pytest.param({}, {"a": 1, "b": [True, None]}, b'{"a": 1, "b": [true, null]}'),
        pytest.param(JSON, {"a": "1"}, b'{"a": "1"}'),
    ],
    ids=[
        "form",
        "no header",
        "pairs",
        "binary",
        "no fields",
        "JSON by its values",
        "JSON by its header",
    ],
)
def test_a_body_may_be_the_fields_passed_to_aiohttp(
    headers: dict[str, str], body: object, expected: bytes
) -> None:
    request = {"headers": headers, "body": body}

    assert InteractionParser().parse(interaction(request)).request.body == expected


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


def test_framing_headers_of_a_response_are_dropped() -> None:
    headers = {"Transfer-Encoding": ["chunked"], "content-length": ["9"], "X": ["y"]}

    assert InteractionParser().parse(interaction(None, {"headers": headers})).response.headers == (
        Headers([("X", "y")])
    )


def test_an_encoded_body_is_decoded() -> None:
    response = {"headers": {"Content-Encoding": ["gzip"]}, "body": {"string": gzip.compress(b"{}")}}

    parsed = InteractionParser().parse(interaction(None, response)).response

    assert (parsed.body, len(parsed.headers)) == (b"{}", 0)


def test_a_decoded_body_is_not_decoded_again() -> None:
    response = {"headers": {"Content-Encoding": ["gzip"]}, "body": {"string": "{}"}}

    parsed = InteractionParser().parse(interaction(None, response)).response

    assert (parsed.body, len(parsed.headers)) == (b"{}", 0)


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
        (interaction({"body": {"base64_string": "a"}}), "`base64_string` is not base64"),
        (interaction({"body": [["a"]]}), "`body` is a list, not text"),
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


@pytest.mark.parametrize(
    "response", [{"body": None}, {"content": None}, {"body": {"string": None}}, {"parsed_body": ""}]
)
def test_a_response_body_that_is_nothing_is_empty(response: dict[str, object]) -> None:
    value = without("response", "body")
    value["response"].update(response)

    assert InteractionParser().parse(value).response.body in (b"", b'""')


def test_a_parsed_body_is_json() -> None:
    value = without("response", "body")
    value["response"]["parsed_body"] = {"a": [PlainScalar("1"), "1", None, PlainScalar("x")]}
    del value["request"]["body"]
    value["request"]["parsed_body"] = {"b": PlainScalar("true")}
    parsed = InteractionParser().parse(value)

    assert parsed.response.body == b'{"a": [1, "1", null, "x"]}'
    assert parsed.request.body == b'{"b": true}'


@pytest.mark.parametrize("of", ["request", "response"])
def test_two_bodies_are_an_error(of: str) -> None:
    value = without(of, "nothing")
    value[of]["parsed_body"] = {"password": "x"}

    with pytest.raises(MalformedError, match="are both there"):
        InteractionParser().parse(value)


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
        (interaction(None, {"body": {}}), "`string` is missing"),
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


def test_an_encoded_request_body_is_decoded() -> None:
    headers = {"Content-Encoding": ["gzip"], "X-A": ["b"]}

    request = (
        InteractionParser()
        .parse(interaction({"headers": headers, "body": gzip.compress(b'{"a": 1}')}))
        .request
    )

    assert (request.headers, request.body) == (Headers([("X-A", "b")]), b'{"a": 1}')


def test_a_request_body_that_is_text_is_not_decoded() -> None:
    headers = {"Content-Encoding": ["gzip"]}

    request = InteractionParser().parse(interaction({"headers": headers, "body": "a=b"})).request

    assert (request.headers, request.body) == (Headers(), b"a=b")


def test_a_request_body_that_contradicts_its_header_is_kept() -> None:
    headers = {"Content-Encoding": ["gzip"]}

    request = InteractionParser().parse(interaction({"headers": headers, "body": b"\xff"})).request

    assert (request.headers, request.body) == (Headers([("Content-Encoding", "gzip")]), b"\xff")


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
