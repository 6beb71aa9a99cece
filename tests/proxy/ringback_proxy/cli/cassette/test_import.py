import json
from pathlib import Path

import pytest

from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.errors import CassetteError
from tests.support.cassettes.archives import CHROMIUM, SANITIZED, dump_flows, make_flow
from tests.support.cassettes.commands import run
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN, read_interactions

OTHERS = {
    "log": {
        "entries": [
            *({"request": {"method": "GET", "url": f"https://{host}/?a={TOKEN}"}}
              for host in ("b.test", "a.test", "b.test")),
            {"request": {"method": "GET", "url": "https://api.twilio.com/x?a=b"}},
        ]
    }
}  # fmt: skip


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return tmp_path / "cassettes" / "one.yaml"


@pytest.mark.parametrize("archive", [CHROMIUM, SANITIZED], ids=lambda path: path.name)
def test_what_chromium_exported_becomes_a_cassette_without_its_secrets(
    cassette: Path, archive: Path
) -> None:
    result = run("import", "--format", "har", "-o", cassette, archive)

    text = cassette.read_text()
    assert f"{cassette}: 6 interactions imported" in result.stderr
    assert TOKEN not in text
    assert ACCOUNT not in text
    assert OWN_ACCOUNT in text
    assert run("redact", "--check", cassette).exit_code == 0
    assert run("lint", "--allow", "equal", cassette).exit_code == 0
    assert run("drift", "--against", "fake", cassette).exit_code == 0


def test_flows_of_mitmproxy_become_a_cassette(cassette: Path, tmp_path: Path) -> None:
    flows = tmp_path / "a.flows"
    flows.write_bytes(dump_flows(make_flow()))

    result = run("import", "--format", "mitmproxy", "-o", cassette, "--redact", "a", flows)

    assert "1 interaction imported" in result.stderr
    (found,) = read_interactions(cassette)
    assert found.request.target == "/v1/Conversations?a=REDACTED-1"


def test_nothing_is_left_out_in_silence(cassette: Path, tmp_path: Path) -> None:
    others = tmp_path / "others.har"
    others.write_text(json.dumps(OTHERS))

    result = run("import", "--format", "har", "-o", cassette, others, CHROMIUM)

    assert "3 requests to other hosts left out: a.test (1), b.test (2)" in result.stderr
    left_out = f"{others}: entry 4: GET https://api.twilio.com/x: left out: there is no reply"
    assert left_out in result.stderr
    assert TOKEN not in result.stderr
    assert len(read_interactions(cassette)) == 6


def test_a_file_without_anything_for_twilio_makes_no_cassette(
    cassette: Path, tmp_path: Path
) -> None:
    others = tmp_path / "others.har"
    others.write_text(json.dumps(OTHERS))

    with pytest.raises(CassetteError, match="no exchange with Twilio can be imported"):
        run("import", "--format", "har", "-o", cassette, others)

    assert not cassette.parent.exists()


@pytest.mark.parametrize("kind", ["har", "mitmproxy"])
def test_a_missing_file_is_named(cassette: Path, tmp_path: Path, kind: str) -> None:
    with pytest.raises(CassetteError, match=r"none\.har: cannot be read: No such file"):
        run("import", "--format", kind, "-o", cassette, tmp_path / "none.har")
