"""What each mode does with a long body, and for how long nothing else has a turn then."""

import asyncio
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from mitmproxy import http

from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Response
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.forwarder import Forwarder
from ringback.modes.factories.fake import assemble_fake
from ringback.modes.factories.record import assemble_record
from ringback.modes.factories.replay import assemble_replay
from ringback.modes.inspect import InspectMode
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Source
from ringback.settings.table import FakeSettings, RecordSettings, ReplaySettings
from ringback_proxy.reporting.console import VERBOSE, Console
from tests.support.cassettes.exchanges import basic, created, request, write_cassette
from tests.support.proxy.flows import flow_to
from tests.support.proxy.page import Page
from tests.support.proxy.stretches import Stretches, time_stretches

MODES = ("fake", "replay", "record", "inspect")
# Where an exchange is shown afterwards.
PLACES = {
    "control": "/ringback/sessions/default/exchanges",
    "page": "/page/sessions/default/exchanges/1",
    "page, searched": "/page/sessions/default/traffic?text=nothing",
}


def find_stretches(
    monkeypatch: pytest.MonkeyPatch, folder: Path, mode: str, content_type: str, body: bytes
) -> Stretches:
    """Return what took how long while a mode answered a request with this body."""
    made = _make_mode(mode, folder)
    stretches = time_stretches(monkeypatch)
    asyncio.run(_exchange(made, content_type, body))
    return stretches


def find_stretches_of_place(
    monkeypatch: pytest.MonkeyPatch, folder: Path, place: str, content_type: str, body: bytes
) -> Stretches:
    """Return the same of a place that shows an exchange, with the body both sent and received."""
    page = Page(folder)
    try:
        journal = page.begin("default", FakeSettings()).journal
        sent = replace(page.request("POST", "/v1/Conversations"), body=body)
        headers = Headers([("Content-Type", content_type)])
        sent = replace(sent, headers=Headers([*sent.headers, *headers]))
        journal.add(JournalEntry(sent, Response(200, headers, body, ""), Source.FAKE, 0.0))
        page.get("/page/sessions/default/faults")  # what is loaded on first use is not measured
        stretches = time_stretches(monkeypatch)
        assert page.get(PLACES[place]).status_code == 200
    finally:
        page.close()
    return stretches


def _make_mode(mode: str, folder: Path) -> Mode:
    path = folder / "one.yaml"
    settings = (path,)
    match mode:
        case "fake":
            return assemble_fake(FakeSettings()).mode
        case "replay":
            write_cassette(path, Interaction(request(body=b"FriendlyName=x"), created()))
            return assemble_replay(ReplaySettings(cassette=settings)).mode
        case "record":
            return assemble_record(RecordSettings(cassette=settings), folder).mode
    return InspectMode()


async def _exchange(mode: Mode, content_type: str, body: bytes) -> None:
    """Send a request through the addon, the same body as its answer, and show both."""
    journal = Journal()
    console = Console(StringIO(), VERBOSE)
    journal.listen(console.exchange)
    forwarder = None if mode.offline else Forwarder(journal)
    addon = Conversations(mode, journal, forwarder)
    fields = [(b"Authorization", basic().encode()), (b"Content-Type", content_type.encode())]
    flow = flow_to(method=b"POST", path=b"/v1/Conversations", fields=fields, content=body)
    waiting = addon.request(flow)
    assert waiting is not None
    await waiting
    if forwarder is not None:
        assert flow.response is None
        flow.response = http.Response.make(200, body, {"Content-Type": content_type})
        await forwarder.response(flow)
    assert flow.response is not None
    await asyncio.to_thread(console.wait)
    await mode.finish(ended_well=True)
