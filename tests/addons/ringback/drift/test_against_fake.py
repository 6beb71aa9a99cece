import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.comparison.report import Comparison
from ringback.cassette.model import Cassette, Recording
from ringback.drift.against_fake import compare_with_fake
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.twilio.api import Reply, TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN, create, reply, request
from tests.support.twilio.caller import Clock

NOT_FOUND = {"code": 20404, "message": "no", "more_info": "https://twilio.com", "status": 404}


class Run:
    """A run that is recorded from the fake itself, as if it were Twilio."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.api = TwilioApi(clock=self.clock, sids=SeededSids(1))
        self.recordings: list[Recording] = []

    def ask(self, sent: Request) -> Any:
        answer = self.api.answer(sent)
        assert isinstance(answer, Reply)
        self.record(sent, answer.response)
        body = self.recordings[-1].response.body
        return json.loads(body) if body else None

    def record(self, sent: Request, response: Response) -> None:
        headers = sent.headers.having("Authorization", "Basic REDACTED")
        index = len(self.recordings) + 1
        self.recordings.append(
            Recording(replace(sent, headers=headers), response, Path("a.yaml"), index, None)
        )

    def change(self, index: int, **members: object) -> None:
        """Change members of a recorded reply; ... removes one."""
        recording = self.recordings[index - 1]
        document = json.loads(recording.response.body) | members
        kept = {name: value for name, value in document.items() if value is not ...}
        response = replace(recording.response, body=json.dumps(kept).encode())
        self.recordings[index - 1] = replace(recording, response=response)

    def compare(self, *redact_names: str) -> list[Comparison]:
        cassette = Cassette(Path("a.yaml"), tuple(self.recordings), redact_names)
        return list(compare_with_fake(cassette))

    def lines(self) -> list[str]:
        return [line for comparison in self.compare() for line in comparison.lines()]


@pytest.fixture
def run() -> Run:
    return Run()


def test_a_whole_conversation_is_the_same(run: Run) -> None:
    sid = run.ask(request(body=b"UniqueName=one&Timers.Inactive=PT1H"))["sid"]
    path = f"/v1/Conversations/{sid}"
    run.ask(request("GET", "/v1/Conversations/one"))
    run.ask(request(target=f"{path}/Participants", body=b"Identity=ada"))
    run.ask(request(target=f"{path}/Messages", body=b"Body=hello&Author=ada"))
    run.ask(request("GET", f"{path}/Messages"))
    run.ask(create(UniqueName="one"))  # refused with 50353
    run.ask(request(target=path, body=b"State=closed"))
    run.ask(request(target=f"{path}/Messages", body=b"Body=late"))
    run.ask(request("DELETE", path))
    run.ask(request("GET", path))

    assert run.lines() == []
    assert len(run.compare()) == 10


def test_what_existed_before_the_recording_is_known(run: Run) -> None:
    sid = run.ask(create(UniqueName="one"))["sid"]
    run.ask(request("GET", f"/v1/Conversations/{sid}"))
    run.ask(request(target=f"/v1/Conversations/{sid}/Messages", body=b"Body=hello"))
    del run.recordings[0]

    assert run.lines() == []


def test_a_timer_that_ran_out_in_the_recording_has_run_out(run: Run) -> None:
    sid = run.ask(request(body=b"Timers.Inactive=PT1M&Timers.Closed=PT10M"))["sid"]
    run.clock.advance(minutes=30)
    run.ask(request(target=f"/v1/Conversations/{sid}/Messages", body=b"Body=late"))

    assert b"closed" in run.recordings[1].response.body
    assert run.lines() == []


def test_a_field_that_twilio_no_longer_sends_is_named(run: Run) -> None:
    run.ask(create())
    run.change(1, region="us1", links=...)

    assert run.lines() == [
        "a.yaml: #1: POST /v1/Conversations: error: region is missing; recorded is text",
        "a.yaml: #1: POST /v1/Conversations: info: links is new: an object",
    ]


def test_one_wrong_reply_is_one_finding(run: Run) -> None:
    sid = run.ask(create(UniqueName="one"))["sid"]
    refused = reply(404, NOT_FOUND)
    run.record(request(target="/v1/Conversations", body=b"UniqueName=two"), refused)
    run.ask(request("GET", f"/v1/Conversations/{sid}"))
    run.ask(create(UniqueName="two"))

    assert [comparison.is_error for comparison in run.compare()] == [False, True, False, False]


def test_the_fake_goes_on_with_what_twilio_accepted_and_it_refuses(run: Run) -> None:
    run.ask(create(UniqueName="one"))
    again = json.loads(run.recordings[0].response.body) | {"sid": "CH" + "e" * 32}
    run.record(create(UniqueName="one"), reply(201, again))
    run.record(request("GET", "/v1/Conversations/CH" + "e" * 32), reply(200, again))

    assert [str(each.verdict) for each in run.compare()] == ["same", "other status", "same"]


@pytest.mark.parametrize(
    ("sent", "response", "reason"),
    [
        pytest.param(
            request_to("GET", "https://verify.twilio.com/v2/Services"),
            reply(200, {}),
            "verify.twilio.com is not faked",
            id="another-product",
        ),
        pytest.param(
            request("GET", "/v2/Things"), reply(200, {}), "only version 1 is faked", id="version-2"
        ),
        pytest.param(create(), reply(503, {}), "not due to the request", id="failure"),
        pytest.param(
            create(UniqueName="REDACTED-1", State="REDACTED-2"),
            reply(201, {"sid": "CH" + "1" * 32}),
            "a value in the request was redacted",
            id="redacted",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    run: Run, sent: Request, response: Response, reason: str
) -> None:
    run.record(sent, response)

    (comparison,) = run.compare()

    assert reason in comparison.reason


def test_a_secret_in_a_url_is_not_shown(run: Run) -> None:
    sent = request("GET", "/v1/Users?Identity=hunter22", caller=(ACCOUNT, TOKEN))
    run.recordings.append(Recording(sent, reply(200, {}), Path("a.yaml"), 1, 1))

    (comparison,) = run.compare("Identity")

    assert "hunter22" not in comparison.request
    assert "Identity=REDACTED" in comparison.request


def test_a_recording_that_can_never_be_played_is_left_out(run: Run) -> None:
    run.recordings.append(
        Recording(Request("OPTIONS", "https", "", 443, "*", Headers()), reply(200, {}),
                  Path("a.yaml"), 1, 1)
    )  # fmt: skip

    assert run.compare() == []
