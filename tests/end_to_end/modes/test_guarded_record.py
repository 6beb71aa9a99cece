"""A guard on the bill: few writes, of one account, and nothing left at Twilio."""

from pathlib import Path

from tests.support.process.ringback import ACCOUNT, CONVERSATIONS
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Upstream


def test_few_writes_of_one_account_are_forwarded_and_deleted_again(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    guard = ("--max-writes", "1", "--only-account", ACCOUNT, "--clean-up")
    server = start("record", "-c", tmp_path / "one.yaml", *guard, *upstream.arguments)
    with server.client() as client, server.client(("AC" + "5" * 32, "x" * 32)) as stranger:
        made = client.post(CONVERSATIONS)
        refused = [client.post(CONVERSATIONS), stranger.get(CONVERSATIONS)]
        assert client.get(CONVERSATIONS).status_code == 200
    finished = server.stop()

    assert made.status_code == 201
    assert [one.status_code for one in refused] == [501, 501]
    assert "--max-writes 1" in refused[0].json()["message"]
    assert "--only-account" in refused[1].json()["message"]
    assert [one.method for one in upstream.requests] == ["POST", "GET", "DELETE"]
    assert upstream.requests[-1].target == f"/v1/Conversations/{made.json()['sid']}"
    assert f"account {ACCOUNT[:8]}...{ACCOUNT[-4:]}" in finished.stderr
    assert "clean-up: 1 of 1 deleted" in finished.stderr
    assert "DELETE" not in (tmp_path / "one.yaml").read_text()
