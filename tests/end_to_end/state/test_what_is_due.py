"""What happens by itself goes on after a restart, also what was due while no proxy ran."""

from pathlib import Path

import httpx
import pytest

from tests.end_to_end.state.test_shared_state import start_fake
from tests.support.process.ringback import ACCOUNT, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import wait_for
from tests.support.state.killed import killed
from tests.support.state.unique_names import client
from tests.support.webhooks.accepting_receiver import accepting_receiver

PHONE = {
    "MessagingBinding.Address": "+15555550101",
    "MessagingBinding.ProxyAddress": "+15555550102",
}
TIMED = ("--delivery-receipts", "timed")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def write(api: httpx.Client) -> str:
    """Send a message to a phone, and return the path of its receipts."""
    conversation = api.post("/Conversations").json()["sid"]
    api.post(f"/Conversations/{conversation}/Participants", data=PHONE)
    form = {"Author": "ada", "Body": "hi"}
    sent = api.post(f"/Conversations/{conversation}/Messages", data=form).json()["sid"]
    return f"/Conversations/{conversation}/Messages/{sent}/Receipts"


def show_status(api: httpx.Client, path: str) -> str | None:
    (receipt,) = api.get(path).json()["delivery_receipts"]
    status: str | None = receipt["status"]
    return status


def wait_for_status(api: httpx.Client, path: str, status: str) -> None:
    wait_for(lambda: show_status(api, path) == status or None, lambda: str(show_status(api, path)))


def stop_clock(server: Server, **change: str | bool) -> None:
    with server.control() as control:
        assert control.put("/sessions/default/clock", json=change).status_code == 200


def test_a_message_is_delivered_once_after_its_proxies_were_killed(
    start: Start, state: Path, tmp_path: Path
) -> None:
    with accepting_receiver() as received:
        url = received.url
        options = ("--webhook-url", url, "--webhooks", "all", *TIMED)
        with killed(state, tmp_path / "killed", *options) as server, client(server) as api:
            stop_clock(server, frozen=True)
            path = write(api)
            stop_clock(server, advance="PT1S")
            wait_for_status(api, path, "sent")
            stop_clock(server, frozen=False)
        both = [start_fake(start, state, *options) for _ in range(2)]
        for server in both:
            with client(server) as api:
                wait_for_status(api, path, "delivered")
        wait_for(
            lambda: statuses(received.bodies)[-1:] == ["delivered"] or None,
            lambda: str(received.events),
        )

    assert statuses(received.bodies) == ["sent", "delivered"]


def statuses(bodies: list[dict[str, list[str]]]) -> list[str]:
    """Return the statuses that webhooks have told."""
    return [body["Status"][0] for body in bodies if body["EventType"] == ["onDeliveryUpdated"]]


def test_a_timer_that_has_run_out_while_no_proxy_ran_fires_once(
    start: Start, state: Path, tmp_path: Path
) -> None:
    timers = {"UniqueName": "timed", "Timers.Inactive": "PT1M", "Timers.Closed": "PT1H"}
    with accepting_receiver() as received:
        url = received.url
        options = ("--webhook-url", url, "--webhooks", "all")
        with killed(state, tmp_path / "killed", *options) as server, client(server) as api:
            created = api.post("/Conversations", data=timers).json()
            # The clock goes on from a second before the timer runs out.
            stop_clock(server, advance="PT59S")
            assert created["state"] == "active"
        both = [start_fake(start, state, *options) for _ in range(2)]
        wait_for(
            lambda: told(received.bodies) or None,
            lambda: str(received.events),
        )
        for server in both:
            with client(server) as api:
                assert api.get("/Conversations/timed").json()["state"] == "inactive"
        with client(both[1]) as api:
            api.post("/Conversations/timed/Messages", data={"Body": "again"})
        wait_for(lambda: told(received.bodies)[1:] or None, lambda: str(received.events))

    assert told(received.bodies) == ["inactive", "active"]


def told(bodies: list[dict[str, list[str]]]) -> list[str]:
    """Return the states of conversations that webhooks have told."""
    return [body["StateTo"][0] for body in bodies if "StateTo" in body]


def test_a_message_of_a_start_file_that_was_under_way_is_delivered(
    start: Start, tmp_path: Path
) -> None:
    first = start("fake", "--base-url-port", "0", *TIMED)
    with client(first) as api, first.control() as control:
        stop_clock(first, frozen=True)
        path = write(api)
        assert show_status(api, path) is None
        dumped = control.get("/sessions/default/state?format=yaml").text
    first.stop()
    (tmp_path / "now.yaml").write_text(dumped)
    second = start("fake", "--base-url-port", "0", *TIMED, "--start-with", tmp_path / "now.yaml")

    with client(second) as api:
        wait_for_status(api, path, "delivered")
    assert ACCOUNT in dumped
