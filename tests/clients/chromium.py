"""An archive that a real Chromium exports becomes a cassette that plays: `make test-chromium`.

With WRITE_RESULTS=1 the archives are written anew that the fast tests import.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cassettes.archives import CHROMIUM, SANITIZED
from tests.support.cassettes.commands import run
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN, basic
from tests.support.process.chromium import PROGRAM, Chromium
from tests.support.process.ringback import Server

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")

# Create, fetch, delete, and fetch again, with a preflight wherever the browser wants one.
_STORY = """(async () => {
  const url = 'https://conversations.twilio.com/v1/Conversations';
  const headers = {Authorization: %s};
  const body = new URLSearchParams({FriendlyName: 'Zoë & Co'});
  const created = await (await fetch(url, {method: 'POST', headers, body})).json();
  for (const method of ['GET', 'DELETE', 'GET']) {
    await (await fetch(`${url}/${created.sid}`, {method, headers})).text();
  }
  return created.sid;
})()"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, str]]:
    folder = tmp_path_factory.mktemp("fake")
    server = Server(("fake", "--seed", "1"), folder)
    with server, Chromium(server.ready.proxy_url) as browser:
        browser.open(f"{server.ready.control_url}/health")
        browser.evaluate(_STORY % json.dumps(basic()))
        browser.wait_for_requests(6)
        yield {
            CHROMIUM: browser.export_har(sanitized=False),
            SANITIZED: browser.export_har(sanitized=True),
        }


@pytest.mark.parametrize("name", [CHROMIUM, SANITIZED], ids=lambda path: path.name)
def test_what_chromium_exports_becomes_a_cassette(
    archives: dict[Path, str], name: Path, tmp_path: Path
) -> None:
    archive, cassette = tmp_path / "one.har", tmp_path / "one.yaml"
    archive.write_text(archives[name])

    imported = run("import", "--format", "har", "-o", cassette, archive)
    judged = run("drift", "--against", "fake", cassette)

    assert "6 interactions imported" in imported.stderr
    assert (judged.exit_code, judged.stdout) == (0, "")
    assert TOKEN not in cassette.read_text()
    assert ACCOUNT not in cassette.read_text()
    if "WRITE_RESULTS" in os.environ:
        name.write_text(archives[name])
