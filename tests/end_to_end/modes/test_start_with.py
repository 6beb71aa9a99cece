"""A fake that begins with a file, is used by Twilio's client, dumped, and begun again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process.ringback import ACCOUNT, Server, run
from tests.support.process.waiting import TIMEOUT

START = """\
conversations:
  - unique_name: ticket-1
    participants:
      - identity: alice
      - messaging_binding: {address: +15555550100, proxy_address: +15555550101}
    messages:
      - {author: alice, body: it burns}
    webhooks:
      - {target: webhook, configuration: {url: "http://127.0.0.1:9/hook"}}
"""
WRITING = """
from twilio.rest import Client
conversations = Client().conversations.v1.conversations
ticket = conversations("ticket-1")
ticket.messages.create(author="alice", body="still")
alice, _ = ticket.participants.list()
alice.update(last_read_message_index=0)
conversations.create(unique_name="ticket-2", timers_closed="PT10M").update(state="closed")
"""
READING = """
from twilio.rest import Client
client = Client()
for one in client.conversations.v1.conversations.list():
    print(one.sid, one.unique_name, one.state, one.date_created, one.date_updated)
    for each in (*one.participants.list(), *one.messages.list(), *one.webhooks.list()):
        print({key: str(value) for key, value in vars(each).items() if key[0] != "_"})
for user in client.conversations.v1.users.list():
    print(user.sid, user.identity, user.date_created)
"""


def use(server: Server, program: str) -> str:
    """Run a program that knows nothing of the fake; return what it prints."""
    ran = subprocess.run(
        (sys.executable, "-c", program),
        env={**os.environ, **server.environment}, capture_output=True, text=True,
        timeout=TIMEOUT, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def at(server: Server) -> tuple[str, str]:
    return ("--ready-file", str(server.ready_file))


def test_what_is_dumped_is_begun_with_again(tmp_path: Path) -> None:
    (tmp_path / "start.yaml").write_text(START)
    shown: list[str] = []
    for name, following in (("start.yaml", "one.yaml"), ("one.yaml", "two.yaml")):
        with Server(("fake", "--start-with", name), tmp_path) as server:
            if not shown:
                use(server, WRITING)
            shown.append(use(server, READING))
            dumped = run("state", "dump", *at(server), "-o", following, folder=tmp_path)
            server.stop()
        server.ready_file.unlink(missing_ok=True)
        assert dumped.status == 0, dumped.stderr

    assert shown[0] == shown[1]
    assert "ticket-2 closed" in shown[0]
    assert (tmp_path / "one.yaml").read_text() == (tmp_path / "two.yaml").read_text()


def test_a_state_that_lasts_has_the_file_before_any_request_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "start.yaml").write_text(f"account_sid: {ACCOUNT}\n{START}")
    dumped: list[str] = []
    for _ in range(2):
        with Server(
            ("fake", "--start-with", "start.yaml", "--state", "x.sqlite"), tmp_path
        ) as server:
            dumped.append(run("state", "dump", *at(server), folder=tmp_path).stdout)
            server.stop()
        server.ready_file.unlink(missing_ok=True)

    assert dumped[0] == dumped[1]
    assert dumped[0].count("unique_name: ticket-1") == 1


@pytest.mark.parametrize("source", ["option", "variable"])
def test_mistakes_end_it_with_their_lines(tmp_path: Path, source: str) -> None:
    (tmp_path / "start.yaml").write_text(START.replace("body: it burns", "text: it burns"))
    options = ("--start-with", "start.yaml") if source == "option" else ()
    environment = {"RINGBACK_START_WITH": "start.yaml"} if source == "variable" else {}

    ended = run("fake", *options, "--", "true", folder=tmp_path, environment=environment)

    assert ended.status == 1
    assert ended.stderr.startswith(
        "ringback: start.yaml:7: 'text' is not a key of a message; accepted are sid, index, author"
    )


def test_a_mode_without_a_state_says_so(tmp_path: Path) -> None:
    with Server(("inspect",), tmp_path) as server:
        refused = run("state", "dump", "--ready-file", str(server.ready_file), folder=tmp_path)
    assert refused.status == 2
    assert "only the fake has a state, and this session is in inspect mode" in refused.stderr
