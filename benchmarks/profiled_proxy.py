"""A proxy that counts the function calls of one request: profiled_proxy.py ROOT MODE [OPTION...]

The whole command line runs in this process, of the checkout at ROOT, and a client in a thread sends
the same create twice over one TLS connection. The calls of the second are printed as JSON: function
names per file, and how often one file of the project calls into another.
"""

import base64
import http.client
import json
import os
import runpy
import ssl
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

ACCOUNT_SID = "AC" + "0" * 31 + "1"
BODY = b"FriendlyName=printer+on+fire"
# What twilio-python sends.
HEADERS = {
    "User-Agent": "twilio-python/9.13.0 (Linux x86_64) Python/3.11.7",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "application/json",
    "Connection": "keep-alive",
    "X-Twilio-Client": "python-9.13.0",
    "Accept-Charset": "utf-8",
    "Content-Type": "application/x-www-form-urlencoded",
    "Authorization": "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{'5ec2e7' * 5}".encode()).decode(),
}
# Long enough for what is done after the reply: the journal, the console, the next read.
SETTLED = 0.5
# Newer versions of Python run comprehensions inline, so they are no calls of their own.
NO_FUNCTION = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<module>")


class Profile:
    """Counts calls while it is on; installed in every thread but the client's."""

    def __init__(self, root: Path) -> None:
        self.roots = (f"{root / 'addons'}{os.sep}", f"{root / 'proxy'}{os.sep}")
        self.on = False
        self.calls: Counter[tuple[str, str]] = Counter()
        self.changes = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:  # noqa: ARG002
        """Count a call of the project's or of mitmproxy's functions."""
        code = frame.f_code
        if not self.on or event != "call" or code.co_name in NO_FUNCTION:
            return
        name = code.co_filename
        if not (ours := name.startswith(self.roots)) and "/mitmproxy/" not in name:
            return
        self.calls[name, code.co_qualname] += 1
        caller = frame.f_back
        if ours and caller is not None and caller.f_code.co_filename != name:
            self.changes += caller.f_code.co_filename.startswith(self.roots)


def measure(profile: Profile, folder: Path) -> None:
    """Send two creates, print what the second one called, and end the process."""
    sys.setprofile(None)
    ready_file = folder / "ready.json"
    while not ready_file.exists():
        time.sleep(0.01)
    ready: dict[str, Any] = json.loads(ready_file.read_text())
    context = ssl.create_default_context(cafile=ready["ca"])
    connection = http.client.HTTPSConnection("127.0.0.1", ready["port"], context=context)
    connection.set_tunnel("conversations.twilio.com", 443)
    for counted in (False, True):
        time.sleep(SETTLED)
        profile.on = counted
        connection.request("POST", "/v1/Conversations", BODY, HEADERS)
        response = connection.getresponse()
        response.read()
        time.sleep(SETTLED)
    profile.on = False
    calls = [[*key, count] for key, count in sorted(profile.calls.items())]
    result = {"status": response.status, "changes": profile.changes, "calls": calls}
    sys.stdout.write(json.dumps(result))
    sys.stdout.flush()
    os._exit(0)


def main(root: Path, options: list[str]) -> None:
    """Run the proxy of a checkout with the profile and the client beside it."""
    sys.path[:0] = [str(root / "addons"), str(root / "proxy")]
    package = next((root / "proxy").glob("*_proxy")).name
    folder = Path(tempfile.mkdtemp())
    profile = Profile(root)
    threading.Thread(target=measure, args=(profile, folder), daemon=True).start()
    threading.setprofile(profile)
    sys.setprofile(profile)
    sys.argv = [
        package, *options, "--port", "0",
        "--confdir", str(folder), "--ready-file", str(folder / "ready.json"),
    ]  # fmt: skip
    runpy.run_module(package, run_name="__main__", alter_sys=True)


main(Path(sys.argv[1]).resolve(), sys.argv[2:])
