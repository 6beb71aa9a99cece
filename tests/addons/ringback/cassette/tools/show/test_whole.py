from pathlib import Path

import pytest

from ringback.cassette.format.reader import read
from ringback.cassette.model import Interaction
from ringback.cassette.tools.show.whole import render_interactions
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    FORM,
    TOKEN,
    create,
    created,
    render_cassette,
    request,
)

JSON = Headers([("Content-Type", "application/json")])


def lines(*interactions: Interaction) -> list[str]:
    data = render_cassette(*interactions).encode()
    return list(render_interactions(read(data, Path("some.yaml"))))


def body_lines(body: bytes, content_type: str | None = None) -> list[str]:
    """Return what is shown of a body, without the indentation."""
    headers = Headers([("Content-Type", content_type)] if content_type else [])
    shown = lines(Interaction(create(caller=None), Response(200, headers, body)))
    below = shown[shown.index("200") + 1 + len(headers) :]
    return [line.removeprefix("  ") for line in below[1:]]


def test_an_interaction_is_shown_in_full() -> None:
    sent = create(caller=None, FriendlyName="Ada L", State="active")
    shown = lines(Interaction(sent, Response(201, JSON, b'{"sid": "CH1", "links": {"a": []}}')))

    assert shown == [
        "some.yaml: 1 interaction",
        "",
        "#1  line 3",
        "POST https://conversations.twilio.com/v1/Conversations",
        f"  Content-Type: {FORM}",
        "",
        '  FriendlyName="Ada L"',
        '  State="active"',
        "",
        "201",
        "  Content-Type: application/json",
        "",
        "  {",
        '    "sid": "CH1",',
        '    "links": {',
        '      "a": []',
        "    }",
        "  }",
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "shown"),
    [
        pytest.param(b"", None, [], id="none"),
        pytest.param(b"one\r\ntwo", "text/plain", ["one", "two"], id="text"),
        pytest.param(b"1e5", "text/plain", ["1e5"], id="text that is a number"),
        pytest.param(b'{"a":1}', None, ["{", '  "a": 1', "}"], id="JSON of no declared type"),
        pytest.param(b'{"a":1,"a":2}', "application/json", ['{"a":1,"a":2}'], id="a name twice"),
        pytest.param(b'{"a":NaN}', "application/json", ['{"a":NaN}'], id="what JSON has not"),
        pytest.param(b"[1e999]", "application/json", ["[1e999]"], id="too large a number"),
        pytest.param(b"{", "application/json", ["{"], id="torn"),
        pytest.param(b"\xff\x00", "application/octet-stream", ["2 bytes"], id="no text"),
        pytest.param(b"a=1&a=2&b=", FORM, ['a="1"', 'a[2]="2"', 'b=""'], id="a form"),
        pytest.param(
            b"Attributes=%7B%22a%22%3A1%7D&x=%5B1", FORM,
            ["Attributes={", '  "a": 1', "}", 'x="[1"'], id="JSON in a form",
        ),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'
            b"\xff\x00\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
            ["f=2 bytes", 'f (file name)="a.bin"'], id="parts",
        ),
    ],
)  # fmt: skip
def test_a_body_is_shown_as_what_it_is(
    body: bytes, content_type: str | None, shown: list[str]
) -> None:
    assert body_lines(body, content_type) == shown


def test_no_secret_is_shown() -> None:
    sent = create(Note=TOKEN, From=ACCOUNT, Password="5ecret")

    text = "\n".join(lines(Interaction(sent, created(ACCOUNT, note=TOKEN))))

    assert not [secret for secret in (TOKEN, ACCOUNT, "5ecret") if secret in text]
    assert 'Password="REDACTED"' in text


def test_a_cassette_cannot_drive_the_terminal() -> None:
    odd = Response(200, Headers([("X-A", "\x1b[31m")]), b'{"a": "\xe2\x80\xae\xc2\x85"}')

    assert all(line.isprintable() for line in lines(Interaction(create(), odd)))


def test_a_torn_end_is_shown() -> None:
    text = render_cassette(*[Interaction(create(caller=None), created())] * 2).encode()[:-40]

    shown = list(render_interactions(read(text, Path("some.yaml"))))

    assert shown[-1] == "line 19: cut off while it was written, before its `status`"


def test_an_empty_cassette_is_told() -> None:
    assert lines(*()) == ["some.yaml: 0 interactions"]


def test_a_query_is_in_the_url() -> None:
    asked = request("GET", "/v1/Conversations?PageSize=5", caller=None)

    assert f"GET {asked.url}" in lines(Interaction(asked, Response(204)))
