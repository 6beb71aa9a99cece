"""A real Chromium with its developer tools open, driven over a pipe.

The developer tools are a page of their own; the archive is written by the code behind "Export HAR".
"""

import json
import os
import shutil
import subprocess
import tempfile
from typing import Any

from tests.support.process.waiting import wait_for

PROGRAM = shutil.which("chromium")

_LOG = """(async () => {
  const logs = await import('devtools://devtools/bundled/models/logs/logs.js');
  try {
    return logs.NetworkLog.NetworkLog.instance().requests().filter(one => one.finished).length;
  } catch {
    return null;  // they are still starting
  }
})()"""
# The panel is emptied when the developer tools hear of another page, which may be late.
_INSPECTED = """(async () => {
  const sdk = await import('devtools://devtools/bundled/core/sdk/sdk.js');
  return sdk.TargetManager.TargetManager.instance().inspectedURL();
})()"""
_EXPORT = """(async () => {
  const logs = await import('devtools://devtools/bundled/models/logs/logs.js');
  const har = await import('devtools://devtools/bundled/models/har/har.js');
  const requests = logs.NetworkLog.NetworkLog.instance().requests();
  let text = '';
  const ignore = () => {};
  const progress = {
    setTotalWork: ignore, setTitle: ignore, setWorked: ignore, incrementWorked: ignore,
    done: ignore, isCanceled: () => false, createSubProgress() { return this; },
  };
  const stream = {write: async part => { text += part; }, close: ignore, fileName: () => ''};
  await har.Writer.Writer.write(stream, requests, {sanitize: %s}, progress);
  return text;
})()"""


class Chromium:
    """A browser behind a proxy, whose certificates it does not check; a context manager."""

    def __init__(self, proxy_url: str) -> None:
        assert PROGRAM is not None, "chromium is not installed: apt-get install chromium"
        self._profile = tempfile.mkdtemp()
        to_browser, self._to = os.pipe()
        self._from, from_browser = os.pipe()
        arguments = (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors",
            f"--user-data-dir={self._profile}", f"--proxy-server={proxy_url}",
            "--proxy-bypass-list=127.0.0.1", "--auto-open-devtools-for-tabs",
            "--remote-debugging-pipe", "about:blank",
        )  # fmt: skip
        # The browser reads file descriptor 3 and writes to 4.
        shell = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(
            ("bash", "-c", shell, "bash", PROGRAM, *arguments),
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number = 0
        self._unread = b""

    def __enter__(self) -> "Chromium":
        targets = wait_for(self._find_targets, lambda: "no page with developer tools")
        self._page, self._tools = (self._attach(target) for target in targets)
        wait_for(self._count_requests, lambda: "the developer tools do not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)

    def open(self, url: str) -> None:
        """Open a page, and return when it has been loaded."""
        self._send("Page.navigate", {"url": url}, self._page)
        loaded = f"document.readyState === 'complete' && location.href === {json.dumps(url)}"
        wait_for(lambda: self.evaluate(loaded) or None, lambda: f"{url} is not loaded")
        wait_for(
            lambda: self._evaluate(_INSPECTED, self._tools) == url or None,
            lambda: f"the developer tools do not show {url}",
        )

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page; a promise is awaited."""
        return self._evaluate(expression, self._page)

    def wait_for_requests(self, count: int) -> None:
        """Wait until the network panel has so many finished requests."""
        wait_for(
            lambda: (self._count_requests() or 0) >= count or None,
            lambda: f"fewer than {count} requests",
        )

    def export_har(self, *, sanitized: bool) -> str:
        """Return the archive of the network panel, with or without what is sensitive."""
        return str(self._evaluate(_EXPORT % json.dumps(sanitized), self._tools))

    def _count_requests(self) -> int | None:
        """Return the number of finished requests; None while the developer tools start."""
        count = self._evaluate(_LOG, self._tools)
        return None if count is None else int(count)

    def _find_targets(self) -> tuple[str, str] | None:
        """Return the targets of the page and of its developer tools, once they are there."""
        found = self._send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        pages = [one["targetId"] for one in found
                 if (one["type"], one["url"]) == ("page", "about:blank")]  # fmt: skip
        tools = [one["targetId"] for one in found if one["url"].startswith("devtools://")]
        return (pages[0], tools[0]) if pages and tools else None

    def _attach(self, target: str) -> str:
        asked = {"targetId": target, "flatten": True}
        return str(self._send("Target.attachToTarget", asked)["sessionId"])

    def _evaluate(self, expression: str, session: str) -> Any:
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        result = self._send("Runtime.evaluate", asked, session)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def _send(self, method: str, parameters: dict[str, Any], session: str = "") -> Any:
        """Return the result of a command of the DevTools protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            reply = json.loads(self._read_message())
            if reply.get("id") == self._number:
                assert "result" in reply, reply
                return reply["result"]

    def _read_message(self) -> bytes:
        while b"\0" not in self._unread:
            read = os.read(self._from, 65_536)
            assert read, "the browser has ended"
            self._unread += read
        message, _, self._unread = self._unread.partition(b"\0")
        return message
