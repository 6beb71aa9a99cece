import asyncio
from urllib.error import URLError

import pytest

from ringback.http.messages import Request, Response, request_to
from ringback.modes.recording.clean_up import CleanUp
from tests.support.cassettes.exchanges import API, basic, reply, request

CONVERSATIONS = f"{API}/v1/Conversations"


class Twilio:
    """Keeps the requests to delete, and answers by URL."""

    def __init__(self) -> None:
        self.deleted: list[str] = []
        self.credentials: set[str | None] = set()
        self.answers: dict[str, int | OSError] = {}

    def __call__(self, request: Request) -> int:
        assert request.method == "DELETE"
        self.deleted.append(request.url)
        self.credentials.add(request.headers.get("Authorization"))
        answer = self.answers.get(request.url, 204)
        if isinstance(answer, OSError):
            raise answer
        return answer


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def clean_up(twilio: Twilio) -> CleanUp:
    return CleanUp(twilio)


def created(url: str) -> Response:
    return reply(201, {"sid": url.rpartition("/")[2], "url": url})


def run(clean_up: CleanUp) -> str:
    (line,) = asyncio.run(clean_up.run())
    return line


def test_what_was_created_is_deleted_the_youngest_first(clean_up: CleanUp, twilio: Twilio) -> None:
    urls = [f"{CONVERSATIONS}/CH1", f"{CONVERSATIONS}/CH1/Messages/IM1", f"{CONVERSATIONS}/CH2"]
    for url in urls:
        clean_up.note(request(), created(url))

    assert run(clean_up) == "clean-up: 3 of 3 deleted"
    assert twilio.deleted == urls[::-1]
    assert twilio.credentials == {basic()}


def test_a_reply_of_the_oldest_api_names_its_path(clean_up: CleanUp, twilio: Twilio) -> None:
    path = "/2010-04-01/Accounts/AC1/Messages"
    sent = request_to("POST", f"https://api.twilio.com{path}.json")
    clean_up.note(sent, reply(201, {"sid": "SM1", "uri": f"{path}/SM1.json"}))

    run(clean_up)

    assert twilio.deleted == [f"https://api.twilio.com{path}/SM1.json"]


@pytest.mark.parametrize(
    ("method", "response"),
    [
        ("GET", created(f"{CONVERSATIONS}/CH1")),
        ("POST", reply(200, {"sid": "CH1", "url": f"{CONVERSATIONS}/CH1"})),
        ("POST", reply(400, {"url": f"{CONVERSATIONS}/CH1"})),
        ("POST", reply(201, {"url": f"{CONVERSATIONS}/CH1"})),
        ("POST", reply(201, {"sid": "CH1", "url": "https://example.com/CH1"})),
        ("POST", reply(201, ["CH1"])),
        ("POST", Response(201, body=b"{")),
    ],
    ids=["read", "updated", "refused", "no resource", "another host", "a list", "no JSON"],
)
def test_what_was_not_created_is_not_deleted(
    clean_up: CleanUp, twilio: Twilio, method: str, response: Response
) -> None:
    clean_up.note(request(method), response)

    assert run(clean_up) == "clean-up: nothing was created"
    assert twilio.deleted == []


@pytest.mark.parametrize("status", [204, 404])
def test_what_the_run_deleted_itself_is_not_deleted_again(
    clean_up: CleanUp, twilio: Twilio, status: int
) -> None:
    for path in ("CH1", "CH1/Messages/IM1", "CH10"):
        clean_up.note(request(), created(f"{CONVERSATIONS}/{path}"))
    clean_up.note(request("DELETE", "/v1/Conversations/CH1"), Response(status))

    run(clean_up)

    assert twilio.deleted == [f"{CONVERSATIONS}/CH10"]


def test_what_could_not_be_deleted_is_named(clean_up: CleanUp, twilio: Twilio) -> None:
    twilio.answers = {f"{CONVERSATIONS}/CH{at}": 405 for at in range(6)}
    twilio.answers[f"{CONVERSATIONS}/CH6"] = URLError("no route")
    twilio.answers[f"{CONVERSATIONS}/CH7"] = 404
    for at in range(8):
        clean_up.note(request(), created(f"{CONVERSATIONS}/CH{at}"))

    line = run(clean_up)

    assert line.startswith(f"clean-up: 1 of 8 deleted; STILL THERE: {CONVERSATIONS}/CH6 (")
    assert "no route" in line
    assert f"{CONVERSATIONS}/CH5 (405)" in line
    assert line.endswith(" and 2 more")
