"""Cassettes with `--redact personal-data`: recorded, replayed with other data, and added to."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
import requests
import vcr
from vcr.serializers import yamlserializer

from ringback.cassette.tools.redact import redact_cassette
from ringback.http.messages import Request, Response
from ringback.modes.factories.record import assemble_record
from ringback.modes.factories.replay import Playback, assemble_replay
from ringback.modes.outcomes import Answer, Decision, Forward, Miss
from ringback.settings.table import RecordSettings, ReplaySettings
from ringback.twilio.api import Reply, TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.cassettes.exchanges import create, created, reply, request
from tests.support.clients import parse_output, python_client
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.twilio.upstream import Upstream

PERSONAL = ("personal-data",)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Test data: a person who writes, and what is said."""

    identity: str
    name: str
    email: str
    phone: str
    conversation: str
    title: str
    body: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(vars(self).values())


ADA = Person(
    "ada lovelace", "Ada Lovelace", "ada@lovelace.org", "+14155551234", "order 1/ada", "Ada's",
    "Hello, this is Ada & co. 🎭",
)  # fmt: skip
EVE = Person("eve", "eve", "eve@eden.example.net", "+4930901820", "eve", "Eve", "eve")
LOOKALIKE = Person(  # test data that looks like stand-ins
    "person-2", "name-1", "person-1@example.com", "+15555550101", "name-2", "text-1", "text-2"
)


def post(path: str, **parameters: str) -> Request:
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    return request("POST", path, urlencode(named).encode())


def get(path: str) -> Request:
    return request("GET", path, content_type=None)


def list_requests(who: Person) -> list[Request]:
    """Return what an application asks that has a conversation with a person."""
    attributes = {
        "customer": {"name": who.name, "email": who.email, "number": who.phone, "tier": "gold"},
        "note": f"call {who.phone} or write to <{who.email}>",
        "profile": f"https://crm.example/?next={quote('/users?email=' + quote(who.email), '')}",
        "phone": int(who.phone[1:]),
    }
    conversation = f"/v1/Conversations/{quote(who.conversation, safe='')}"
    user = f"/v1/Users/{quote(who.identity, safe='')}"
    return [
        post(
            "/v1/Conversations",
            FriendlyName=who.title,
            UniqueName=who.conversation,
            Attributes=json.dumps(attributes),
        ),
        post(
            f"{conversation}/Participants",
            MessagingBinding__Address=f"whatsapp:{who.phone}",
            MessagingBinding__ProxyAddress="whatsapp:+14155550000",
        ),
        post(f"{conversation}/Participants", Identity=who.identity),
        post(f"{conversation}/Participants", Identity=who.email),
        post(f"{conversation}/Messages", Author=who.identity, Body=who.body),
        post(f"{conversation}/Messages", Author=who.email, Body=who.body),
        post(f"{conversation}/Participants", Identity=who.identity),
        get(f"{conversation}/Messages?PageSize=1"),
        get(user),
        get("/v1/ParticipantConversations?" + urlencode({"Identity": who.identity})),
        get("/v1/ParticipantConversations?" + urlencode({"Address": f"whatsapp:{who.phone}"})),
        get(conversation),
    ]


@dataclass
class Cassette:
    """Runs of `record` and `replay` on one cassette."""

    path: Path
    api: TwilioApi = field(default_factory=lambda: TwilioApi(clock=lambda: NOW, sids=SeededSids(1)))

    def record(
        self, *sent: Request, redact: tuple[str, ...] = PERSONAL, live: Response | None = None
    ) -> list[Response]:
        """Record what the fake answers, or `live`; return the replies that the client got."""
        settings = RecordSettings(cassette=(self.path,), redact=redact)
        mode = assemble_record(settings, self.path.parent / "locks").mode

        async def run() -> list[Response]:
            got = []
            for one in sent:
                decision = mode.decide(one)
                if isinstance(decision, Forward):
                    response = live or self.answer(one)
                    await mode.on_response(one, response, decision)
                else:
                    response = response_of(decision)
                got.append(response)
            await mode.finish(ended_well=True)
            return got

        return asyncio.run(run())

    def answer(self, sent: Request) -> Response:
        answered = self.api.answer(sent)
        assert isinstance(answered, Reply)
        return answered.response

    def replay(self, *sent: Request, **settings: Any) -> list[Decision]:
        """Return what becomes of requests in a run of `replay`."""
        mode = assemble_replay(ReplaySettings(cassette=(self.path,), **settings)).mode
        return [mode.decide(one) for one in sent]

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def bodies(self) -> list[bytes]:
        sent, _ = vcr.serialize.deserialize(self.text, yamlserializer)[:2]
        return [one.body for one in sent]


def response_of(decision: Decision) -> Response:
    assert isinstance(decision, Answer), decision
    return decision.response


def mask_seconds(text: str) -> str:
    """Return a cassette without how long its replies took, which differs from run to run."""
    return re.sub(r"seconds: [\d.]+", "seconds: 0", text)


@pytest.fixture
def cassette(tmp_path: Path) -> Cassette:
    return Cassette(tmp_path / "one.yaml")


def strip(response: Response) -> tuple[int, object]:
    return response.status, json.loads(response.body)


def test_nothing_personal_is_in_a_cassette(cassette: Cassette) -> None:
    cassette.record(*list_requests(ADA))

    text = unquote(unquote(cassette.text))
    for value in (*ADA.values, ADA.phone[1:], "lovelace", "Ada"):
        assert value not in text
    assert "PERSONAL" not in text
    for stand_in in ("person-1", "person-1@example.com", "+15555550100", "name-1", "text-1"):
        assert stand_in in text
    assert '\\"tier\\": \\"gold\\"' in text


@pytest.mark.parametrize("who", [ADA, EVE, LOOKALIKE], ids=["the same", "others", "lookalikes"])
def test_any_data_is_answered_with_itself(cassette: Cassette, who: Person) -> None:
    cassette.record(*list_requests(ADA))

    replayed = map(response_of, cassette.replay(*list_requests(who)))

    fresh = Cassette(cassette.path)  # what the fake would have said to the same data
    assert [strip(one) for one in replayed] == [
        strip(fresh.answer(one)) for one in list_requests(who)
    ]


def test_a_replay_that_mixes_two_people_up_misses_and_says_so(cassette: Cassette) -> None:
    sent = [post("/v1/Users", Identity=one) for one in ("ada", "eve")]
    cassette.record(*sent, post("/v1/Users/ada", FriendlyName="Ada"), live=created())

    *_, missed = cassette.replay(*sent, post("/v1/Users/eve", FriendlyName="Ada"))

    assert isinstance(missed, Miss)
    assert "path is recorded as person-1, and sent with the value of person-2" in missed.message
    assert "mixed up:" in missed.report
    assert "eve" not in missed.message + missed.report


def test_a_replay_that_makes_one_person_of_two_misses(cassette: Cassette) -> None:
    cassette.record(*(post("/v1/Users", Identity=one) for one in ("ada", "eve")), live=created())

    first, second = cassette.replay(*[post("/v1/Users", Identity="bob")] * 2)

    assert isinstance(first, Answer)
    assert isinstance(second, Miss)
    assert "recorded as person-2, and sent with the value of person-1" in second.message


def test_a_value_that_was_not_sent_before_is_no_other_person(cassette: Cassette) -> None:
    cassette.record(*[post("/v1/Users", Identity="ada")] * 2, live=created())

    _, missed = cassette.replay(*(post("/v1/Users", Identity=one) for one in ("bob", "carol")))

    assert isinstance(missed, Miss)
    assert "Identity is recorded as person-1, which stands for another value" in missed.message


def test_texts_may_be_equal_in_other_test_data(cassette: Cassette) -> None:
    cassette.record(*(create(FriendlyName=one) for one in ("a", "b")), live=created())

    played = cassette.replay(*[create(FriendlyName="c")] * 2)

    assert all(isinstance(one, Answer) for one in played)


@pytest.mark.parametrize("other", ["+4930901820", "4930901820", "eve@eden.net", "eve"])
@pytest.mark.parametrize("recorded", ["+14155551234", "14155551234", "ada@lovelace.org", "ada"])
def test_a_value_of_any_format_may_be_sent_instead(
    cassette: Cassette, recorded: str, other: str
) -> None:
    cassette.record(
        post("/v1/Users", Identity=recorded), get(f"/v1/Users/{quote(recorded)}"),
        live=created(identity=recorded),
    )  # fmt: skip

    played = cassette.replay(post("/v1/Users", Identity=other), get(f"/v1/Users/{quote(other)}"))

    assert [json.loads(response_of(one).body)["identity"] for one in played] == [other] * 2


def test_a_client_may_send_a_stand_in_that_it_got_in_a_reply(cassette: Cassette) -> None:
    listed = reply(200, {"users": [{"identity": "ada"}]})
    cassette.record(get("/v1/Users"), get("/v1/Users/ada"), live=listed)

    first, second = map(response_of, cassette.replay(get("/v1/Users"), get("/v1/Users/person-1")))

    assert strip(first) == strip(second) == (200, {"users": [{"identity": "person-1"}]})


def test_a_run_that_adds_to_a_cassette_writes_the_stand_ins_that_it_played(
    cassette: Cassette,
) -> None:
    ada, eve = (post("/v1/Users", Identity=one) for one in ("ada", "eve"))
    message = post("/v1/Users/ada", FriendlyName="Ada")
    cassette.record(ada, live=created())

    cassette.record(ada, eve, message, live=created())

    assert cassette.bodies == [b"Identity=person-1", b"Identity=person-1-run-2",
                               b"FriendlyName=name-1-run-2"]  # fmt: skip
    assert "/v1/Users/person-1\n" in cassette.text
    played = cassette.replay(ada, eve, message)
    assert all(isinstance(one, Answer) for one in played)


def test_a_run_that_knows_none_of_the_people_keeps_them_apart(cassette: Cassette) -> None:
    ada = post("/v1/Users", Identity="ada", A="1")
    cassette.record(ada, live=created())

    cassette.record(post("/v1/Users", Identity="eve", A="2"), ada, live=created())

    assert cassette.bodies == [b"Identity=person-1&A=1", b"Identity=person-1-run-2&A=2"]


def test_a_cassette_with_stand_ins_and_one_without_are_replayed_together(
    cassette: Cassette, tmp_path: Path
) -> None:
    cassette.record(create(FriendlyName="Ada"), live=created(friendly_name="Ada"))
    plain = Cassette(tmp_path / "two.yaml")
    plain.record(
        create(FriendlyName="name-1"), redact=(), live=created(friendly_name="name-1", a="plain")
    )
    settings = ReplaySettings(cassette=(plain.path, cassette.path))
    mode = assemble_replay(settings).mode

    answers = [mode.decide(create(FriendlyName=one)) for one in ("Eve", "name-1")]

    assert [one.file for one in answers if isinstance(one, Answer)] == ["one.yaml", "two.yaml"]
    assert [json.loads(response_of(one).body)["friendly_name"] for one in answers] == [
        "Eve",
        "name-1",
    ]


def test_without_the_option_nothing_changes(cassette: Cassette) -> None:
    cassette.record(*list_requests(ADA), redact=())

    assert ADA.email in unquote(cassette.text)
    assert "person-1" not in cassette.text
    assert isinstance(cassette.replay(*list_requests(EVE))[0], Miss)


def test_replay_with_the_option_compares_what_a_cassette_has_itself(cassette: Cassette) -> None:
    cassette.record(create(FriendlyName="Ada"), redact=(), live=created())

    missed, played = cassette.replay(
        create(FriendlyName="Eve"), create(FriendlyName="Ada"), redact=PERSONAL
    )

    assert isinstance(missed, Miss)
    assert isinstance(played, Answer)


def test_old_cassettes_are_redacted_as_they_would_be_recorded(
    cassette: Cassette, tmp_path: Path
) -> None:
    cassette.record(*list_requests(ADA), redact=())
    recorded = Cassette(tmp_path / "two.yaml")
    recorded.record(*list_requests(ADA))

    result = redact_cassette(cassette.path.read_bytes(), cassette.path, PERSONAL)

    assert mask_seconds(result.data.decode()) == mask_seconds(recorded.text)
    assert redact_cassette(result.data, cassette.path).changes == ()


def test_vcrpys_cassettes_are_redacted_and_vcrpy_reads_them(cassette: Cassette) -> None:
    sent = [vcr.request.Request(one.method, one.url, one.body or None, dict(one.headers))
                for one in list_requests(ADA)]  # fmt: skip
    responses = [
        {
            "status": {"code": one.status, "message": one.reason},
            "headers": {name: [value] for name, value in one.headers},
            "body": {"string": one.body},
        }
        for one in map(cassette.answer, list_requests(ADA))
    ]
    theirs = {"requests": sent, "responses": responses}
    written = vcr.serialize.serialize(theirs, yamlserializer)

    result = redact_cassette(written.encode(), cassette.path, PERSONAL)
    cassette.path.write_bytes(result.data)

    text = unquote(unquote(cassette.text))
    assert not [value for value in ADA.values if value in text]
    assert len(cassette.bodies) == len(sent)
    assert all(isinstance(one, Answer) for one in cassette.replay(*list_requests(EVE)))


def test_vcrpy_plays_what_was_recorded(cassette: Cassette) -> None:
    cassette.record(create(FriendlyName="Ada & co."), live=created(friendly_name="Ada & co."))

    with vcr.use_cassette(str(cassette.path), record_mode="none", match_on=["method", "body"]):
        played = requests.post(
            "https://conversations.twilio.com/v1/Conversations", data={"FriendlyName": "name-1"}
        )

    assert played.json()["friendly_name"] == "name-1"


def test_each_replay_of_a_cassette_binds_values_of_its_own(cassette: Cassette) -> None:
    cassette.record(create(FriendlyName="Ada"), live=created(friendly_name="Ada"))
    playback = Playback(ReplaySettings(cassette=(cassette.path,)))

    for name in ("Eve", "Bob"):
        mode = playback.assemble(lambda: NOW).mode
        assert (
            json.loads(response_of(mode.decide(create(FriendlyName=name))).body)["friendly_name"]
            == name
        )


def test_a_fake_that_goes_on_knows_the_values_that_were_sent(cassette: Cassette) -> None:
    made = post("/v1/Conversations", UniqueName="order 1")
    cassette.record(made)

    played, faked = cassette.replay(
        post("/v1/Conversations", UniqueName="order 2"),
        get("/v1/Conversations/order%202"),
        on_miss="fake",
    )

    assert response_of(faked).status == 200
    assert json.loads(response_of(faked).body) == json.loads(response_of(played).body)


def test_twilios_client_records_and_replays_with_other_data(
    tmp_path: Path, upstream: Upstream
) -> None:
    path = tmp_path / "one.yaml"
    options = ("--cassette", str(path), "--redact", "personal-data", *upstream.arguments)
    ada, eve = (
        python_client("twilio", f"FriendlyName={name}", f'Attributes={{"name": "{name}", "n": 1}}')
        for name in ("Ada & co. 🎭", "Eve = +1 ☂")
    )
    recorded = run("record", *options, "--", *ada, folder=tmp_path, environment=CREDENTIALS)

    replayed = run(
        "replay", "--cassette", str(path), "--", *eve, folder=tmp_path, environment=CREDENTIALS
    )

    assert (recorded.status, replayed.status) == (0, 0), recorded.stderr + replayed.stderr
    assert parse_output(recorded.stdout).body["friendly_name"] == "Ada & co. 🎭"
    assert parse_output(replayed.stdout).body["friendly_name"] == "Eve = +1 ☂"
    assert "Ada" not in unquote(path.read_text("utf-8") + recorded.stderr)
    assert "Eve" not in unquote(replayed.stderr)
