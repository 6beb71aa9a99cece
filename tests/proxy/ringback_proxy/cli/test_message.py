from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli import message
from ringback_proxy.cli.running_proxy import RunningProxy
from ringback_proxy.runtime_files import ready_file
from ringback_proxy.sessions import names

PHONE, NUMBER = "+15550001111", "+15550002222"

Call = Callable[[str, str, dict[str, str]], dict[str, Any]]


def invoke(announced: Path, *arguments: str) -> Result:
    """Run a command; raise the error with which it ends."""
    result = CliRunner().invoke(message.message, [*arguments, "--ready-file", str(announced)])
    if isinstance(result.exception, RingbackError):
        raise result.exception
    return result


def find_default(announced: Path) -> RunningProxy:
    """Return the default session of the running proxy."""
    ready = ready_file.read(announced)
    assert ready is not None
    return RunningProxy(ready, names.DEFAULT)


@pytest.fixture(name="call")
def make_call(announced: Path) -> Call:
    """Return the body of the reply that the running proxy's fake sends to a request."""
    running = find_default(announced)

    def call(method: str, path: str, form: dict[str, str]) -> dict[str, Any]:
        reply = running.call("POST", "/requests", {"method": method, "path": path, "form": form})
        body: dict[str, Any] = reply["body"]
        return body

    return call


@pytest.fixture(name="ticket")
def make_ticket(call: Call) -> str:
    """A conversation with a phone and an identity in it, by its SID."""
    sid = str(call("POST", "/v1/Conversations", {})["sid"])
    path = f"/v1/Conversations/{sid}/Participants"
    call("POST", path, {"Identity": "ada"})
    pair = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}
    call("POST", path, pair)
    return sid


@pytest.fixture(autouse=True)
def _empty(announced: Path) -> None:
    find_default(announced).call("POST", "/reset")


def test_a_message_comes_into_its_conversation(announced: Path, call: Call, ticket: str) -> None:
    result = invoke(announced, "send", "--from", PHONE, "--to", NUMBER, "It burns")

    (sent,) = call("GET", f"/v1/Conversations/{ticket}/Messages", {})["messages"]
    assert (sent["author"], sent["body"]) == (PHONE, "It burns")
    assert result.output.splitlines()[-1] == f"{sent['sid']} in {ticket}"


def test_somebody_writes_in_the_chat(announced: Path, call: Call, ticket: str) -> None:
    invoke(announced, "send", "--from", "ada", "--to", ticket, "hello")

    (sent,) = call("GET", f"/v1/Conversations/{ticket}/Messages", {})["messages"]
    assert sent["author"] == "ada"


def test_files_are_sent_with_it(announced: Path, call: Call, ticket: str, tmp_path: Path) -> None:
    (tmp_path / "smoke.png").write_bytes(b"\x89PNG")
    (tmp_path / "log").write_bytes(b"\0")
    media = ("--media", str(tmp_path / "smoke.png"), "--media", str(tmp_path / "log"))
    invoke(announced, "send", "--from", PHONE, "--to", NUMBER, *media)

    (sent,) = call("GET", f"/v1/Conversations/{ticket}/Messages", {})["messages"]
    assert [(one["filename"], one["content_type"], one["size"]) for one in sent["media"]] == [
        ("smoke.png", "image/png", 4),
        ("log", "application/octet-stream", 1),
    ]


def test_a_message_for_no_conversation_is_an_error(announced: Path) -> None:
    arguments = ("send", "--from", PHONE, "--to", NUMBER, "anyone?")

    with pytest.raises(RingbackError, match="no conversation: no account has sent a request yet"):
        invoke(announced, *arguments)
    with pytest.raises(RingbackError, match="no conversation: no open conversation has"):
        invoke(announced, *arguments, "--account-sid", "AC" + "0" * 32)


def test_the_status_of_receipts_is_changed(announced: Path, call: Call, ticket: str) -> None:
    sent = str(call("POST", f"/v1/Conversations/{ticket}/Messages", {"Body": "hi"})["sid"])
    result = invoke(announced, "deliver", sent, "failed", "--error-code", "30003")

    (receipt,) = call("GET", f"/v1/Conversations/{ticket}/Messages/{sent}/Receipts", {})[
        "delivery_receipts"
    ]
    assert (receipt["status"], receipt["error_code"]) == ("failed", 30003)
    assert result.output == f"{receipt['sid']} of {receipt['participant_sid']}: failed\n"


def test_only_the_receipt_of_a_participant_is_changed(
    announced: Path, call: Call, ticket: str
) -> None:
    sent = str(call("POST", f"/v1/Conversations/{ticket}/Messages", {"Body": "hi"})["sid"])

    with pytest.raises(UsageError, match="MB0"):
        invoke(announced, "deliver", sent, "read", "--participant", "MB" + "0" * 32)


@pytest.mark.parametrize(
    ("arguments", "explanation"),
    [
        (("deliver", "IM" + "0" * 32, "read"), "IM0"),
        (("send", "--from", "", "--to", NUMBER), "from is ''; give an address"),
        (("send", "--from", "ada", "--to", "CHx", "--session", "a b"), "'a b' is not the name of"),
    ],
    ids=["unknown message", "no sender", "bad session"],
)
def test_a_mistake_is_explained(
    announced: Path, arguments: tuple[str, ...], explanation: str
) -> None:
    with pytest.raises(UsageError, match=explanation):
        invoke(announced, *arguments)


@pytest.mark.parametrize("arguments", [("send",), ("deliver",)], ids=" ".join)
def test_what_is_missing_is_named(announced: Path, arguments: tuple[str, ...]) -> None:
    result = invoke(announced, *arguments)

    assert result.exit_code == click.UsageError.exit_code
    assert "Missing" in result.output


def test_a_file_that_is_not_there_is_named(announced: Path, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.png")
    result = invoke(announced, "send", "--from", PHONE, "--to", NUMBER, "--media", missing)

    assert "none.png" in result.output
    assert result.exit_code == click.UsageError.exit_code
