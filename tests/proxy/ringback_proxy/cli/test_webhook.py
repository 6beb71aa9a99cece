from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from twilio.request_validator import RequestValidator

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli import webhook
from ringback_proxy.runtime_files import ready_file
from ringback_proxy.testing.webhooks.receiver import Receiver
from tests.support.proxy.served_control import served_control

TOKEN = "b" * 32


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def invoke(announced: Path, *arguments: str, token: str | None = TOKEN) -> Result:
    """Run a command; raise the error with which it ends."""
    result = CliRunner(env={"TWILIO_AUTH_TOKEN": token}).invoke(
        webhook.webhook, [*arguments, "--ready-file", str(announced)]
    )
    if isinstance(result.exception, RingbackError):
        raise result.exception
    return result


def test_an_event_is_sent_signed_and_complete(announced: Path, receiver: Receiver) -> None:
    result = invoke(
        announced, "send", "onMessageAdded", "--to", receiver.url,
        "--set", "Body=a=b, ü", "--set", "Attributes={}",
    )  # fmt: skip

    (received,) = receiver.received
    assert received.event == "onMessageAdded"
    assert received.parameters["Body"] == "a=b, ü"
    assert RequestValidator(TOKEN).validate(
        receiver.url, received.parameters, received.headers["X-Twilio-Signature"]
    )
    assert f"onMessageAdded to {receiver.url}, delivered: 200" in result.output
    assert TOKEN not in result.output


def test_the_answer_is_shown_and_a_failure_is_one(announced: Path, receiver: Receiver) -> None:
    receiver.reply_with(None, 200, {"friendly_name": "changed"})
    result = invoke(announced, "send", "onConversationAdd", "--to", receiver.url, "--method", "get")
    assert '{"friendly_name": "changed"}' in result.output
    assert receiver.received[0].method == "GET"

    receiver.fail_next(500, 1)
    with pytest.raises(RingbackError, match="failed: answered 500"):
        invoke(announced, "send", "onMessageAdded", "--to", receiver.url)


def test_without_a_token_it_is_unsigned_and_says_so(announced: Path, receiver: Receiver) -> None:
    result = invoke(announced, "send", "onUserAdded", "--to", receiver.url, token=None)

    assert "unsigned: give --auth-token, or set TWILIO_AUTH_TOKEN" in result.output
    assert "X-Twilio-Signature" not in receiver.received[0].headers


def test_what_was_sent_is_listed_and_sent_again(announced: Path, receiver: Receiver) -> None:
    invoke(announced, "send", "onMessageAdded", "--to", receiver.url)
    *_, row = invoke(announced, "list").output.splitlines()
    number, event, method, url, state, *_ = row.split()
    assert (event, method, url, state) == ("onMessageAdded", "POST", receiver.url, "delivered:")

    invoke(announced, "resend", number)

    first, second = receiver.received
    assert (
        first.headers["I-Twilio-Idempotency-Token"] == second.headers["I-Twilio-Idempotency-Token"]
    )


def test_a_list_of_nothing_says_so(tmp_path: Path) -> None:
    with served_control(tmp_path) as ready:
        path = tmp_path / "ready.json"
        ready_file.write(path, ready)
        assert invoke(path, "list").output == "no webhook was sent\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("send", "onMessageAded", "--to", "http://127.0.0.1:1/"), "did you mean onMessageAdded"),
        (("send", "onUserAdded", "--to", "here"), "'here' is not the URL of a webhook"),
        (("send", "onUserAdded", "--to", "http://127.0.0.1:1/", "--set", "Body"), "NAME=VALUE"),
        (("send", "onUserAdded", "--to", "http://127.0.0.1:1/", "--set", "Bdy=1"), "no parameter"),
        (("send", "onUserAdded", "--to", "http://127.0.0.1:1/", "--method", "PUT"), "GET and POST"),
        (("resend", "999"), "there is no delivery 999"),
        (("list", "--session", "a b"), "'a b' is not the name of a session"),
    ],
)
def test_a_mistake_is_explained(announced: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        invoke(announced, *arguments)


def test_a_target_elsewhere_is_not_called(announced: Path) -> None:
    with pytest.raises(RingbackError, match=r"not called: example\.com is another machine"):
        invoke(announced, "send", "onUserAdded", "--to", "https://example.com/hook")
