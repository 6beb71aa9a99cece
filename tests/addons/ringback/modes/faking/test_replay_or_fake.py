import asyncio
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.errors import UsageError
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.faking.replay_or_fake import ReplayOrFakeMode
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.modes.replaying.replay import ReplayMode
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate, InboundMessage, InboundReply
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply

BASE = "https://conversations.twilio.com/v1/Conversations"
CREATED = "CH" + "c" * 32
THERE_BEFORE = "CH" + "b" * 32
ACCOUNT = "AC" + "1" * 32
CREDENTIALS = b64encode(f"{ACCOUNT}:secret".encode()).decode()
CALLER = Headers([("Authorization", f"Basic {CREDENTIALS}")])


def asked(method: str, path: str = "", **form: str) -> Request:
    body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    headers = Headers([*CALLER, ("Content-Type", "application/x-www-form-urlencoded")])
    return request_to(method, BASE + path, headers, body)


def conversation(sid: str, **attributes: str) -> dict[str, object]:
    return {
        "sid": sid,
        "account_sid": "AC" + "0" * 32,
        "chat_service_sid": "IS" + "5" * 32,
        "friendly_name": None,
        "unique_name": None,
        "attributes": "{}",
        "state": "active",
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "timers": {},
        "url": f"{BASE}/{sid}",
        **attributes,
    }


def replied(status: int, body: object = None) -> Response:
    headers = Headers([("Content-Type", "application/json")])
    return Response(status, headers, b"" if body is None else json.dumps(body).encode())


MakeMode = Callable[..., ReplayOrFakeMode]


@pytest.fixture
def mode_of() -> MakeMode:
    """Make a mode that replays the given requests and responses."""

    def make(*exchanges: tuple[Request, Response]) -> ReplayOrFakeMode:
        path, redactor = Path("story.yaml"), Redactor()
        recordings = tuple(
            Recording(redactor.redact_request(request), response, path, index, index)
            for index, (request, response) in enumerate(exchanges, 1)
        )
        library = Library((Cassette(path, recordings),))
        api = TwilioApi(clock=lambda: datetime(2026, 1, 2, tzinfo=UTC), sids=SeededSids(1))
        return ReplayOrFakeMode(
            ReplayMode(library, Matching(), redactor), api, redactor, recordings
        )

    return make


def answered(mode: ReplayOrFakeMode, request: Request) -> Answer:
    decision = mode.decide(request)
    assert isinstance(decision, Answer)
    return decision


CREATE = (asked("POST", FriendlyName="x"), replied(201, conversation(CREATED, unique_name="u")))


def test_a_recording_goes_before_the_fake(mode_of: MakeMode) -> None:
    assert answered(mode_of(CREATE), CREATE[0]).source is Source.CASSETTE


def test_what_the_cassette_lacks_is_faked_and_said_to_be(mode_of: MakeMode) -> None:
    answer = answered(mode_of(CREATE), asked("POST", FriendlyName="y"))

    assert (answer.source, answer.response.status) == (Source.FAKE, 201)
    assert answer.notes == ("the cassette lacks this; the fake answered",)


def test_the_fake_knows_what_a_played_recording_created(mode_of: MakeMode) -> None:
    mode = mode_of(CREATE)
    mode.decide(CREATE[0])

    fetched = answered(mode, asked("GET", f"/{CREATED}"))

    assert (fetched.source, fetched.response.status) == (Source.FAKE, 200)
    assert json.loads(fetched.response.body)["account_sid"] == ACCOUNT


def test_the_fake_does_not_know_what_no_recording_has_created_yet(mode_of: MakeMode) -> None:
    fetched = answered(mode_of(CREATE), asked("GET", f"/{CREATED}"))

    assert fetched.response.status == 404


def test_the_fake_forgets_what_a_played_recording_deleted(mode_of: MakeMode) -> None:
    mode = mode_of(CREATE, (asked("DELETE", f"/{CREATED}"), replied(204)))
    mode.decide(CREATE[0])
    mode.decide(asked("DELETE", f"/{CREATED}"))

    assert answered(mode, asked("GET", f"/{CREATED}")).response.status == 404


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(
            (asked("GET", f"/{THERE_BEFORE}"), replied(200, conversation(THERE_BEFORE))),
            id="by a fetch",
        ),
        pytest.param(
            (
                asked("GET"),
                replied(200, {"conversations": [conversation(THERE_BEFORE)], "meta": {}}),
            ),
            id="by a list",
        ),
        pytest.param(
            (
                asked("POST", f"/{THERE_BEFORE}", State="closed"),
                replied(200, conversation(THERE_BEFORE, state="closed")),
            ),
            id="by an update",
        ),
        pytest.param(
            (
                asked("POST", f"/{THERE_BEFORE}/Messages", Body="Hi"),
                replied(201, {"sid": "IM" + "d" * 32, "conversation_sid": THERE_BEFORE}),
            ),
            id="by a message",
        ),
    ],
)
def test_what_recordings_show_but_never_create_is_known_from_the_start(
    mode_of: MakeMode, shown: tuple[Request, Response]
) -> None:
    updated = answered(mode_of(shown), asked("POST", f"/{THERE_BEFORE}", FriendlyName="new"))

    assert updated.response.status == 200


def test_what_neither_has_is_a_miss_that_tells_of_both(mode_of: MakeMode) -> None:
    miss = mode_of(CREATE).decide(request_to("GET", f"{BASE}/CH1/Export", CALLER))

    assert isinstance(miss, Miss)
    assert "no recording" in miss.message
    assert "not faked" in miss.message


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"[" * 100_000, b'{"sid": 1, "x": [2]}'])
def test_a_recorded_reply_of_any_kind_is_taken(mode_of: MakeMode, body: bytes) -> None:
    mode = mode_of((asked("GET", "/Odd"), Response(200, Headers(), body)), CREATE)

    assert answered(mode, CREATE[0]).source is Source.CASSETTE


def test_the_summary_counts_what_was_faked(mode_of: MakeMode) -> None:
    mode = mode_of(CREATE)
    mode.decide(asked("POST", FriendlyName="y"))

    *_, last = asyncio.run(mode.finish(ended_well=True))

    assert last == "1 faked, as no recording was left for them"


HOOK = {"PostWebhookUrl": "http://127.0.0.1/post", "PreWebhookUrl": "http://127.0.0.1/pre"}
ASKS = ("X-Twilio-Webhook-Enabled", "true")


def asking(request: Request) -> Request:
    return replace(request, headers=Headers([*request.headers, ASKS]))


def test_what_is_faked_may_wait_for_the_application_and_sends_webhooks(mode_of: MakeMode) -> None:
    mode = mode_of()
    configuration = BASE.replace("/Conversations", "/Configuration/Webhooks")
    configured = asked("POST", **HOOK)
    mode.decide(request_to("POST", configuration, configured.headers, configured.body))

    waiting = mode.decide(asking(asked("POST", FriendlyName="x")))
    assert isinstance(waiting, PreAction)
    answer = waiting.resume(PreActionReply(200))

    assert isinstance(answer, Answer)
    assert answer.response.status == 201
    assert answer.notes[0] == "the cassette lacks this; the fake answered"
    assert [webhook.event for webhook in answer.webhooks] == ["onConversationAdded"]
    assert mode.faked == 2


def test_what_is_played_sends_no_webhooks_but_its_state_gets_messages(mode_of: MakeMode) -> None:
    mode = mode_of((asked("POST"), replied(201, conversation(CREATED))))
    answered(mode, asked("POST"))
    answered(mode, asked("POST", f"/{CREATED}/Participants", Identity="ada"))

    received = mode.state.receive_message(InboundMessage("ada", CREATED, "hi"))

    assert isinstance(received, InboundReply)
    assert received.routed, received.reason
    assert received.webhooks == ()
    assert mode.state.next_timer() is None
    assert mode.state.fire_timers(datetime(2027, 1, 1, tzinfo=UTC)) == ()
    with pytest.raises(UsageError, match="there is no message"):
        mode.state.deliver(DeliveryUpdate("IM1", "read"))
