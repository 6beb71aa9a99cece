from pathlib import Path

import pytest

from ringback.cassette.format.foreign import explain_foreign, is_cassette

HAR = b'{"log": {"creator": {"name": "x"}, "entries": ['
FLOWS = b"1234:7:version;2:21#4:type;4:http;"
NAMED = [
    pytest.param(b"---\nhttp_interactions:\n- request:", "Ruby's VCR", id="vcr"),
    pytest.param(b'{"http_interactions": []', "Ruby's VCR", id="betamax"),
    pytest.param(b'{"log":{"_recordingName":"x","creator":{"name":"Polly.JS"},"entries":[]}}',
                 "Polly.JS", id="polly"),
    pytest.param(b'[{"scope":"https://conversations.twilio.com:443","method":"POST"', "nock",
                 id="nock"),
    pytest.param(b"const nock = require('nock');\n", "nock", id="nock-as-code"),
    pytest.param(b"nock('https://conversations.twilio.com:443')\n  .post('/v1'", "nock",
                 id="nock-as-output"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name"), NAMED)
@pytest.mark.parametrize("expected", ["cassette", "har", "mitmproxy"])
def test_what_nothing_can_be_made_of_is_refused_by_name(
    data: bytes, name: str, expected: str
) -> None:
    explained = explain_foreign(data, Path("a.yml"), expected)

    assert name in explained
    assert "record another one with `ringback record -c a-new.yaml`" in explained


@pytest.mark.parametrize(
    ("data", "command"),
    [
        pytest.param(HAR, "import --format har -o 'my notes.yaml' 'my notes.har'", id="har"),
        pytest.param(b"\xef\xbb\xbf" + HAR, "import --format har", id="har-of-fiddler"),
        pytest.param(FLOWS, "import --format mitmproxy -o 'my notes.yaml'", id="flows"),
    ],
)
def test_what_can_be_imported_is_named_with_the_command(data: bytes, command: str) -> None:
    assert command in explain_foreign(data, Path("my notes.har"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [(HAR, "har"), (FLOWS, "mitmproxy"), (b"version: 1\ninteractions: []\n", "cassette")],
)
def test_what_is_expected_is_not_foreign(data: bytes, expected: str) -> None:
    assert explain_foreign(data, Path("a"), expected) == ""


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\xff", b"{}", b"12:34"])
def test_what_is_not_known_is_not_guessed(data: bytes) -> None:
    assert explain_foreign(data, Path("a")) == ""


@pytest.mark.parametrize("word", [b"nock('x')", b"http_interactions:", b"Polly.JS"])
def test_what_a_body_holds_does_not_count(word: bytes) -> None:
    assert explain_foreign(HAR + b'{"text": "\n' + word, Path("a.har"), "har") == ""
    assert explain_foreign(b"interactions:\n- body: |\n" + word, Path("a.yaml")) == ""


def test_a_cassette_need_not_be_imported() -> None:
    assert is_cassette(b'{"interactions": []}')
    assert "a cassette already" in explain_foreign(b"interactions:\n", Path("a.yaml"), "har")
