"""The page in a real browser: Debian's Chromium, driven by Playwright.

Run by `make test-page`. The proxy is a process of its own, and its clients are real ones.
"""

import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:  # the suite, which does not run these tests, needs no browser
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
ACCOUNT = "AC00000000000000000000000000000000"
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
API = "https://conversations.twilio.com/v1"
PHONE = {
    "MessagingBinding.Address": "+15555550101",
    "MessagingBinding.ProxyAddress": "+15555550102",
}


@dataclass(frozen=True)
class Proxy:
    """A running proxy; `page` is the address that it prints."""

    page: str
    client: httpx.Client
    url: str
    bundle: str

    def make_client(self, session: str) -> httpx.Client:
        """Return a client of a session."""
        return make_client(self.url.replace("//", f"//{session}:x@"), self.bundle)

    def create(self, path: str, **form: str) -> Any:
        """Create a resource as an application does."""
        response = self.client.post(f"{API}{path}", data=form)
        assert response.status_code == 201, response.text
        return response.json()

    def path_of(self, conversation: str) -> str:
        """Return the fragment under which the page shows a conversation."""
        return f"#/default/conversations/{ACCOUNT}/v1/Conversations/{conversation}"


def make_client(proxy_url: str, bundle: str) -> httpx.Client:
    """Return a client that is led through a proxy."""
    context = ssl.create_default_context(cafile=bundle)
    return httpx.Client(proxy=proxy_url, verify=context, auth=(ACCOUNT, "secret"), trust_env=False)


def run(folder: Path, *arguments: str, port: int = 0) -> Iterator[Proxy]:
    """Run a proxy until the generator ends."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "ringback_proxy", *arguments, "--port", str(port)]
    command += ["--confdir", str(folder / "conf"), "--ready-file", str(ready)]
    environ = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environ, cwd=folder
    ) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        try:
            found = (re.search(r"http://\S+#token=\S+", line) for line in lines)
            address = next(one[0] for one in found if one)
            # A full pipe would stop the proxy.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            facts = json.loads(ready.read_text())
            with make_client(facts["proxy_url"], facts["bundle"]) as client:
                yield Proxy(address, client, facts["proxy_url"], facts["bundle"])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def find_chromium() -> str:
    """Return the path of Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("there is no chromium; make clients installs it")
    return program


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """A fake."""
    yield from run(tmp_path, "fake")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, of the distribution."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a machine may be busy with other tests
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A tab in which no script may fail, and which loads nothing but the proxy's own files."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("request", lambda one: problems.append(one.url) if "127.0.0.1" not in one.url else None)
    yield tab
    context.close()
    assert problems == []
