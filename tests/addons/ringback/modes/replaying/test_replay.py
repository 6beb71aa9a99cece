import asyncio
import json
from pathlib import Path

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.modes.replaying.replay import ReplayMode, join_labels
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    DUMMY,
    KEY,
    TOKEN,
    create,
    created,
    reply,
    request,
)

PATH = Path("cassettes/some.yaml")


def recordings(*exchanges: tuple[Request, Response]) -> tuple[Recording, ...]:
    numbered = enumerate(exchanges, 1)
    return tuple(Recording(sent, got, PATH, at, at * 10) for at, (sent, got) in numbered)


def replay(*exchanges: tuple[Request, Response], repeats: bool = False) -> ReplayMode:
    library = Library((Cassette(PATH, recordings(*exchanges)),))
    return ReplayMode(library, Matching(), Redactor(), repeats)


def answer(mode: ReplayMode, sent: Request) -> Answer:
    decision = mode.decide(sent)
    assert isinstance(decision, Answer)
    return decision


def account_in(found: Answer) -> str:
    return str(json.loads(found.response.body)["account_sid"])


def test_nothing_ever_leaves() -> None:
    assert ReplayMode.offline


def test_a_recording_answers_and_is_named() -> None:
    mode = replay((request("GET"), reply(200, {})), (create(A="1"), created()))

    found = answer(mode, create(A="1"))

    assert (found.source, found.file, found.index) == (Source.CASSETTE, "some.yaml", 2)
    assert found.response == created()


@pytest.mark.parametrize(
    ("recorder", "player", "expected"),
    [
        ((ACCOUNT, TOKEN), (ACCOUNT, TOKEN), ACCOUNT),
        ((ACCOUNT, TOKEN), DUMMY, DUMMY[0]),
        ((KEY, TOKEN), DUMMY, DUMMY[0]),
        (None, DUMMY, DUMMY[0]),
        ((ACCOUNT, TOKEN), (KEY, "t"), ACCOUNT),
        ((ACCOUNT, TOKEN), None, ACCOUNT),
    ],
    ids=["the same", "CI", "a key, then CI", "unknown, then CI", "then a key", "then nobody"],
)
def test_the_reply_names_the_callers_own_account(
    recorder: tuple[str, str] | None, player: tuple[str, str] | None, expected: str
) -> None:
    mode = replay((create(recorder, A="1"), created(ACCOUNT)))

    assert account_in(answer(mode, create(player, A="1"))) == expected


def test_a_keys_account_is_learnt_from_what_only_fits_with_it() -> None:
    exchanges = [
        (create((KEY, TOKEN), A=text), created(OWN_ACCOUNT)) for text in ("1", OWN_ACCOUNT)
    ]
    mode = replay(*exchanges, exchanges[0])

    before, found, after = (
        answer(mode, create((KEY, "t"), A=text)) for text in ("1", ACCOUNT, "1")
    )

    assert [found.index, after.index] == [2, 3]
    assert [account_in(one) for one in (before, found, after)] == [OWN_ACCOUNT, ACCOUNT, ACCOUNT]


def test_anothers_account_is_not_taken_for_a_keys() -> None:
    recorded = Redactor().redact_request(create((KEY, TOKEN), A=ACCOUNT))
    mode = replay((recorded, created(OWN_ACCOUNT)))

    assert account_in(answer(mode, create((KEY, "t"), A=ACCOUNT))) == OWN_ACCOUNT


def test_a_miss_explains_itself() -> None:
    mode = replay((create(FriendlyName="Support"), created()))

    decision = mode.decide(create(FriendlyName="Suport"))

    assert isinstance(decision, Miss)
    assert 'FriendlyName is recorded as "Support", sent as "Suport"' in decision.message
    assert "closest:" in decision.report


def test_a_miss_shows_no_secret() -> None:
    decision = replay((create(A="1"), created())).decide(create(A=TOKEN, From=ACCOUNT))

    assert isinstance(decision, Miss)
    assert TOKEN not in decision.message + decision.report
    assert ACCOUNT not in decision.message + decision.report


def test_without_a_recording_the_miss_says_where_to_record() -> None:
    decision = replay().decide(create())

    assert isinstance(decision, Miss)
    assert decision.message.endswith("ringback record -c cassettes/some.yaml")


def test_each_recording_is_played_once_unless_repeats_are_allowed() -> None:
    exchange = (create(A="1"), created())
    once, again = replay(exchange), replay(exchange, repeats=True)

    kinds = [[type(mode.decide(create(A="1"))) for _ in range(2)] for mode in (once, again)]

    assert kinds == [[Answer, Miss], [Answer, Answer]]


def test_the_summary_names_what_was_never_played() -> None:
    mode = replay(*((create(A=str(number)), created()) for number in range(13)))
    mode.decide(create(A="0"))

    assert [one.index for one in mode.unplayed()] == list(range(2, 14))
    assert asyncio.run(mode.finish(ended_well=True)) == (
        "1 of 13 recordings played",
        "never played: " + ", ".join(f"some.yaml #{n}" for n in range(2, 12)) + ", 2 more",
    )


def test_the_summary_is_one_line_when_all_was_played() -> None:
    mode = replay((create(), created()))
    mode.decide(create())

    assert asyncio.run(mode.finish(ended_well=False)) == ("1 of 1 recordings played",)


def test_recordings_are_named_up_to_a_number() -> None:
    some = recordings(*[(create(), created())] * 3)

    assert join_labels(some) == "some.yaml #1, some.yaml #2, some.yaml #3"
    assert join_labels(some, 1) == "some.yaml #1, 2 more"


def test_an_error_reply_is_played_as_it_was_recorded() -> None:
    fault = reply(429, {"code": 20429}, Retry_After="1")

    assert answer(replay((create(), fault)), create()).response == fault


def test_a_cookie_is_still_set() -> None:
    response = Response(200, Headers([("Set-Cookie", "a=REDACTED; Path=/")]))

    assert answer(replay((create(), response)), create()).response == response


NOT_REGISTERED = "The webhook is not registered at Twilio, and will not be called: this is played."
NOT_CONFIGURED = "The address is not configured at Twilio, and nothing arrives: this is played."
CALLS_NONE = "X-Twilio-Webhook-Enabled asks for webhooks; what is played calls none."
ENABLED = ("X-Twilio-Webhook-Enabled", "true")


@pytest.mark.parametrize(
    ("method", "path", "header", "notes"),
    [
        ("POST", "/v1/Conversations/CH1/Webhooks", None, (NOT_REGISTERED,)),
        ("POST", "/v1/Conversations/CH1/Webhooks/WH1", ENABLED, (NOT_REGISTERED,)),
        ("POST", "/v1/Configuration/Webhooks", None, (NOT_REGISTERED,)),
        ("POST", "/v1/Services/IS1/Configuration/Webhooks/", None, (NOT_REGISTERED,)),
        ("POST", "/v1/Configuration/Addresses", None, (NOT_CONFIGURED,)),
        ("POST", "/v1/Configuration/Addresses/+15550000001", None, (NOT_CONFIGURED,)),
        ("GET", "/v1/Configuration/Addresses", None, ()),
        ("DELETE", "/v1/Conversations/CH1/Webhooks/WH1", None, ()),
        ("GET", "/v1/Conversations/CH1/Webhooks", ENABLED, ()),
        ("POST", "/v1/Conversations", ENABLED, (CALLS_NONE,)),
        ("DELETE", "/v1/Conversations/CH1", ENABLED, (CALLS_NONE,)),
        ("POST", "/v1/Conversations", ("X-Twilio-Webhook-Enabled", "false"), ()),
        ("POST", "/v1/Conversations", None, ()),
    ],
)
def test_who_waits_for_a_webhook_learns_that_none_will_come(
    method: str, path: str, header: tuple[str, str] | None, notes: tuple[str, ...]
) -> None:
    sent = request_to(
        method, f"https://conversations.twilio.com{path}", Headers([header] if header else [])
    )

    assert answer(replay((sent, reply(200, {}))), sent).notes == notes


# --- requests that only redaction made equal


def redacted_lookup(address: str = "REDACTED") -> Request:
    return request("GET", f"/v1/ParticipantConversations?Address={address}", content_type=None)


def test_requests_that_only_redaction_made_equal_are_warned_of() -> None:
    anna, bob = (reply(200, {"name": name}) for name in ("ANNA", "BOB"))

    warning = replay((redacted_lookup(), anna), (redacted_lookup(), bob)).find_ambiguity()

    assert warning == (
        "some.yaml #1, some.yaml #2 are equal once redacted (GET /v1/ParticipantConversations), "
        "and have different replies: they play in the order of recording, whatever value is sent"
    )


@pytest.mark.parametrize(
    "exchanges",
    [
        pytest.param([(redacted_lookup(), reply(200, {"a": 1}))] * 2, id="equal replies"),
        pytest.param(
            [(redacted_lookup("1"), reply(200, {"a": n})) for n in range(2)], id="not redacted"
        ),
        pytest.param(
            [(create(A=f"REDACTED{n}"), created(a=n)) for n in range(2)], id="different requests"
        ),
    ],
)
def test_other_equal_requests_are_not_warned_of(
    exchanges: list[tuple[Request, Response]],
) -> None:
    assert replay(*exchanges).find_ambiguity() is None


def test_further_requests_of_the_kind_are_counted() -> None:
    exchanges = [
        (create(To="REDACTED", Kind=kind), created(number=number))
        for kind in ("a", "b")
        for number in range(2)
    ]

    warning = replay(*exchanges).find_ambiguity()

    assert warning is not None
    assert warning.endswith("whatever value is sent (and 1 more of this kind)")


def test_a_fork_replays_from_the_start_and_explains_misses() -> None:
    mode = replay((create(A="1"), created()))
    answer(mode, create(A="1"))

    fork = mode.fork(Redactor())

    assert answer(fork, create(A="1")).index == 1
    assert isinstance(fork.decide(create(A="1")), Miss)
    assert fork.unplayed() == ()


UPLOAD = request_to(
    "POST",
    "https://mcs.us1.twilio.com/v1/Services/IS1/Media",
    Headers([("Content-Type", "image/png")]),
    b"\x89PNG",
)


def test_a_recorded_upload_is_played() -> None:
    mode = replay((UPLOAD, reply(201, {"sid": "ME1"})))

    assert answer(mode, UPLOAD).response.body == reply(201, {"sid": "ME1"}).body


def test_a_file_that_no_recording_can_have_is_not_redacted() -> None:
    mode = replay((create(A="1"), created()))

    decision = mode.decide(UPLOAD)

    assert isinstance(decision, Miss)
    assert decision.redacted_request is not None
    assert decision.redacted_request.body == b""
    assert "POST mcs.us1.twilio.com/v1/Services/IS1/Media" in decision.message


@pytest.mark.parametrize(
    ("takes_time", "seconds", "delay"),
    [(True, 0.75, 0.75), (True, None, 0.0), (False, 0.75, 0.0)],
    ids=["recorded", "not recorded", "not wanted"],
)
def test_an_answer_takes_as_long_as_it_did(
    takes_time: bool, seconds: float | None, delay: float
) -> None:
    recording = Recording(create(), created(), PATH, 1, 1, seconds)
    library = Library((Cassette(PATH, (recording,)),))
    mode = ReplayMode(library, Matching(), Redactor(), takes_recorded_time=takes_time)

    assert answer(mode, create()).delay == delay


@pytest.mark.parametrize("sent", [create(A="1"), create(A="2"), UPLOAD])
def test_a_large_request_gets_the_same_answer(sent: Request) -> None:
    recorded = (create(A="1"), created())

    assert asyncio.run(replay(recorded).decide_large(sent)) == replay(recorded).decide(sent)
