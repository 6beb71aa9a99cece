import asyncio

import pytest
from mitmproxy import http

from ringback.errors import UsageError
from ringback.mitmproxy_addon.fault_effects import FaultEffects, check_supported
from ringback.mitmproxy_addon.flows.responses import INJECTION
from ringback.modes.injection import Effect, Injection
from ringback.settings.fault_spec import NAMES, parse_fault
from tests.support.proxy.flows import flow_to

SUPPORTED = [name for name in NAMES if name not in ("reset", "malformed", "drip")]


def answered(effect: Effect | None, body: bytes = b"0123456789", coding: str = "") -> http.HTTPFlow:
    """Return a flow whose answer has met the addon."""
    flow = flow_to()
    flow.response = http.Response.make(201, body)
    if coding:
        flow.response.headers["Transfer-Encoding"] = coding
    if effect is not None:
        flow.metadata[INJECTION] = Injection("any", effect)
    asyncio.run(FaultEffects().response(flow))
    return flow


def test_an_answer_without_a_fault_stays_as_it_is() -> None:
    flow = answered(None)

    assert flow.error is None
    assert flow.response is not None
    assert flow.response.raw_content == b"0123456789"


@pytest.mark.parametrize("coding", ["", "chunked"], ids=["length", "chunked"])
def test_a_truncated_answer_announces_its_whole_body(coding: str) -> None:
    response = answered(Effect.TRUNCATE, coding=coding).response

    assert response is not None
    assert response.raw_content == b"01234"
    assert response.headers["Content-Length"] == "10"
    assert response.headers["Connection"] == "close"
    assert "transfer-encoding" not in response.headers


@pytest.mark.parametrize(
    ("effect", "body"), [(Effect.CLOSE, b"{}"), (Effect.TRUNCATE, b"")], ids=["close", "no body"]
)
def test_a_client_gets_no_answer(effect: Effect, body: bytes) -> None:
    error = answered(effect, body).error

    assert error is not None
    assert error.msg == error.KILLED_MESSAGE


def test_what_needs_no_private_part_of_mitmproxy_is_supported() -> None:
    check_supported(map(parse_fault, SUPPORTED))


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(SUPPORTED)))
def test_another_fault_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"ringback fake --fault {name},times=2"):
        check_supported([parse_fault(f"{name},times=2")])
