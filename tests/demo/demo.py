"""`make demo`: an unmodified client in fake, record and replay, with every step checked."""

# ruff: noqa: T201  (printing is what a demonstration does)

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.support.twilio.upstream import Upstream  # noqa: E402 - found through the line above

APP = ("python", str(HERE / "app.py"))
# Fake and replay accept any credentials; record needs no real account here either, since the
# upstream is a stand-in.
ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC" + "5e" * 16, "TWILIO_AUTH_TOKEN": "7e" * 16}


def step(title: str, *arguments: str) -> str:
    """Run `ringback` around the application, and return the output of the latter."""
    print(f"\n=== {title}\n$ ringback {' '.join(arguments)} -- python app.py", flush=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        (sys.executable, "-m", "ringback_proxy", *arguments, "--", *APP),
        env={**os.environ, **ACCOUNT, "PATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(ran.stdout, end="", flush=True)
    if ran.returncode != 0:
        sys.exit(f"demo: the step exited with status {ran.returncode}")
    return ran.stdout.strip()


def expect(claim: str, holds: object) -> None:
    """Print a claim, and exit if it does not hold."""
    print(f"  {'ok' if holds else 'FAILED'}: {claim}", flush=True)
    if not holds:
        sys.exit(1)


def main() -> None:
    """Run the three modes."""
    with tempfile.TemporaryDirectory() as folder:
        cassette = Path(folder) / "create.yaml"
        made = step("fake: no account, no network", "fake")
        expect("the client got a conversation that is active", "active printer on fire" in made)

        with Upstream(Path(folder)) as upstream:
            title = f"record: from a local upstream, {upstream.url}"
            recorded = step(title, "record", "-c", str(cassette), *upstream.arguments)
            expect("the upstream got one request", len(upstream.requests) == 1)
            expect("with the real token", upstream.requests[0].credentials[1] == "7e" * 16)
        text = cassette.read_text(encoding="utf-8")
        print(f"\n$ cat {cassette.name}\n{text}")
        expect("no token is in the cassette", "7e" * 16 not in text)
        expect("no account sid is in the cassette", "5e" * 16 not in text)

        replayed = step("replay: the upstream is gone", "replay", "-c", str(cassette))
        expect("the client got the same conversation", replayed == recorded)
    print("\nThe demonstration succeeded.")


main()
