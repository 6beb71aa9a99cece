import json
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.comparison.report import Comparison
from ringback.cassette.model import Cassette, Recording
from ringback.drift.against_live import compare_with_live
from ringback.http.messages import Request, Response
from tests.support.cassettes.exchanges import ACCOUNT, CONVERSATION, create, reply, request

PATH = f"/v1/Conversations/{CONVERSATION}"
BODY = {"sid": CONVERSATION, "url": f"https://conversations.twilio.com{PATH}"}
GET = request("GET", PATH)


class Twilio:
    """Replies with one response to everything, and keeps what it was asked."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.asked: list[Request] = []

    def ask(self, asked: Request) -> Response:
        self.asked.append(asked)
        return self.response

    def compare(self, *exchanges: tuple[Request, Response]) -> list[Comparison]:
        recordings = tuple(
            Recording(sent, response, Path("a.yaml"), index, None)
            for index, (sent, response) in enumerate(exchanges, 1)
        )
        return list(compare_with_live(Cassette(Path("a.yaml"), recordings), self.ask, ACCOUNT))


def test_a_create_and_a_fetch_are_compared_by_one_get() -> None:
    twilio = Twilio(reply(200, BODY | {"new": 1}))

    created, fetched = twilio.compare((create(), reply(201, BODY)), (GET, reply(200, BODY)))

    assert [(asked.method, asked.path) for asked in twilio.asked] == [("GET", PATH)]
    assert [*created.lines(), *fetched.lines()] == [
        "a.yaml: #1: POST /v1/Conversations: info: new is new: a number",
        f"a.yaml: #2: GET {PATH}: info: new is new: a number",
    ]


@pytest.mark.parametrize(
    ("sent", "recorded", "current", "line"),
    [
        pytest.param(GET, reply(200, BODY), reply(404, {"code": 20404}),
                     "error: status is 404/20404; recorded is 200", id="gone"),
        pytest.param(GET, reply(404, {"code": 1}), reply(404, {"code": 2}),
                     "error: code is 404/2; recorded is 404/1", id="other-fault"),
        pytest.param(GET, reply(404, {"code": 1}), reply(200, BODY),
                     "not compared: what was not there has been made since", id="made-since"),
        pytest.param(GET, reply(200, BODY), reply(429, {}),
                     "not compared: Twilio answers 429 now", id="too-many"),
        pytest.param(GET, reply(200, BODY), reply(503, {}),
                     "not compared: Twilio answers 503 now", id="unavailable"),
        pytest.param(create(), reply(201, BODY), reply(404, {"code": 20404}),
                     "not compared: its resource is not there any more: 404", id="create-gone"),
        pytest.param(create(), reply(201, BODY), reply(200, {"sid": 3}),
                     "error: sid is a number; recorded is a SID of the kind CH", id="create"),
    ],
)  # fmt: skip
def test_todays_reply_is_judged(
    sent: Request, recorded: Response, current: Response, line: str
) -> None:
    (comparison,) = Twilio(current).compare((sent, recorded))

    assert any(found.endswith(line) for found in comparison.lines())


def test_nothing_but_gets_is_ever_asked() -> None:
    twilio = Twilio(reply(200, BODY))
    writes: list[Any] = [request(method, PATH) for method in ("POST", "PUT", "PATCH", "DELETE")]

    twilio.compare(*((sent, Response(200, body=json.dumps(BODY).encode())) for sent in writes))

    assert {asked.method for asked in twilio.asked} <= {"GET"}
