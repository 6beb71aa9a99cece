from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.model import Interaction
from ringback.cassette.tools.show.one_line import render_lines
from ringback.http.messages import Response
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    CONVERSATION,
    TOKEN,
    create,
    created,
    render_cassette,
    reply,
    request,
)

PATH = Path("some.yaml")


def lines(*interactions: Interaction) -> list[str]:
    return list(render_lines(read(render_cassette(*interactions).encode(), PATH)))


def test_an_empty_cassette_is_told() -> None:
    assert lines() == ["some.yaml: 0 interactions"]


def test_each_interaction_is_a_line() -> None:
    fault = {"code": 20404, "message": "The requested resource was not found", "status": 404}
    listed: object = {"conversations": [{}, {}], "meta": {}}

    head, *rows = lines(
        Interaction(create(caller=None, FriendlyName="Ada", State="active"), created()),
        Interaction(request("GET", "/v1/Conversations/CH1", caller=None), reply(404, fault)),
        Interaction(request("GET", "/v1/Conversations?PageSize=5"), reply(200, listed)),
        Interaction(request("DELETE", "/v1/Conversations/CH1"), Response(204)),
    )

    told = f'FriendlyName="Ada", State="active"  → {CONVERSATION}'
    gone = "→ 20404 The requested resource was not found"
    assert head == "some.yaml: 4 interactions"
    assert rows == [
        f"  #1  line 3   POST /v1/Conversations        201 Created  {told}",
        f"  #2  line 19  GET /v1/Conversations/CH1     404 Created  {gone}",
        '  #3  line 35  GET /v1/Conversations         200 Created  PageSize="5"  → 2 conversations',
        "  #4  line 53  DELETE /v1/Conversations/CH1  204",
    ]


def test_long_values_are_cut() -> None:
    body = "&".join(f"Name{number}={'x' * 200}" for number in range(9)).encode()

    line = lines(Interaction(request(body=body), Response(200, body=b"no JSON")))[1]

    assert "and 5 more" in line
    assert line.endswith("→ 7 bytes")
    assert len(line) < 400


def test_a_reply_may_have_no_summary() -> None:
    documents: tuple[object, ...] = ({}, [], "text", {"message": "no error"})
    for document in documents:
        assert lines(Interaction(create(), reply(200, document)))[1].endswith("200 Created")


def test_an_error_without_a_code_is_told() -> None:
    assert lines(Interaction(create(), reply(500, {"message": "broken"})))[1].endswith("→ broken")


def test_unprintable_characters_are_escaped() -> None:
    line = lines(Interaction(create(Name="\x1b[31m"), reply(400, {"message": "a\nb"})))[1]

    assert line.isprintable()


def test_no_secret_is_shown() -> None:
    text = "\n".join(lines(Interaction(create(Note=TOKEN, From=ACCOUNT), created(ACCOUNT))))

    assert TOKEN not in text
    assert ACCOUNT not in text


def test_values_of_sensitive_names_are_not_shown() -> None:
    sent = request(target="/v1/Conversations?Password=5ecret", body=b"AuthToken=5ecret")
    fault = reply(400, {"code": 1, "message": f"{'x' * 40} {TOKEN}"})

    text = "\n".join(lines(Interaction(sent, fault)))

    assert 'Password="REDACTED", AuthToken="REDACTED"' in text
    assert "5ecret" not in text
    assert TOKEN[:10] not in text  # no part of a shortened secret is left either


def test_a_torn_end_is_shown() -> None:
    text = render_cassette(*[Interaction(create(caller=None), created())] * 2).encode()[:-40]

    head, _, last = render_lines(read(text, PATH))

    assert head == "some.yaml: 1 interaction"
    assert last == "  line 19: cut off while it was written, before its `status`"
