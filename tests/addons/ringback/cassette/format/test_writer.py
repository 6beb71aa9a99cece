from pathlib import Path

import pytest
import vcr.serialize
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from vcr.serializers import yamlserializer

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Request, Response
from tests.support.cassettes.exchanges import JSON, create, created, request

PATH = Path("cassette.yaml")

EXPECTED = """\
version: 1
interactions:
- request:
    method: POST
    uri: https://conversations.twilio.com/v1/Conversations
    headers:
      Content-Type:
      - application/x-www-form-urlencoded
    body: FriendlyName=Ada
  response:
    headers:
      Content-Type:
      - application/json
      X-Number:
      - '7'
      - a b
    body:
      string: '{"name": "Ada''s 🎭"}'
    status:
      message: Created
      code: 201
"""


def reread(interaction: Interaction) -> Interaction:
    (one,) = read((render_header() + render(interaction)).encode(), PATH).recordings
    return Interaction(one.request, one.response)


def body_of(text: str) -> str:
    """Return the lines of a rendered response body."""
    lines = render(Interaction(create(), Response(200, body=text.encode())))
    return lines.partition("      string: ")[2].partition("\n    status:")[0]


def test_a_cassette_is_readable() -> None:
    headers = [("Content-Type", JSON), ("X-Number", "7"), ("X-Number", "a b")]
    response = Response(201, Headers(headers), '{"name": "Ada\'s 🎭"}'.encode(), "Created")

    text = render_header() + render(Interaction(create(caller=None, FriendlyName="Ada"), response))

    assert text == EXPECTED


def test_names_to_redact_are_in_vcrpys_metadata() -> None:
    text = render_header(["X-Secret", "friendly name: 'x'"]) + render(
        Interaction(create(), created())
    )

    assert yaml.safe_load(text)["metadata"] == {
        "ringback": {"redact": ["X-Secret", "friendly name: 'x'"]}
    }
    assert read(text.encode(), PATH).redact_names == ("X-Secret", "friendly name: 'x'")


def test_a_request_without_a_body_is_written_as_vcrpy_does() -> None:
    text = render(Interaction(request("GET"), created()))

    assert yaml.safe_load(text)[0]["request"]["body"] is None


def test_framing_headers_are_left_out() -> None:
    framing = Headers([("Transfer-Encoding", "chunked"), ("Content-Length", "5"), ("X-A", "b")])
    sent = Request("POST", "https", "h", 443, "/", framing, b"hello")

    (written,) = yaml.safe_load(render(Interaction(sent, Response(200, framing, b"hello"))))

    assert list(written["request"]["headers"]) == ["Content-Length", "X-A"]
    assert list(written["response"]["headers"]) == ["X-A"]


def test_an_unknown_coding_is_kept() -> None:
    response = Response(200, Headers([("Content-Encoding", "x-own")]), b"\x00\xff")

    assert reread(Interaction(create(), response)).response == response


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain text", "plain text"),
        ("a: b", "'a: b'"),
        ("a:b", "a:b"),
        ("a:", "'a:'"),
        ("a #b", "'a #b'"),
        ("a#b", "a#b"),
        ("12", "'12'"),
        ("yes", "'yes'"),
        ("Null", "'Null'"),
        ("", "''"),
        (" a", "' a'"),
        ("a ", "'a '"),
        ("it's", "it's"),
        ("- a", "'- a'"),
        ("a\tb", '"a\\tb"'),
        ("a\r\nb", '"a\\r\\nb"'),
        ("\0\x85\u2028\ufeff\ufffe", '"\\0\\x85\\u2028\\ufeff\\ufffe"'),
        ('"\\\x07', '"\\"\\\\\\x07"'),
        ("🎭 é", "'🎭 é'"),
        ("{\n  a\n}", "|-\n        {\n          a\n        }"),
        ("{\n\ta\n}", "|-\n        {\n        \ta\n        }"),
        ("a\n", "|\n        a"),
        ("a\n\nb\n\n", "|+\n        a\n\n        b\n"),
        ("a \nb", '"a \\nb"'),
        (" a\nb", '" a\\nb"'),
        ("\na", '"\\na"'),
        ("a\n\x85", '"a\\n\\x85"'),
    ],
)
def test_text_is_as_readable_as_possible(text: str, written: str) -> None:
    assert body_of(text) == written


def test_bytes_that_are_not_utf8_are_base64() -> None:
    response = Response(200, body=bytes(range(256)))

    assert "string: !!binary |\n        AAEC" in render(Interaction(create(), response))
    assert reread(Interaction(create(), response)).response == response


def test_a_header_that_is_not_utf8_is_kept() -> None:
    headers = Headers([("X-\udcff", "\udcfe\udcff"), ("X" * 2000, "long"), ("a: b", "odd")])
    response = Response(200, headers)

    assert reread(Interaction(create(), response)).response == response


TEXT = (
    st.text()
    | st.text(" \t\n\r:#-?'\"\\|>%@`{}[]&*!,\x85\u2028\ufeff\0a1é😀")
    | st.sampled_from(["yes", "~", "1.5", "2020-01-01", "=", "<<", "0x1", "1:30", "|", "a\n\n"])
)
TEXT = TEXT.filter(lambda text: not any("\ud800" <= one <= "\udfff" for one in text))
VALUE = TEXT | st.binary().map(lambda value: value.decode("utf-8", "surrogateescape"))
BODY = TEXT.map(str.encode) | st.binary()
HEADERS = st.lists(st.tuples(VALUE.filter(bool), VALUE), unique_by=lambda pair: pair[0]).map(
    lambda pairs: Headers(pairs).without("transfer-encoding", "content-length", "content-encoding")
)
INTERACTION = st.builds(
    Interaction,
    st.builds(
        Request,
        st.just("POST"),
        st.just("https"),
        st.just("conversations.twilio.com"),
        st.just(443),
        st.just("/v1/Conversations?a=b"),
        HEADERS,
        BODY,
    ),
    st.builds(Response, st.integers(200, 599), HEADERS, BODY, TEXT),
)


@settings(max_examples=100)
@given(INTERACTION)
def test_the_reader_reverses_the_writer(interaction: Interaction) -> None:
    assert reread(interaction) == interaction


@settings(max_examples=100)
@given(INTERACTION)
def test_vcrpy_reads_every_rendered_interaction(interaction: Interaction) -> None:
    text = render_header() + render(interaction)

    (sent,), (response,) = vcr.serialize.deserialize(text, yamlserializer)[:2]

    assert sent.uri == interaction.request.url
    assert (sent.body or b"") == interaction.request.body
    assert response["body"]["string"] == interaction.response.body
    assert response["status"]["code"] == interaction.response.status
    assert {as_text(name): as_text(value) for name, (value,) in response["headers"].items()} == (
        dict(interaction.response.headers.pairs)
    )


def test_vcrpy_reads_a_cassette_with_metadata() -> None:
    text = render_header(["X-Secret"]) + render(Interaction(create(), created()))

    requests, responses = vcr.serialize.deserialize(text, yamlserializer)[:2]

    assert (len(requests), len(responses)) == (1, 1)


def as_text(value: str | bytes) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


@given(INTERACTION)
def test_pyyaml_without_libyaml_reads_the_same(interaction: Interaction) -> None:
    text = render_header() + render(interaction)

    assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader)


def test_the_response_to_head_is_written_with_its_length() -> None:
    response = Response(200, Headers([("Content-Length", "14"), ("Content-Encoding", "gzip")]))
    interaction = Interaction(request("HEAD"), response)
    text = render_header() + render(interaction)

    assert read(text.encode(), PATH).recordings[0].response == response


TIMED = render_header() + render(Interaction(create(), created(), 0.25))


def test_how_long_a_reply_took_is_written_beside_the_request() -> None:
    (item,) = yaml.safe_load(TIMED)["interactions"]

    assert list(item) == ["request", "metadata", "response"]
    assert item["metadata"] == {"ringback": {"seconds": 0.25}}
    assert read(TIMED.encode(), PATH).recordings[0].seconds == 0.25


def test_vcrpy_ignores_how_long_a_reply_took() -> None:
    requests, responses = vcr.serialize.deserialize(TIMED, yamlserializer)[:2]

    assert (len(requests), len(responses)) == (1, 1)


@pytest.mark.parametrize("cut", range(1, len(TIMED) - len(render_header()) - 3))
def test_an_interaction_with_its_time_is_torn_wherever_it_ends(cut: int) -> None:
    whole = render_header() + render(Interaction(create(), created()))
    torn = read((whole + TIMED[len(render_header()) :][:cut]).encode(), PATH)

    assert (len(torn.recordings), torn.torn_line is not None) == (1, True)
