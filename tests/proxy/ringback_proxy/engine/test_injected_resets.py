"""Connections that mitmproxy serves, and a fault resets."""

import pytest

from ringback.modes.base import Answer, Source
from ringback.modes.injection import Effect, Injection
from ringback_proxy.sessions.modes.injected_faults import NO_RESPONSE
from tests.support.http import broken
from tests.support.http.broken import CLOSED, RESET, Seen
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.lean_proxy import StartProxy


@pytest.mark.parametrize(
    ("effect", "end"), [(Effect.RESET, RESET), (Effect.CLOSE, CLOSED)], ids=str
)
def test_only_a_reset_resets(start_proxy: StartProxy, effect: Effect, end: str) -> None:
    answer = Answer(NO_RESPONSE, Source.FAULT, injection=Injection("any", effect))
    proxy = start_proxy(mode=ScriptedMode(answer, offline=False))
    assert broken.ask_base_url(proxy.base_url, broken.post()) == Seen(b"", 0, end)
