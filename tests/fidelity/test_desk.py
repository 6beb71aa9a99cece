"""A whole application offline: it is called, checks signatures, answers, and hears the end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import ringback_proxy
from ringback_proxy import Ringback

DESK = Path(__file__).parent / "desk"
PHONE, OURS = "+15550001111", "+15550002222"
# In seconds; nothing waits that long but on a machine under load.
LIMIT = 120.0


@pytest.fixture(scope="module")
def ringback() -> Iterator[Ringback]:
    with ringback_proxy.serve(webhooks="all") as served:
        yield served


@contextmanager
def desk(command: tuple[str, ...], ringback: Ringback) -> Iterator[str]:
    """Run a help desk; yield the SID of the conversation that it has opened."""
    process = subprocess.Popen(
        command, env={**os.environ, **ringback.environ}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        sid = process.stdout.readline().strip()
        assert sid.startswith("CH"), "the desk does not serve"
        yield sid
    finally:
        process.kill()
        process.communicate()


def tell_the_story(ringback: Ringback, sid: str) -> None:
    conversation = ringback.conversations[sid]
    hooks = ringback.webhooks

    # Somebody writes; the desk is called, and answers while it is called.
    inbound = ringback.inbound_message(PHONE, OURS, "Grüße, es brennt 🔥")
    assert inbound.routed
    written = hooks.wait_for("onMessageAdded", timeout=LIMIT, Source="SMS", ConversationSid=sid)
    assert (written.state, written.status) == ("delivered", 204)
    question, answer = conversation.messages.list()
    assert question.body == "Grüße, es brennt 🔥"
    assert (answer.author, answer.body) == ("desk", "We have read: Grüße, es brennt 🔥")

    # The answer is delivered; then it turns out that it was not.
    hooks.wait_for("onDeliveryUpdated", timeout=LIMIT, MessageSid=answer.sid, Status="delivered")
    ringback.deliver(answer, "failed", 30003)
    hooks.wait_for("onDeliveryUpdated", timeout=LIMIT, MessageSid=answer.sid, Status="failed")
    assert ringback.conversations[sid].friendly_name == "failed with 30003"

    # Nobody writes for ten minutes.
    ringback.advance(minutes=11)
    closed = hooks.wait_for("onConversationStateUpdated", timeout=LIMIT, ConversationSid=sid)
    assert (closed.parameters["StateTo"], closed.parameters["Reason"]) == ("closed", "TIMER")
    assert ringback.conversations[sid].state == "closed"

    ours = [one for one in hooks.wait_until_over(LIMIT) if sid in one.parameters.values()]
    assert {(one.state, one.status) for one in ours} == {("delivered", 204)}
    ringback.conversations[sid].delete()


def test_a_desk_in_python(ringback: Ringback) -> None:
    with desk((sys.executable, str(DESK / "desk.py")), ringback) as sid:
        tell_the_story(ringback, sid)


def test_a_desk_in_node(ringback: Ringback, node: str) -> None:
    with desk((node, str(DESK / "desk.cjs")), ringback) as sid:
        tell_the_story(ringback, sid)
