"""Requests that differ in a redacted value only: recorded, and replayed in later runs."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import vcr
import yaml

from ringback.cassette.format.reader import read
from ringback.cassette.tools.lint import Linter
from ringback.cassette.tools.redact import redact_cassette
from ringback.clock import system_clock
from ringback.http.messages import Request
from ringback.modes.factories.record import assemble_record
from ringback.modes.factories.replay import Playback, assemble_replay
from ringback.modes.outcomes import Answer, Decision, Forward, Miss
from ringback.settings.names import RecordModeName
from ringback.settings.table import RecordSettings, ReplaySettings
from tests.support.cassettes.exchanges import DUMMY, JSON, TOKEN, create, reply, request

ANNA, BOB, EVE = "+15005550001", "+15005550002", "+15005550003"
MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="Address"\r\n\r\n%s\r\n--b--\r\n'


def query(address: str, more: str = "") -> Request:
    return request("GET", f"/v1/ParticipantConversations?Address=%2B{address[1:]}{more}")


def json_body(address: str) -> Request:
    return request(body=json.dumps({"a": [{"Address": address}]}).encode(), content_type=JSON)


KINDS: dict[str, Callable[[str], Request]] = {
    "query": query,
    "form": lambda address: create(Address=address, A="1"),
    "JSON": json_body,
    "JSON in a form": lambda address: create(Attributes=json.dumps({"Address": address})),
    "part": lambda address: request(body=PART % address.encode(), content_type=MULTIPART),
    "XML": lambda address: request(
        body=f"<a><Address>{address}</Address></a>".encode(), content_type="text/xml"
    ),
    "text": lambda address: request(
        body=f"Address: {address}\n".encode(), content_type="text/plain"
    ),
    "undeclared": lambda address: request(
        body=f"Address=%2B{address[1:]}".encode(), content_type=None
    ),
    "built-in name": lambda address: create(Password=address),
}


class Cycle:
    """Runs of `record` and `replay` on one cassette, with `--redact Address`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "one.yaml"
        self.settings: dict[str, Any] = {"cassette": (self.path,), "redact": ("Address",)}

    def record(
        self, *sent: tuple[Request, str], record_mode: RecordModeName = "new_episodes"
    ) -> list[Decision]:
        """Run `record` with requests and the names in their live replies."""
        settings = RecordSettings(**self.settings, record_mode=record_mode)
        mode = assemble_record(settings, self.folder / "locks").mode
        decisions = []

        async def run() -> None:
            for one, name in sent:
                decision = mode.decide(one)
                decisions.append(decision)
                if isinstance(decision, Forward):
                    await mode.on_response(one, reply(200, {"name": name}), decision)
            await mode.finish(ended_well=True)

        asyncio.run(run())
        return decisions

    def replay(self, *sent: Request, **settings: Any) -> list[str | None]:
        """Return the names in the replies of a run of `replay`; None for a miss."""
        return [_name(one) for one in self.decide(*sent, **settings)]

    def decide(self, *sent: Request, **settings: Any) -> list[Decision]:
        mode = assemble_replay(ReplaySettings(**self.settings, **settings)).mode
        return [mode.decide(one) for one in sent]


def _name(decision: Decision) -> str | None:
    return json.loads(decision.response.body)["name"] if isinstance(decision, Answer) else None


@pytest.fixture
def cycle(tmp_path: Path) -> Cycle:
    return Cycle(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_each_value_gets_its_own_replies(cycle: Cycle, kind: str) -> None:
    ask = KINDS[kind]
    cycle.record((ask(ANNA), "ANNA"), (ask(BOB), "BOB"), (ask(ANNA), "ANNA 2"))

    asked = [ANNA, BOB, EVE, ANNA, BOB]

    expected = ["ANNA", "BOB", None, "ANNA 2", None]
    assert cycle.replay(*map(ask, asked)) == expected
    text = cycle.path.read_text()
    assert not any(number[1:] in text for number in asked)
    assert "REDACTED-1" in text
    assert "REDACTED-2" in text
    assert "-sent" not in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_each_value_in_utf_16_gets_its_own_replies(cycle: Cycle, encoding: str) -> None:
    def ask(address: str) -> Request:
        return request(body=json.dumps({"Address": address}).encode(encoding), content_type=JSON)

    cycle.record((ask(ANNA), "ANNA"), (ask(BOB), "BOB"), (ask(ANNA), "ANNA 2"))

    asked = [BOB, ANNA, EVE, BOB]

    assert cycle.replay(*map(ask, asked)) == ["ANNA", "BOB", None, "ANNA 2"]
    recorded = read(cycle.path.read_bytes(), cycle.path).recordings
    numbers = [json.loads(one.request.body.decode(encoding))["Address"] for one in recorded]
    assert numbers == ["REDACTED-1", "REDACTED-2", "REDACTED-1"]


def test_a_value_keeps_its_number_in_every_place(cycle: Cycle) -> None:
    cycle.record(*((ask(number), number) for ask in KINDS.values() for number in (BOB, ANNA)))

    for item in yaml.safe_load(cycle.path.read_text())["interactions"]:
        number = {BOB: "REDACTED-1", ANNA: "REDACTED-2"}[
            json.loads(item["response"]["body"]["string"])["name"]
        ]
        assert number in item["request"]["uri"] + str(item["request"]["body"])


def test_a_value_that_is_another_one_in_two_requests_misses(cycle: Cycle) -> None:
    cycle.record((query(ANNA), "query"), (json_body(ANNA), "json"), (json_body(BOB), "bob"))

    assert cycle.replay(query(BOB), json_body(EVE), json_body(BOB)) == ["query", "bob", "json"]


def test_the_miss_says_why_and_does_not_show_the_value(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"), (create(Address=BOB), "BOB"))

    *_, miss = cycle.decide(*(create(Address=number) for number in (ANNA, BOB, EVE)))

    assert isinstance(miss, Miss)
    assert miss.message == (
        "no recording answers POST /v1/Conversations with this value of what was redacted "
        "(Address): one.yaml #1 and one.yaml #2 are for other values, which were sent before. "
        f"Record it: ringback record --redact Address -c {cycle.path}"
    )
    assert f"recorded at:  {cycle.path}:" in miss.report
    assert EVE not in miss.message + miss.report


def test_a_value_whose_recordings_are_played_was_recorded(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"), (create(Address=BOB), "BOB"))

    *_, miss = cycle.decide(*[create(Address=ANNA)] * 2)

    assert isinstance(miss, Miss)
    assert "was recorded once, as one.yaml #1, and has been played already" in miss.message


def test_the_closest_recording_does_not_differ_in_what_was_redacted(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA, A="1"), "ANNA"))

    (miss,) = cycle.decide(create(Address=EVE, A="2"))

    assert isinstance(miss, Miss)
    assert 'one.yaml #1: A is recorded as "1", sent as "2". Record' in miss.message


def test_with_repeats_a_value_gets_its_own_last_reply(cycle: Cycle) -> None:
    cycle.record(*((create(Address=number), number) for number in (ANNA, BOB, ANNA, BOB)))

    asked = [ANNA, ANNA, BOB, ANNA, BOB, BOB, EVE]
    replies = cycle.replay(*(create(Address=one) for one in asked), allow_playback_repeats=True)

    assert replies == [*asked[:-1], None]


def test_another_run_has_numbers_of_its_own(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"))
    decisions = cycle.record(
        (create(Address=ANNA), ""), (create(Address=BOB), "BOB"), (query(ANNA), "q")
    )

    assert [type(one) for one in decisions] == [Answer, Forward, Forward]
    found = cycle.path.read_text()
    assert [found.count(f"REDACTED-{one}") for one in ("1-run-2", "2-run-2", "1")] == [1, 1, 2]
    assert cycle.replay(*map(query, [ANNA]), *(create(Address=one) for one in (ANNA, BOB))) == [
        "q",
        "ANNA",
        "BOB",
    ]


def test_what_replaces_a_cassette_is_numbered_from_one(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"))
    cycle.record((create(Address=BOB), "BOB"), record_mode="all")

    assert "Address=REDACTED-1\n" in cycle.path.read_text()


def test_the_value_is_put_back_into_the_reply(cycle: Cycle) -> None:
    live = {
        "name": ANNA,
        "address": ANNA,
        "other": BOB,
        "body": f"to call me: x\naddress: {ANNA}",
        "binding": {"Address": f"{ANNA} "},
        "meta": {"next_page_url": query(ANNA, "&Page=1").url, "url": query(BOB).url},
    }
    settings = RecordSettings(**cycle.settings)
    mode = assemble_record(settings, cycle.folder / "locks").mode

    async def run() -> None:
        forward = mode.decide(query(ANNA))
        assert isinstance(forward, Forward)
        await mode.on_response(query(ANNA), reply(200, live), forward)
        await mode.finish(ended_well=True)

    asyncio.run(run())
    (answer,) = cycle.decide(query(EVE))

    assert isinstance(answer, Answer)
    assert json.loads(answer.response.body) == {
        "name": ANNA,  # no name to redact
        "address": EVE,
        "other": BOB,
        "body": f"to call me: x\naddress: {EVE}",
        "binding": {"Address": "REDACTED-2"},  # another value
        "meta": {
            "next_page_url": query(EVE, "&Page=1").url,
            "url": query(BOB).url.replace("%2B15005550002", "REDACTED-3"),
        },
    }


def test_the_placeholder_of_a_reply_leads_to_the_next_page(cycle: Cycle) -> None:
    cycle.record((query(ANNA), "1"), (query(ANNA, "&Page=1"), "2"))

    following = request("GET", "/v1/ParticipantConversations?Address=REDACTED-1&Page=1")

    assert cycle.replay(query(ANNA), following) == ["1", "2"]


def test_the_callers_own_credentials_never_count(cycle: Cycle) -> None:
    cycle.record((create(AuthToken=TOKEN), "a"), (create(AuthToken=TOKEN), "b"))

    assert "AuthToken=REDACTED\n" in cycle.path.read_text()
    another = create((DUMMY[0], "another-token-of-32-characters-0"), AuthToken="x")
    assert cycle.replay(another, create(DUMMY, AuthToken="t")) == ["a", "b"]


def test_a_token_in_nested_base64_is_found_for_another_caller(cycle: Cycle) -> None:
    other = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

    def ask(token: str) -> Request:
        nested = b64encode(b64encode(f"x:{token}".encode())).decode()
        return create((DUMMY[0], token), Note=nested, A="1")

    cycle.record((ask(TOKEN), "a"))

    assert "Note=REDACTED" in cycle.path.read_text()
    assert cycle.replay(ask(other), ask(other)) == ["a", None]


def test_a_recorded_number_fits_the_callers_own_token(cycle: Cycle) -> None:
    cycle.record((create(DUMMY, AuthToken="t"), "a"), (create(DUMMY, AuthToken="t"), "b"))

    assert cycle.replay(*[create(AuthToken=TOKEN)] * 2) == ["a", "b"]


def test_an_old_cassette_plays_whatever_is_sent_with_a_warning(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"), (create(Address=BOB), "BOB"))
    text = cycle.path.read_text()
    cycle.path.write_text(text.replace("REDACTED-1", "REDACTED").replace("REDACTED-2", "REDACTED"))

    assert cycle.replay(*(create(Address=one) for one in (EVE, ANNA))) == ["ANNA", "BOB"]
    assert "equal once redacted" in assemble_replay(ReplaySettings(**cycle.settings)).warnings[0]
    cycle.path.write_text(text)
    assert assemble_replay(ReplaySettings(**cycle.settings)).warnings == ()


def test_values_that_a_cassette_shows_get_their_own_replies(cycle: Cycle) -> None:
    cycle.settings["redact"] = ()
    cycle.record(*((create(Address=number), number) for number in (ANNA, BOB, EVE)))
    cycle.settings["redact"] = ("Address",)

    assert cycle.replay(*(create(Address=one) for one in (EVE, ANNA))) == [EVE, ANNA]
    assert cycle.replay(*(create(Address=one) for one in ("x", EVE, "y"))) == [ANNA, EVE, BOB]


def test_redact_numbers_the_values_of_an_old_cassette(cycle: Cycle) -> None:
    cycle.settings["redact"] = ()
    cycle.record(*((create(Address=number), number) for number in (ANNA, BOB)))

    redacted = redact_cassette(cycle.path.read_bytes(), cycle.path, ("Address",))

    cycle.path.write_bytes(redacted.data)
    assert b"REDACTED-2" in redacted.data
    assert redact_cassette(redacted.data, cycle.path, ("Address",)).changes == ()
    assert cycle.replay(*(create(Address=one) for one in (ANNA, EVE, BOB))) == [ANNA, BOB, None]


def test_redact_adds_to_the_numbers_of_a_cassette(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA, Name="x"), "ANNA"))

    redacted = redact_cassette(cycle.path.read_bytes(), cycle.path, ("Name",))

    assert b"Address=REDACTED-1&Name=REDACTED-1-run-2" in redacted.data


def test_lint_tells_requests_with_different_numbers_apart(cycle: Cycle) -> None:
    cycle.record(*((create(Address=number), number) for number in (ANNA, BOB, ANNA)))

    found = Linter(frozenset({"equal", "secret"})).check_file(cycle.path)

    assert [finding.message for finding in found] == [
        "#3: POST /v1/Conversations equals #1: only when it is asked for a 2nd time does #3 play"
    ]


def test_a_header_of_redact_is_told_apart_and_credentials_are_not(cycle: Cycle) -> None:
    def ask(name: str, key: str) -> Request:
        return replace(request(X_Api_Key=key, Address=name))

    cycle.record((ask(ANNA, "1"), "ANNA"), (ask(BOB, "2"), "BOB"))

    replies = cycle.replay(
        *(ask(one, "3") for one in (ANNA, BOB, EVE)), match_on=("method", "uri", "headers")
    )
    assert replies == ["ANNA", "BOB", None]


@pytest.mark.parametrize(
    "settings", [{"match_on": ("method", "uri")}, {"ignore_field": ("Address",)}]
)
def test_what_is_not_matched_binds_nothing(cycle: Cycle, settings: dict[str, Any]) -> None:
    cycle.record((create(Address=ANNA), "1"), (create(Address=ANNA), "2"))

    asked = (create(Address=one) for one in (ANNA, BOB))

    assert cycle.replay(*asked, **settings) == ["1", "2"]


@pytest.mark.parametrize("matcher", ["uri", "raw_body", "query"])
def test_every_matcher_tells_values_apart(cycle: Cycle, matcher: str) -> None:
    def ask(number: str) -> Request:
        target = f"/v1/Conversations?Address={number}&Address={number}&a=b"
        return request(target=target, body=f"Address={number}".encode())

    cycle.record((ask("1"), "1"), (ask("2"), "2"), (ask("1"), "3"))

    assert cycle.replay(*map(ask, "9889"), match_on=(matcher,)) == ["1", "2", None, "3"]


def test_each_replay_binds_anew(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"))

    assert [cycle.replay(create(Address=one)) for one in (ANNA, BOB)] == [["ANNA"], ["ANNA"]]


def test_sessions_that_share_cassettes_bind_each_for_itself(cycle: Cycle) -> None:
    cycle.settings["redact"] = ()
    cycle.record((create(Address=ANNA), "ANNA"), (create(Address=BOB), "BOB"))
    cycle.settings["redact"] = ("Address",)
    cycle.record((query(ANNA), "query"))
    playback = Playback(ReplaySettings(**cycle.settings))
    modes = [playback.assemble(system_clock).mode for _ in range(3)]

    for mode, number in zip(modes, (EVE, BOB, ANNA), strict=True):
        assert [_name(mode.decide(one)) for one in (query(number), query(number))] == [
            "query",
            None,
        ]
        # One that is shown is preferred.
        assert _name(mode.decide(create(Address=BOB))) == "BOB"


def test_vcrpy_reads_what_was_numbered(cycle: Cycle) -> None:
    cycle.record((create(Address=ANNA), "ANNA"), (query(BOB), "BOB"))

    with vcr.use_cassette(str(cycle.path), record_mode="none") as cassette:
        assert [one.uri.partition("=")[2] for one in cassette.requests] == ["", "REDACTED-2"]
