import asyncio
import base64
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import exceptions
from mitmproxy.test import taddons, tutils

from ringback.cassette.storage.lock_dir import lock_dir
from ringback.errors import CassetteError
from ringback.http.messages import Response, request_to
from ringback.mitmproxy_addon.options_addon import ConversationsFromOptions, Unconfigured
from ringback.modes.factory import assemble
from ringback.modes.outcomes import Forward, Miss
from ringback.settings.table import SETTINGS, RecordSettings
from ringback.webhooks.delivery import State
from ringback.webhooks.dispatcher import WebhookDispatcher
from tests.support.proxy.flows import CREATED, HOST, ScriptedMode, flow_to
from tests.support.webhooks.receiver import receiving, status
from tests.support.webhooks.requests import webhook

TOKEN = "9f8e7d6c" * 4
FORM = (b"Content-Type", b"application/x-www-form-urlencoded")

CASSETTE = f"""\
version: 1
interactions:
- request:
    method: GET
    uri: https://{HOST}/v1/Conversations
    body: null
    headers: {{}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body: {{string: '{{}}'}}
"""


def authorization() -> tuple[bytes, bytes]:
    pair = f"AC{'5a' * 16}:{TOKEN}".encode()
    return (b"Authorization", b"Basic " + base64.b64encode(pair))


@pytest.fixture
def addon(context: taddons.context, tmp_path: Path) -> ConversationsFromOptions:
    """The addon, loaded and not set up."""
    made = ConversationsFromOptions()
    context.options.update(confdir=str(tmp_path / "confdir"))
    context.master.addons.add(made)
    return made


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(CASSETTE)
    return path


def set_options(context: taddons.context, **options: Any) -> None:
    context.options.update(**{f"ringback_{name}": value for name, value in options.items()})


def status_of(addon: ConversationsFromOptions, **request: Any) -> int | None:
    """Ask for the conversations; give the status of the answer, None where it is forwarded."""
    flow = flow_to(**{"method": b"GET", **request})
    addon.request(flow)
    return flow.response.status_code if flow.response else None


# --- the options


def test_every_setting_that_mitmproxy_supports_is_an_option(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    names = {name.removeprefix("ringback_") for name in context.options.keys()}  # noqa: SIM118 - it is no mapping

    missing = {setting.name for setting in SETTINGS if setting.field not in names}
    assert "mode" in names
    assert missing == {"strict", "upstream-timeout", "state"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("mode", str), ("seed", str), ("allow_playback_repeats", bool), ("cassette", list)],
)
def test_an_option_has_its_type(
    addon: ConversationsFromOptions, context: taddons.context, name: str, kind: type
) -> None:
    assert isinstance(getattr(context.options, f"ringback_{name}"), kind)


@pytest.mark.parametrize(
    ("options", "accepted"),
    [
        pytest.param({"mode": "rehearse"}, "fake, replay, record, inspect", id="mode"),
        pytest.param({"mode": "fake", "validation": "lax"}, "strict, warn", id="setting"),
    ],
)
def test_a_value_that_is_not_a_choice_is_rejected_with_the_choices(
    addon: ConversationsFromOptions,
    context: taddons.context,
    options: dict[str, str],
    accepted: str,
) -> None:
    with pytest.raises(exceptions.OptionsError, match=f"give one of {accepted}"):
        set_options(context, **options)


def test_without_options_it_fakes(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    set_options(context, mode="fake")

    assert addon.mode.name == "fake"
    assert status_of(addon) == 401


def test_the_mode_uses_the_options(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    sid = "AC" + "5a" * 16
    set_options(context, mode="fake", seed="7", account_sid=sid, max_body="2")

    assert status_of(addon, method=b"POST", content=b"FriendlyName=x") == 413


def test_an_empty_option_is_not_given(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    set_options(context, mode="fake", seed="", now="", auth_token="")

    assert addon.mode.name == "fake"


def test_the_mode_may_be_changed_while_mitmproxy_runs(
    addon: ConversationsFromOptions, context: taddons.context, cassette: Path
) -> None:
    set_options(context, mode="fake")
    set_options(context, mode="replay", cassette=[str(cassette)])

    assert addon.mode.name == "replay"
    assert status_of(addon) == 200


def test_an_unrelated_option_keeps_the_mode(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    set_options(context, mode="fake")
    before = addon.mode

    context.options.update(http2=False)

    assert addon.mode is before


def test_unchanged_options_keep_the_mode(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    set_options(context, mode="fake")
    before = addon.mode

    addon.configure({"ringback_mode"})

    assert addon.mode is before


def test_a_miss_has_the_status_of_the_options(
    addon: ConversationsFromOptions, context: taddons.context, cassette: Path
) -> None:
    set_options(context, mode="replay", cassette=[str(cassette)], miss_status="422")

    assert status_of(addon, path=b"/v1/Nothing") == 422


# --- failing closed


def test_nothing_is_forwarded_before_a_mode_is_set_up(addon: ConversationsFromOptions) -> None:
    assert isinstance(addon.mode, Unconfigured)
    assert addon.mode.offline
    assert status_of(addon) == 501


def test_a_mode_that_cannot_be_set_up_is_the_operators_error(
    addon: ConversationsFromOptions, context: taddons.context, tmp_path: Path
) -> None:
    with pytest.raises(exceptions.OptionsError, match=r"gone\.yaml"):
        set_options(context, mode="replay", cassette=[str(tmp_path / "gone.yaml")])

    assert addon.mode.offline
    assert status_of(addon) is not None


@pytest.mark.parametrize(
    ("name", "value"), [("seed", "x"), ("now", "yesterday"), ("account_sid", "SK1")]
)
def test_a_bad_value_is_the_operators_error(
    addon: ConversationsFromOptions, context: taddons.context, name: str, value: str
) -> None:
    with pytest.raises(exceptions.OptionsError, match=value):
        set_options(context, mode="fake", **{name: value})


def test_safe_options_are_set_even_if_no_mode_can_be_set_up(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    context.options.update(connection_strategy="eager")
    addon.configure(set())

    assert context.options.connection_strategy == "lazy"
    assert context.options.allow_hosts


@pytest.mark.parametrize(
    ("mode", "other"), [("fake", True), ("inspect", False)], ids=["offline", "forwarding"]
)
def test_the_mode_determines_which_hosts_are_intercepted(
    addon: ConversationsFromOptions, context: taddons.context, mode: str, other: bool
) -> None:
    set_options(context, mode=mode)

    (pattern,) = context.options.allow_hosts
    assert bool(re.search(pattern, "acme.sip.twilio.com:5061")) is other


def test_the_unconfigured_mode_misses_and_has_no_summary() -> None:
    mode = Unconfigured()
    request = request_to("GET", f"https://{HOST}/")

    assert isinstance(mode.decide(request), Miss)
    asyncio.run(mode.on_response(request, Response(200), Forward()))
    assert asyncio.run(mode.finish(ended_well=True)) == ()


# --- recording


@pytest.fixture
def recording(
    addon: ConversationsFromOptions, context: taddons.context, tmp_path: Path
) -> Iterator[ConversationsFromOptions]:
    """The addon, recording into `new.yaml`."""
    set_options(
        context,
        mode="record",
        cassette=[str(tmp_path / "new.yaml")],
        upstream="https://localhost:8443",
        upstream_ca=str(tmp_path / "ca.pem"),
    )
    yield addon
    asyncio.run(addon.done())


def test_a_recording_goes_to_the_upstream(recording: ConversationsFromOptions) -> None:
    flow = flow_to(method=b"GET")

    recording.request(flow)

    assert (flow.request.host, flow.request.port) == ("localhost", 8443)


def test_the_upstreams_ca_is_mitmproxys_option(
    recording: ConversationsFromOptions, context: taddons.context, tmp_path: Path
) -> None:
    assert context.options.ssl_verify_upstream_trusted_ca == str(tmp_path / "ca.pem")


def test_a_recording_is_written_and_summarized(
    addon: ConversationsFromOptions,
    context: taddons.context,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="record", cassette=[str(tmp_path / "new.yaml")])
    flow = flow_to(method=b"GET", fields=[authorization()])
    addon.request(flow)
    flow.response = tutils.tresp(content=b"{}")

    async def answered() -> None:
        assert addon.forwarder is not None
        await addon.forwarder.response(flow)
        await addon.done()

    asyncio.run(answered())

    assert (
        "uri: https://conversations.twilio.com/v1/Conversations"
        in (tmp_path / "new.yaml").read_text()
    )
    assert "0 played, 1 recorded" in caplog.text


def test_a_recording_keeps_its_options(
    recording: ConversationsFromOptions, context: taddons.context
) -> None:
    before = recording.mode

    with pytest.raises(exceptions.OptionsError, match="stop mitmproxy and start it anew"):
        set_options(context, redact=["Secret"])

    assert recording.mode is before


def test_the_cassette_is_free_again_at_the_end(
    addon: ConversationsFromOptions, context: taddons.context, tmp_path: Path
) -> None:
    settings = RecordSettings(cassette=(tmp_path / "new.yaml",))
    locks = lock_dir(tmp_path)
    set_options(context, mode="record", cassette=[str(tmp_path / "new.yaml")])
    with pytest.raises(CassetteError, match="records to it already"):
        assemble(settings, locks)

    asyncio.run(addon.done())

    again = assemble(settings, locks)
    asyncio.run(again.mode.finish(ended_well=True))


# --- the log


def test_a_miss_is_logged_with_its_whole_report(
    addon: ConversationsFromOptions,
    context: taddons.context,
    cassette: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="replay", cassette=[str(cassette)])

    assert status_of(addon, path=b"/v1/Services") == 501

    assert "/v1/Services" in caplog.text


def test_a_note_is_logged_once(
    addon: ConversationsFromOptions,
    context: taddons.context,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="fake", validation="warn")

    for _ in range(2):
        status_of(addon, method=b"POST", content=b"State=odd", fields=[FORM, authorization()])

    assert caplog.text.count("Twilio would have refused State") == 1


def test_no_secret_is_logged(
    addon: ConversationsFromOptions,
    context: taddons.context,
    cassette: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="replay", cassette=[str(cassette)])

    status_of(
        addon,
        method=b"POST",
        path=b"/v1/Services",
        content=b"FriendlyName=" + TOKEN.encode(),
        fields=[FORM, authorization()],
    )

    assert caplog.records
    assert TOKEN not in caplog.text


def test_no_secret_is_noted(
    addon: ConversationsFromOptions,
    context: taddons.context,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="fake", validation="warn")

    content = f"{TOKEN}=x".encode()
    status_of(addon, method=b"POST", content=content, fields=[FORM, authorization()])

    assert "is not a parameter of this request" in caplog.text
    assert TOKEN not in caplog.text


def test_a_torn_cassette_is_warned_of(
    addon: ConversationsFromOptions,
    context: taddons.context,
    cassette: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with cassette.open("a") as file:
        file.write("- request:\n    body: 'torn")

    set_options(context, mode="replay", cassette=[str(cassette)])

    assert "a.yaml" in caplog.text


def test_an_answer_is_not_logged(
    addon: ConversationsFromOptions,
    context: taddons.context,
    cassette: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_options(context, mode="replay", cassette=[str(cassette)])

    assert status_of(addon) == 200

    assert not caplog.records
    assert json.loads(addon.journal.entries[0].response.body) == {}


def test_a_miss_without_a_report_is_not_logged(
    addon: ConversationsFromOptions, context: taddons.context, caplog: pytest.LogCaptureFixture
) -> None:
    set_options(context, mode="fake")

    assert status_of(addon, path=b"/v1/Conversations/CH1/Export") == 501

    assert not caplog.records


def test_the_default_cassette_is_not_the_fakes(
    addon: ConversationsFromOptions, context: taddons.context, tmp_path: Path
) -> None:
    by_hand = tmp_path / "twilio.yaml"
    by_hand.write_text(
        "interactions:\n"
        "- request: {method: GET, uri: https://api.twilio.com/v1/Conversations}\n"
        "  response: {parsed_body: {}}\n"
    )
    set_options(context, mode="fake")
    assert status_of(addon, host="api.twilio.com", header="api.twilio.com") == 501

    set_options(context, mode="fake", cassette=[str(by_hand)])
    assert status_of(addon, host="api.twilio.com", header="api.twilio.com") == 200


# --- webhooks


def test_webhooks_are_delivered_and_logged(
    addon: ConversationsFromOptions, context: taddons.context, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> list[str | None]:
        async with receiving(status(200), status(500)) as receiver:
            set_options(context, forward_webhooks_to=f"http://127.0.0.1:{receiver.port}")
            requests = (webhook("https://example.com/hook"), webhook("https://example.com/2"))
            addon.mode = ScriptedMode(replace(CREATED, webhooks=requests))
            assert status_of(addon) == 201
            await addon.done()
            return [one.target for one in receiver.received]

    with caplog.at_level(logging.INFO):
        assert asyncio.run(scenario()) == ["/hook", "/2"]
    logged = [record.getMessage() for record in caplog.records if "webhook" in record.getMessage()]
    assert [line.partition(" (")[0] for line in logged] == [
        "webhook onMessageAdded → POST https://example.com/hook, 200",
        "webhook onMessageAdded → POST https://example.com/2, failed: answered 500",
    ]


def test_other_options_drop_the_webhooks_of_the_former(
    addon: ConversationsFromOptions, context: taddons.context
) -> None:
    async def scenario() -> None:
        set_options(context, seed="7")
        former = addon.webhooks
        assert isinstance(former, WebhookDispatcher)
        former.send([webhook("http://127.0.0.1:9/")])
        set_options(context, seed="8")
        assert addon.webhooks is not former
        assert [one.state for one in former.log] == [State.DROPPED]

    asyncio.run(scenario())
