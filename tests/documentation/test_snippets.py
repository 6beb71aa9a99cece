"""The snippets for clients other than a shell, in docs/clients.md, are run as they are written."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

from tests.support.clients.runtimes import MODULES, require
from tests.support.documents.documents import DOCS
from tests.support.documents.markdown import blocks
from tests.support.process.programs import require_program
from tests.support.process.ringback import CREDENTIALS
from tests.support.process.starting import make_starter
from tests.support.process.waiting import TIMEOUT

NAMED = {
    block.name: block.code for block in blocks((DOCS / "clients.md").read_text()) if block.name
}


def test_twilios_client_for_node_takes_a_base_url(tmp_path: Path) -> None:
    require(MODULES / "twilio")
    with ExitStack() as stack:
        server = make_starter(tmp_path, stack)("fake", "--base-url-port", "0")
        assert server.ready.base_url is not None
        code = NAMED["base_url_app.cjs"]
        assert "http://127.0.0.1:8081" in code

        ran = subprocess.run(
            (require_program("node"), "-e",
             code.replace("http://127.0.0.1:8081", server.ready.base_url)),
            env={**os.environ, **CREDENTIALS, "NODE_PATH": str(MODULES)},
            capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip

    assert ran.stdout.startswith("CH"), ran.stderr
