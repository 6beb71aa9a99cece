import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.storage.recorder import Recorder
from ringback.errors import CassetteError, RingbackError
from ringback.http.messages import Request, Response
from ringback.modes.outcomes import Answer, Forward, Miss
from ringback.modes.recording.record import RecordMode
from ringback.settings.names import RecordModeName
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    DUMMY,
    HIDDEN_SECRET,
    KEY,
    TOKEN,
    create,
    created,
    read_interactions,
    reply,
    request,
    write_cassette,
)

ADA = create(FriendlyName="Ada")
EVE = create(FriendlyName="Eve")


class RecordingRun:
    """One run of `ringback record` after the other on one cassette."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "one.yaml"
        self.mode: RecordMode

    def start(self, record_mode: RecordModeName = "new_episodes", **options: Any) -> RecordMode:
        recorder = Recorder(self.path, self.folder / "locks", record_mode=record_mode)
        self.mode = RecordMode(recorder, Matching(), Redactor(), record_mode, **options)
        return self.mode

    def learn(self, sent: Request, response: Response | None = None) -> None:
        asyncio.run(self.mode.on_response(sent, response or created(), Forward()))

    def finish(self, ended_well: bool = True) -> str:
        (line,) = asyncio.run(self.mode.finish(ended_well=ended_well))
        return line

    def recorded(self, *sent: Request) -> "RecordingRun":
        """Make the cassette that an earlier run left."""
        redactor = Redactor()
        write_cassette(
            self.path, *(Interaction(redactor.redact_request(one), created()) for one in sent)
        )
        return self

    @property
    def bodies(self) -> list[bytes]:
        return [one.request.body for one in read_interactions(self.path)]


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RecordingRun]:
    recorder = RecordingRun(tmp_path)
    yield recorder
    asyncio.run(recorder.mode.finish(ended_well=False))


def test_what_is_not_recorded_is_forwarded_and_written_down(recorder: RecordingRun) -> None:
    mode = recorder.start()

    assert isinstance(mode.decide(ADA), Forward)
    recorder.learn(ADA)

    assert recorder.bodies == [ADA.body]
    assert not RecordMode.offline


def test_what_was_on_disk_is_played_once(recorder: RecordingRun) -> None:
    mode = recorder.recorded(ADA).start()

    decisions = [mode.decide(create(DUMMY, FriendlyName="Ada")) for _ in range(2)]

    assert isinstance(decisions[0], Answer)
    assert json.loads(decisions[0].response.body)["account_sid"] == DUMMY[0]
    assert isinstance(decisions[1], Forward)


def test_what_was_on_disk_is_played_again_if_repeats_are_allowed(recorder: RecordingRun) -> None:
    mode = recorder.recorded(ADA).start(allow_playback_repeats=True)

    assert [type(mode.decide(ADA)) for _ in range(3)] == [Answer] * 3


def test_what_this_run_records_is_never_played_in_it(recorder: RecordingRun) -> None:
    mode = recorder.start(allow_playback_repeats=True)
    recorder.learn(ADA)

    assert isinstance(mode.decide(ADA), Forward)


def test_once_records_where_there_was_no_cassette(recorder: RecordingRun) -> None:
    mode = recorder.start("once")

    assert isinstance(mode.decide(ADA), Forward)
    recorder.learn(ADA)
    assert isinstance(mode.decide(EVE), Forward)


def test_once_records_into_an_empty_file(recorder: RecordingRun) -> None:
    recorder.path.touch()

    assert isinstance(recorder.start("once").decide(ADA), Forward)


def test_once_only_plays_where_there_was_one(recorder: RecordingRun) -> None:
    mode = recorder.recorded(ADA).start("once")

    assert isinstance(mode.decide(ADA), Answer)
    miss = mode.decide(EVE)
    assert isinstance(miss, Miss)
    assert miss.message.endswith(f"ringback record --record-mode new_episodes -c {recorder.path}")


def test_all_forwards_everything_and_replaces_the_cassette(recorder: RecordingRun) -> None:
    mode = recorder.recorded(ADA).start("all")

    assert isinstance(mode.decide(ADA), Forward)
    recorder.learn(EVE)
    assert recorder.bodies == [ADA.body]
    line = recorder.finish()

    assert recorder.bodies == [EVE.body]
    assert line == f"0 played, 1 recorded; {recorder.path} has been replaced"


def test_all_keeps_the_pending_file_of_a_run_that_did_not_end_well(recorder: RecordingRun) -> None:
    recorder.recorded(ADA).start("all")
    recorder.learn(EVE)

    line = recorder.finish(ended_well=False)

    pending = recorder.path.with_name("one.yaml.pending")
    assert recorder.bodies == [ADA.body]
    assert [one.request.body for one in read_interactions(pending)] == [EVE.body]
    assert line == (
        f"0 played, 1 recorded; the run did not end well: {recorder.path} is as it was, "
        f"the new recordings are in {pending.resolve()}"
    )


def test_all_without_an_interaction_leaves_the_cassette(recorder: RecordingRun) -> None:
    recorder.recorded(ADA).start("all")

    assert recorder.finish() == f"0 played, 0 recorded; {recorder.path} is as it was"
    assert recorder.bodies == [ADA.body]


def test_the_summary_counts_and_says_how_to_record_again(recorder: RecordingRun) -> None:
    mode = recorder.recorded(ADA).start()
    mode.decide(ADA)
    mode.decide(EVE)
    recorder.learn(EVE)

    assert recorder.finish() == (
        f"1 played, 1 recorded ({recorder.path}); --record-mode all records everything again"
    )


def test_the_summary_of_a_first_run_says_nothing_of_recording_again(recorder: RecordingRun) -> None:
    recorder.start()
    recorder.learn(ADA)

    assert recorder.finish() == f"0 played, 1 recorded ({recorder.path})"


def test_what_is_written_is_redacted(recorder: RecordingRun) -> None:
    recorder.start()

    recorder.learn(create(FriendlyName=TOKEN), created(friendly_name=TOKEN))

    (interaction,) = read_interactions(recorder.path)
    assert json.loads(interaction.response.body)["account_sid"] == OWN_ACCOUNT
    assert interaction.request.body == b"FriendlyName=REDACTED"
    assert TOKEN not in recorder.path.read_text()
    assert ACCOUNT not in recorder.path.read_text()


def test_a_keys_first_request_is_redacted_by_what_its_reply_tells(recorder: RecordingRun) -> None:
    recorder.start()

    recorder.learn(create((KEY, TOKEN), From=ACCOUNT), created(ACCOUNT))
    recorder.finish()

    assert read_interactions(recorder.path)[0].request.body == f"From={OWN_ACCOUNT}".encode()


def test_what_still_has_a_secret_after_redaction_is_not_written(recorder: RecordingRun) -> None:
    recorder.start()
    response = Response(200, body=HIDDEN_SECRET)

    with pytest.raises(RingbackError) as caught:
        recorder.learn(ADA, response)

    assert str(caught.value) == (
        "the response body still holds a secret of the caller's after redaction, so this is not "
        "written; name the field that holds it with --redact NAME"
    )
    assert not recorder.path.exists()
    assert recorder.finish() == f"0 played, 0 recorded ({recorder.path})"


def test_what_cannot_be_written_is_not_counted(recorder: RecordingRun) -> None:
    recorder.start()
    recorder.learn(ADA)
    recorder.path.unlink()

    with pytest.raises(CassetteError, match="is gone while it was recorded to"):
        recorder.learn(EVE)

    assert recorder.mode.recorded == 1


def test_a_chain_of_calls_is_played_for_another_account(recorder: RecordingRun) -> None:
    sid = "CH" + "1" * 32
    chain = [
        (create(FriendlyName="Ada"), created()),
        (request("GET", f"/v1/Conversations/{sid}"), reply(200, {"account_sid": ACCOUNT})),
        (request("GET", "/v1/Conversations?PageSize=5"), reply(200, {"conversations": []})),
        (request("DELETE", f"/v1/Conversations/{sid}"), Response(204)),
    ]
    recorder.start()
    for sent, response in chain:
        recorder.learn(sent, response)
    recorder.finish()

    mode = recorder.start("once")
    as_ci = [
        create(DUMMY, FriendlyName="Ada"),
        request("GET", f"/v1/Conversations/{sid}", caller=DUMMY),
        request("GET", "/v1/Conversations?PageSize=5", caller=DUMMY),
        request("DELETE", f"/v1/Conversations/{sid}", caller=DUMMY),
    ]
    statuses = [getattr(mode.decide(one), "response", Response(0)).status for one in as_ci]

    assert statuses == [201, 200, 200, 204]


def test_sixty_four_clients_at_once_lose_nothing(recorder: RecordingRun) -> None:
    mode = recorder.start()

    async def all_of_them() -> None:
        await asyncio.gather(
            *(mode.on_response(create(A=str(number)), created(), Forward()) for number in range(64))
        )

    asyncio.run(all_of_them())

    assert recorder.bodies == [f"A={number}".encode() for number in range(64)]


@pytest.mark.parametrize(("size", "in_a_thread"), [(100, False), (50_000, True)])
def test_a_large_exchange_is_redacted_outside_of_the_event_loop(
    size: int, in_a_thread: bool, recorder: RecordingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    find_leak = Redactor.find_leak

    def note_thread(redactor: Redactor, interaction: Interaction) -> str | None:
        threads.append(threading.current_thread())
        return find_leak(redactor, interaction)

    monkeypatch.setattr(Redactor, "find_leak", note_thread)
    mode = recorder.start()
    large = create(FriendlyName="a" * size)
    assert isinstance(mode.decide(large), Forward)

    recorder.learn(large)

    assert [thread is not threading.main_thread() for thread in threads] == [in_a_thread]
    assert mode.recorded == 1


def test_how_long_a_reply_took_is_noted(recorder: RecordingRun) -> None:
    recorder.start()
    forward = Forward(began=time.perf_counter() - 2)
    asyncio.run(recorder.mode.on_response(create(), created(), forward))
    recorder.finish()

    (recorded,) = read_interactions(recorder.path)
    assert recorded.seconds is not None
    assert recorded.seconds >= 2
