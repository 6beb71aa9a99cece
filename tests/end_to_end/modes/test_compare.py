"""`record --record-mode compare` around a command: forwards everything, writes nothing."""

from pathlib import Path

from tests.support.clients import parse_output, python_client
from tests.support.process.background import Finished
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.twilio.upstream import Upstream

ADA = python_client("requests", "FriendlyName=Ada")


def record(cassette: Path, upstream: Upstream, *arguments: str) -> Finished:
    options = ("-c", str(cassette), *upstream.arguments)
    return run("record", *options, *arguments, folder=cassette.parent, environment=CREDENTIALS)


def test_a_change_at_twilio_ends_with_status_3_and_leaves_the_cassette(
    tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "one.yaml"
    record(cassette, upstream, "--", *ADA)
    before = cassette.read_bytes()

    same = record(cassette, upstream, "--record-mode", "compare", "--", *ADA)
    cassette.write_bytes(before.replace(b'"friendly_name"', b'"nick_name"'))
    changed = record(cassette, upstream, "--record-mode", "compare", "--", *ADA)

    assert (same.status, parse_output(same.stdout).status) == (0, 201)
    assert "1 compared: 1 same; nothing was written" in same.stderr
    assert changed.status == 3
    assert "note: error: nick_name is missing; recorded is text (one.yaml #1)" in changed.stderr
    assert "Conversations: error: nick_name is missing; recorded is text" in changed.stderr
    assert "ringback: 1 of 1 replies differ from the cassette" in changed.stderr
    assert len(upstream.requests) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["one.yaml"]


def test_without_a_cassette_there_is_nothing_to_compare(tmp_path: Path, upstream: Upstream) -> None:
    ended = record(tmp_path / "none.yaml", upstream, "--record-mode", "compare", "--", *ADA)

    assert ended.status == 1
    assert "there is no such cassette; record it" in ended.stderr
    assert upstream.requests == []
