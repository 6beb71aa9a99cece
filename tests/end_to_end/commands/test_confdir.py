"""The certificate authority: created on first use, once, for this user only."""

import hashlib
import ssl
from pathlib import Path

import pytest

from tests.support.http.wire import over_tls, tunnel
from tests.support.process.background import Background
from tests.support.process.launch import PROGRAM
from tests.support.process.starting import Start


def test_programs_that_start_at_once_make_one_authority(tmp_path: Path) -> None:
    confdir = tmp_path / "confdir"
    show = ("sh", "-c", 'cat "$NODE_EXTRA_CA_CERTS"')
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        folder.mkdir()

    command = (*PROGRAM, "fake", "--confdir", str(confdir), "--", *show)
    started = [Background(command, folder) for folder in folders]
    finished = [program.wait() for program in started]

    assert [program.status for program in finished] == [0] * 3
    assert len({hashlib.sha256(program.stdout.encode()).digest() for program in finished}) == 1
    assert "BEGIN CERTIFICATE" in finished[0].stdout


def test_no_key_can_be_read_by_others_or_signs_for_other_hosts(
    start: Start, tmp_path: Path
) -> None:
    confdir = tmp_path / "confdir"
    server = start("fake", "--confdir", confdir)

    with_keys = [path for path in confdir.rglob("*") if path.is_file() and has_key(path)]

    assert with_keys
    assert {path.stat().st_mode & 0o077 for path in with_keys} == {0}
    assert b"PRIVATE KEY" not in server.ca.read_bytes() + server.ready.bundle.read_bytes()


def has_key(path: Path) -> bool:
    return b"PRIVATE KEY" in path.read_bytes()


def test_a_client_that_does_not_trust_the_ca_is_reported(start: Start, tmp_path: Path) -> None:
    confdir = tmp_path / "another"
    stranger = start("fake", "--confdir", confdir)
    server = start("fake")

    with (
        tunnel(server.address, "conversations.twilio.com:443") as connection,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        over_tls(connection, stranger.ca, "conversations.twilio.com")

    server.until(lambda: "does not trust" in server.stderr or None)
