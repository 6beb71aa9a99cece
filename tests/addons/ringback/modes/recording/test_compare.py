import asyncio
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.http.messages import Request, Response
from ringback.modes.recording.compare import CompareMode
from tests.support.cassettes.exchanges import CONVERSATION, TOKEN, create, created, reply, request

NOW = "CH" + "9" * 32  # what Twilio calls the conversation that this run makes
FETCH, FETCH_NOW = (request("GET", f"/v1/Conversations/{sid}") for sid in (CONVERSATION, NOW))


class Comparing:
    """A run with `--record-mode compare` and recordings."""

    def __init__(self, *recorded: tuple[Request, Response], **options: Any) -> None:
        recordings = [
            Recording(sent, response, Path("a.yaml"), index, index)
            for index, (sent, response) in enumerate(recorded, 1)
        ]
        redactor = Redactor(placeholders=NumberedPlaceholders.of_sent_values())
        self.mode = CompareMode(recordings, Matching(), redactor, **options)

    def exchange(self, sent: Request, response: Response) -> tuple[str, ...]:
        forward = self.mode.decide(sent)
        return asyncio.run(self.mode.on_response(sent, response, forward))

    @property
    def summary(self) -> list[str]:
        return list(asyncio.run(self.mode.finish(ended_well=True)))


def test_every_request_is_forwarded() -> None:
    assert not CompareMode.offline
    assert Comparing((create(), created())).mode.decide(create()).keep


def test_an_equal_reply_is_the_same() -> None:
    run = Comparing((create(FriendlyName="Ada"), created()))

    run.exchange(create(FriendlyName="Ada"), created())

    assert run.summary == ["1 compared: 1 same; nothing was written"]
    assert run.mode.find_objection() == ""


def test_each_difference_is_noted_when_it_is_met() -> None:
    run = Comparing((create(), created(state="active")), (FETCH, created()))

    assert run.exchange(create(), created(new="x")) == (
        "error: state is missing; recorded is text (a.yaml #1)",
        "info: new is new: text (a.yaml #1)",
    )
    assert run.exchange(FETCH, created()) == ()
    assert run.exchange(request("GET", "/v1/Roles"), created()) == ("not in the cassette",)


def test_a_reply_that_differs_is_named_and_objected_to() -> None:
    run = Comparing((create(), created(state="active")))

    run.exchange(create(), created())

    assert run.summary[0] == (
        "a.yaml:1: #1: POST /v1/Conversations: error: state is missing; recorded is text"
    )
    assert run.mode.find_objection() == "1 of 1 replies differ from the cassette"


def test_a_new_field_is_shown_and_not_objected_to() -> None:
    run = Comparing((create(), created()))

    run.exchange(create(), created(region="us1"))

    assert "info: region is new: text" in run.summary[0]
    assert run.mode.find_objection() == ""


def test_what_this_run_makes_stands_for_what_was_recorded() -> None:
    run = Comparing((create(), created()), (FETCH, reply(200, {"sid": CONVERSATION})))

    run.exchange(create(), reply(201, {"sid": NOW, "account_sid": "AC" + "ab" * 16}))
    run.exchange(FETCH_NOW, reply(200, {"sid": NOW}))

    assert run.summary == ["2 compared: 2 same; nothing was written"]


def test_a_sid_in_a_form_stands_for_the_recorded_one() -> None:
    run = Comparing(
        (create(), created()), (create(ConversationSid=CONVERSATION), reply(201, {"a": 1}))
    )

    run.exchange(create(), reply(201, {"sid": NOW, "account_sid": "AC" + "ab" * 16}))
    run.exchange(create(ConversationSid=NOW), reply(201, {"a": 1}))

    assert run.mode.unplayed() == ()


def test_a_request_without_a_recording_is_named_without_its_secrets() -> None:
    run = Comparing((create(), created()))

    run.exchange(request("GET", f"/v1/Users?Token={TOKEN}"), reply(200, {}))

    unrecorded, unasked = run.summary[1:]
    assert unrecorded.startswith("not in the cassette: GET /v1/Users?Token=REDACTED")
    assert unasked == "not asked for: a.yaml #1"
    assert run.mode.find_objection() == ""


def test_of_very_many_requests_without_a_recording_ten_are_named() -> None:
    run = Comparing()

    for number in range(12):
        run.exchange(request("GET", f"/v1/Users/{number}"), reply(200, {}))

    assert run.summary[-1].endswith("GET /v1/Users/9, 2 more")


def test_a_failure_that_was_recorded_is_not_compared() -> None:
    run = Comparing((create(), reply(503, {})))

    run.exchange(create(), created())

    assert run.summary[1] == "0 compared; 1 not compared; nothing was written"


@pytest.mark.parametrize(("repeats", "compared"), [(False, 1), (True, 2)])
def test_a_recording_is_compared_again_only_with_playback_repeats(
    repeats: bool, compared: int
) -> None:
    run = Comparing((create(), created()), allow_playback_repeats=repeats)

    run.exchange(create(), created())
    run.exchange(create(), created())

    assert run.summary[0].startswith(f"{compared} compared")
