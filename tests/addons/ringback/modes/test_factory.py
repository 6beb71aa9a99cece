import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.errors import CassetteError, UsageError
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.base import Answer, Forward, Miss, Source
from ringback.modes.factory import Assembled, Playback, assemble, assemble_fake, system_clock
from ringback.settings.names import MODES, ModeName, OnMissName
from ringback.settings.setting import build
from ringback.settings.table import (
    SETTINGS_OF,
    FakeSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)
from ringback.twilio.webhooks.pre_action import PreAction
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.flows import HOST

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SID = "AC" + "5a" * 16
AUTHORIZATION = "Basic QUM1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTpzZWNyZXQ="


def conversations(method: str = "GET", body: bytes = b"") -> Request:
    headers = Headers(
        [
            ("Authorization", AUTHORIZATION),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
    )
    return request_to(method, f"https://{HOST}/v1/Conversations", headers, body)


def recording(method: str = "GET", redact: str = "") -> str:
    """Return a cassette with one interaction."""
    return f"""\
version: 1
{f"metadata: {{ringback: {{redact: [{redact}]}}}}" if redact else "metadata: {}"}
interactions:
- request:
    method: {method}
    uri: https://{HOST}/v1/Conversations
    body: null
    headers: {{Content-Type: [application/x-www-form-urlencoded]}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body: {{string: '{{}}'}}
"""


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(recording())
    return path


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def finished() -> Iterator[ExitStack]:
    """Finishes what was assembled, at the end of a test."""
    with ExitStack() as stack:
        yield stack


def assembled(settings: Settings, locks: Path, stack: ExitStack) -> Assembled:
    made = assemble(settings, locks)
    stack.callback(lambda: asyncio.run(made.mode.finish(ended_well=True)))
    return made


def settings_of(mode: ModeName, cassette: Path, **more: object) -> Settings:
    """Return settings with which a mode can be made."""
    return build(SETTINGS_OF[mode], {"cassette": (cassette,), **more})


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_made_by_its_name(
    mode: ModeName, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    assert made.mode.name == mode
    assert made.mode.offline is (mode in ("fake", "replay"))
    assert [warning[:22] for warning in made.warnings] == (
        ["a.yaml #1 is not playe"] if mode == "fake" else []
    )


@pytest.mark.parametrize(
    ("mode", "answer"),
    [("fake", Source.FAKE), ("replay", Source.CASSETTE), ("record", Source.CASSETTE)],
)
def test_a_mode_answers_a_request_that_it_knows(
    mode: ModeName, answer: Source, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    decision = made.mode.decide(conversations())

    assert isinstance(decision, Answer)
    assert decision.source is answer


@pytest.mark.parametrize(
    ("mode", "decision"), [("replay", Miss), ("record", Forward), ("inspect", Forward)]
)
def test_a_mode_forwards_or_misses_an_unknown_request(
    mode: ModeName, decision: type, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    assert isinstance(made.mode.decide(conversations("DELETE")), decision)


def created(settings: FakeSettings) -> Response:
    made = assemble_fake(settings, lambda: NOON)
    decision = made.mode.decide(conversations("POST", b"FriendlyName=Ada"))
    assert isinstance(decision, Answer)
    return decision.response


# --- the fake


def test_the_fake_uses_the_clock() -> None:
    assert b'"date_created": "2026-01-31T12:00:00Z"' in created(FakeSettings()).body


def test_a_frozen_clock_takes_precedence() -> None:
    frozen = FakeSettings(now=datetime(2020, 2, 29, tzinfo=UTC))

    assert b'"date_created": "2020-02-29T00:00:00Z"' in created(frozen).body


def test_a_seed_makes_the_same_sids() -> None:
    seeded = FakeSettings(seed=7)

    assert created(seeded).body == created(seeded).body


def test_without_a_seed_sids_are_new() -> None:
    assert created(FakeSettings()).body != created(FakeSettings()).body


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        pytest.param(FakeSettings(account_sid="AC" + "0b" * 16), 401, id="account"),
        pytest.param(FakeSettings(auth_token="another"), 401, id="token"),
        pytest.param(FakeSettings(account_sid=SID, auth_token="secret"), 201, id="both"),
        pytest.param(FakeSettings(max_body=3), 413, id="body"),
    ],
)
def test_the_fake_uses_credentials_and_body_limit(settings: FakeSettings, status: int) -> None:
    assert created(settings).status == status


@pytest.mark.parametrize(("validation", "status"), [("strict", 400), ("warn", 201)])
def test_the_fake_uses_the_validation(validation: str, status: int, locks: Path) -> None:
    settings = FakeSettings(validation="warn" if validation == "warn" else "strict")
    made = assemble(settings, locks)

    decision = made.mode.decide(conversations("POST", b"State=odd"))

    assert isinstance(decision, Answer)
    assert decision.response.status == status


def test_the_systems_clock_is_in_utc() -> None:
    assert system_clock().tzinfo is UTC


# --- cassettes


def test_replay_uses_the_matchers(cassette: Path, locks: Path, finished: ExitStack) -> None:
    settings = ReplaySettings(cassette=(cassette,), match_on=("path",))
    made = assembled(settings, locks, finished)

    assert isinstance(made.mode.decide(conversations("DELETE")), Answer)


def test_replay_ignores_fields(tmp_path: Path, locks: Path, finished: ExitStack) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(recording("POST").replace("body: null", "body: FriendlyName=Bob"))
    made = assembled(
        ReplaySettings(cassette=(path,), ignore_field=("FriendlyName",)), locks, finished
    )

    assert isinstance(made.mode.decide(conversations("POST", b"FriendlyName=Ada")), Answer)


@pytest.mark.parametrize("mode", ["replay", "record"])
@pytest.mark.parametrize(("repeats", "second"), [(True, Answer), (False, (Miss, Forward))])
def test_playback_repeats_only_if_allowed(
    mode: ModeName,
    repeats: bool,
    second: type | tuple[type, ...],
    cassette: Path,
    locks: Path,
    finished: ExitStack,
) -> None:
    settings = settings_of(mode, cassette, allow_playback_repeats=repeats)
    made = assembled(settings, locks, finished)
    made.mode.decide(conversations())

    assert isinstance(made.mode.decide(conversations()), second)


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_names_to_redact_are_those_of_the_cassette_and_of_the_user(
    mode: ModeName, tmp_path: Path, locks: Path, finished: ExitStack
) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(recording(redact="Theirs"))
    made = assembled(settings_of(mode, path, redact=("Ours",)), locks, finished)

    redacted = made.redactor.redact_request(
        conversations("POST", b"Theirs=hidden1&Ours=hidden2&Other=shown")
    )

    assert b"hidden" not in redacted.body
    assert b"shown" in redacted.body


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_a_torn_cassette_is_warned_of(
    mode: ModeName, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    with cassette.open("a") as file:
        file.write("- request:\n    body: 'torn")

    (warning,) = assembled(settings_of(mode, cassette), locks, finished).warnings

    assert "torn" in warning


def test_several_cassettes_are_replayed(
    cassette: Path, tmp_path: Path, locks: Path, finished: ExitStack
) -> None:
    other = tmp_path / "b.yaml"
    other.write_text(recording("DELETE"))
    made = assembled(ReplaySettings(cassette=(cassette, other)), locks, finished)

    for method in ("GET", "DELETE"):
        assert isinstance(made.mode.decide(conversations(method)), Answer)


def test_unplayed_recordings_are_counted(cassette: Path, locks: Path, finished: ExitStack) -> None:
    made = assembled(ReplaySettings(cassette=(cassette,)), locks, finished)
    before = made.mode.unplayed() or ()

    made.mode.decide(conversations())

    assert (len(before), made.mode.unplayed()) == (1, ())


def test_a_mode_without_recordings_has_no_unplayed_ones(locks: Path) -> None:
    assert not assemble(FakeSettings(), locks).mode.unplayed()


def test_a_request_that_the_cassette_lacks_may_be_faked(
    cassette: Path, locks: Path, finished: ExitStack
) -> None:
    settings = ReplaySettings(cassette=(cassette,), on_miss="fake")
    made = assembled(settings, locks, finished)

    played = made.mode.decide(conversations())
    faked = made.mode.decide(conversations("POST", b"FriendlyName=Ada"))

    assert isinstance(played, Answer)
    assert isinstance(faked, Answer)
    assert (played.source, faked.source) == (Source.CASSETTE, Source.FAKE)
    assert made.mode.unplayed() == ()
    assert made.mode.offline


@pytest.mark.parametrize(
    ("record_mode", "decision"),
    [("new_episodes", Answer), ("once", Answer), ("all", Forward)],
)
def test_record_uses_the_record_mode(
    record_mode: str, decision: type, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    settings = RecordSettings(cassette=(cassette,), record_mode=record_mode)  # type: ignore[arg-type]
    made = assembled(settings, locks, finished)

    assert isinstance(made.mode.decide(conversations()), decision)


def test_a_cassette_has_one_writer(cassette: Path, locks: Path, finished: ExitStack) -> None:
    assembled(RecordSettings(cassette=(cassette,)), locks, finished)

    with pytest.raises(CassetteError, match="records to it already"):
        assemble(RecordSettings(cassette=(cassette,)), locks)


# --- what is refused


def test_record_accepts_only_one_cassette(locks: Path) -> None:
    with pytest.raises(UsageError, match=r"2 were given; give --cassette once, such as -c a\.yaml"):
        assemble(RecordSettings(cassette=(Path("a.yaml"), Path("b.yaml"))), locks)


def test_record_rejects_a_folder(tmp_path: Path, locks: Path) -> None:
    with pytest.raises(UsageError, match=r"give --cassette a file in it") as error:
        assemble(RecordSettings(cassette=(tmp_path,)), locks)

    assert str(tmp_path / "create.yaml") in str(error.value)


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_a_bad_matcher_is_reported_before_a_missing_cassette(
    mode: ModeName, tmp_path: Path, locks: Path
) -> None:
    settings = settings_of(mode, tmp_path / "gone.yaml", match_on=("colour",))

    with pytest.raises(UsageError, match="colour"):
        assemble(settings, locks)


# --- what is loaded


IMPORTS = """
import sys
from pathlib import Path
from ringback.modes.factory import assemble
from ringback.settings.table import SETTINGS_OF
assemble(SETTINGS_OF["{mode}"]({arguments}), Path("locks"))
print(*sorted(sys.modules), sep="\\n")
"""


def loaded_by(mode: str, folder: Path, arguments: str = "") -> set[str]:
    """Return the names of the modules that a mode loads in a new process."""
    finished = subprocess.run(
        [sys.executable, "-c", IMPORTS.format(mode=mode, arguments=arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    return set(finished.stdout.split())


@pytest.mark.parametrize("mode", ["fake", "inspect"])
def test_a_mode_without_cassettes_does_not_load_their_libraries(mode: str, tmp_path: Path) -> None:
    assert loaded_by(mode, tmp_path).isdisjoint({"vcr", "yaml", "mitmproxy"})


def test_replay_does_not_load_the_model_of_the_api(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(recording())

    loaded = loaded_by("replay", tmp_path, 'cassette=(Path("one.yaml"),)')

    assert "ringback.modes.replaying.replay" in loaded
    assert "ringback.twilio.api" not in loaded


def test_the_advice_to_record_names_what_is_redacted(tmp_path: Path, locks: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(recording())
    settings = ReplaySettings(cassette=(path,), redact=("Friendly Name",))
    request = request_to("GET", f"https://{HOST}/v1/Conversations/another")
    missed = assemble(settings, locks).mode.decide(request)
    assert isinstance(missed, Miss)
    assert f"ringback record --redact 'Friendly Name' -c {path}" in missed.report


@pytest.mark.parametrize(("unknown_services", "status"), [("adopt", 200), ("refuse", 404)])
@pytest.mark.parametrize("mode", ["fake", "replay"])
def test_the_fake_adopts_or_refuses_unknown_services(
    mode: ModeName, unknown_services: str, status: int, locks: Path, cassette: Path
) -> None:
    values = {"cassette": (cassette,), "on_miss": "fake", "unknown_services": unknown_services}
    made = assemble(build(SETTINGS_OF[mode], values), locks)
    path = f"/v1/Services/IS{'a' * 32}/Conversations"

    decision = made.mode.decide(replace(conversations(), target=path))

    assert isinstance(decision, Answer)
    assert decision.response.status == status


@pytest.mark.parametrize("on_miss", ["refuse", "fake"])
def test_a_playback_starts_many_replays_of_one_reading(on_miss: OnMissName, tmp_path: Path) -> None:
    cassette = tmp_path / "a.yaml"
    cassette.write_text(recording())
    playback = Playback(ReplaySettings(cassette=(cassette,), on_miss=on_miss))
    cassette.unlink()

    first, second = (playback.assemble(system_clock) for _ in range(2))

    for assembled in (first, second):
        decision = assembled.mode.decide(conversations())
        assert isinstance(decision, Answer)
        assert decision.source is Source.CASSETTE
    assert first.redactor is not second.redactor


def test_the_settings_of_webhooks_reach_the_fake() -> None:
    settings = FakeSettings(
        webhooks="all",
        webhook_url="http://127.0.0.1/post",
        webhook_filter=("onConversationAdded",),
    )
    answer = assemble_fake(settings).mode.decide(conversations("POST"))

    assert isinstance(answer, Answer)
    assert [webhook.target.url for webhook in answer.webhooks] == ["http://127.0.0.1/post"]


def test_the_settings_of_pre_action_webhooks_reach_the_fake() -> None:
    settings = FakeSettings(webhooks="all", pre_webhook_url="http://127.0.0.1/pre")
    waiting = assemble_fake(settings).mode.decide(conversations("POST"))

    assert isinstance(waiting, PreAction)
    assert waiting.webhook.target.url == "http://127.0.0.1/pre"
