"""The command line that curl understands: given to a shell, and read back."""

import json
import subprocess

import pytest

from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers, Request
from ringback_proxy.page.views.curl import make_curl

ARGUMENTS = "import sys, json; print(json.dumps(sys.argv[1:]))"


def make(method: str, body: bytes = b"", *headers: tuple[str, str], path: str = "/v1/x") -> Request:
    host = "conversations.twilio.com"
    return Request(method, "https", host, 443, path, Headers(list(headers)), body)


def read_by_shell(command: str) -> list[str]:
    """Return the arguments that a shell makes of the command."""
    import sys

    program = f"curl() {{ {sys.executable} -c '{ARGUMENTS}' \"$@\"; }}\n{command}"
    variables = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "secret"}
    output = subprocess.check_output(["sh", "-c", program], env=variables)
    arguments: list[str] = json.loads(output)
    return arguments


FORM = ("Content-Type", FORM_TYPE)
JSON = ("Content-Type", "application/json")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(make("GET"), [], id="get"),
        pytest.param(make("DELETE"), ["-X", "DELETE"], id="delete"),
        pytest.param(make("POST"), ["-X", "POST"], id="post without a body"),
        pytest.param(
            make("POST", b"Body=it%27s+%22x%22%0A%24HOME&Body=2", FORM),
            ["--data-urlencode", 'Body=it\'s "x"\n$HOME', "--data-urlencode", "Body=2"],
            id="form",
        ),
        pytest.param(
            make("POST", b'{"a": "it\'s"}', JSON),
            ["-H", "Content-Type: application/json", "--data-raw", '{"a": "it\'s"}'],
            id="json",
        ),
        pytest.param(
            make("GET", b"", ("Authorization", "Basic REDACTED"), ("X-Own", "$(id)")),
            ["-u", "AC1:secret", "-H", "X-Own: $(id)"],
            id="headers",
        ),
        pytest.param(make("PUT", b"x", FORM), ["-X", "PUT", "--data-urlencode", "x="], id="put"),
    ],
)
def test_a_shell_reads_the_request_back(request_: Request, expected: list[str]) -> None:
    command = make_curl(request_)
    assert command is not None
    assert read_by_shell(command) == ["https://conversations.twilio.com/v1/x", *expected]


def test_a_query_is_kept() -> None:
    command = make_curl(make("GET", path="/v1/x?a=1&b=%20"))
    assert command is not None
    assert read_by_shell(command) == ["https://conversations.twilio.com/v1/x?a=1&b=%20"]


def test_brackets_in_a_url_are_no_pattern() -> None:
    command = make_curl(make("GET", path="/v1/x?a[0]=1"))
    assert command is not None
    url = "https://conversations.twilio.com/v1/x?a[0]=1"
    assert read_by_shell(command) == [url, "--globoff"]


def test_a_body_that_no_command_line_can_have_has_no_command() -> None:
    assert make_curl(make("POST", b"a=1" * 50_000, FORM)) is None


def test_a_body_that_is_not_text_has_no_command() -> None:
    assert make_curl(make("POST", b"\xff\xfe")) is None
