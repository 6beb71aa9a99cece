"""Canary credentials go through record and fake; no encoding of them is found afterwards.

A test with the same traffic, unredacted, shows that the scanner would find them.
"""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.support.cassettes.secret_scanner import find_leaks, read_files
from tests.support.process.fault_injection import inject_faults
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, Server
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Behavior, Upstream

KEY = "SK" + "4d" * 16
SECRETS = {
    "auth token": "6c1f0b7be2a94d58a7f3350d9e84c21f",
    # 32 characters, as Twilio's are, with what JSON, forms and URLs have to escape.
    "key secret": 'k"9/+\\&=%z<Qw7>{s;4}:#?@!|~^,.$*',
}
COOKIE = {"cookie": "0b5c2e8f9a1d4c3b7e6f5a4d3c2b1a09"}
PROXY_PASSWORD = {"proxy password": "p4ssw0rd-of-the-proxy-0123456789"}
ALL = {**SECRETS, **COOKIE, **PROXY_PASSWORD}

CALLERS = [(ACCOUNT, SECRETS["auth token"]), (KEY, SECRETS["key secret"])]


def requests_with(secret: str) -> Iterator[httpx.Request]:
    """Yield requests with a caller's secret in every place where applications put one."""
    nested = json.dumps({"token": secret, "text": f"before {secret} behind"})
    form = {
        "FriendlyName": f"my secret is {secret}",
        "AuthToken": secret,
        "UniqueName": base64.b64encode(f"x:{secret}".encode()).decode(),
        "Attributes": nested,
    }
    headers = {
        "Cookie": f"session={COOKIE['cookie']}",
        "X-Secret": secret,
        "X-Basic": "Basic " + base64.b64encode(f"{ACCOUNT}:{secret}".encode()).decode(),
    }
    query = f"?AuthToken={quote(secret, safe='')}&x=a+{quote_plus(secret)}+b"
    yield httpx.Request("POST", CONVERSATIONS, data=form, headers=headers)
    yield httpx.Request("POST", CONVERSATIONS + query, headers=headers)
    yield httpx.Request("POST", CONVERSATIONS, json={"auth_token": secret, "nested": nested})
    yield httpx.Request("GET", f"{CONVERSATIONS}/{quote(secret, safe='')}")
    yield httpx.Request("PUT", CONVERSATIONS, content=base64.b64encode(secret.encode()))
    yield httpx.Request("PUT", CONVERSATIONS, content=b"\xff\xfe" + secret.encode() + b"\0")


def send_everything(server: Server) -> bytes:
    """Send every request as every caller, and return all responses."""
    answers = b""
    for user, secret in CALLERS:
        with server.client((user, secret), ("default", PROXY_PASSWORD["proxy password"])) as client:
            for request in requests_with(secret):
                response = client.send(request, auth=(user, secret))
                answers += str(response.headers).encode() + response.content + b"\n"
    return answers


def read_written_files(server: Server, *folders: Path) -> dict[str, bytes]:
    """Return all files while the server runs and after it has stopped, by path."""
    folders = (server.ready_file.parent, Path(os.environ["XDG_RUNTIME_DIR"]), *folders)
    running = read_files(*folders)
    server.stop()
    return {f"{path}, running": content for path, content in running.items()} | read_files(*folders)


SCRUBBER = "ringback.cassette.redaction.scrubber:Scrubber"
WITHOUT_REDACTION = [
    f"pass-through {SCRUBBER}.redact_{part}" for part in ("target", "headers", "body", "text")
]
WITHOUT_LEAK_CHECK = "nothing ringback.cassette.redaction.redactor:find_leak"


def test_the_scanner_finds_every_canary_without_redaction(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    environment = inject_faults(*WITHOUT_REDACTION, WITHOUT_LEAK_CHECK)
    options = ("-v", "--cassette", str(tmp_path / "one.yaml"), *upstream.arguments)
    server = start("record", *options, environment=environment)

    send_everything(server)

    found = find_leaks(ALL, read_files(tmp_path))
    for place in ("one.yaml", "stderr"):
        names = {leak.partition(" as ")[0] for leak in found if leak.endswith(place)}
        # A proxy's password is not part of the request.
        assert names == set(SECRETS) | set(COOKIE)


def test_a_secret_that_redaction_misses_is_not_written(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "recorded" / "one.yaml"
    options = ("--cassette", str(cassette), *upstream.arguments)
    server = start("record", *options, environment=inject_faults(*WITHOUT_REDACTION))
    user, secret = CALLERS[0]
    with server.client((user, secret)) as client:
        refused = client.post(CONVERSATIONS, data={"FriendlyName": secret})

    assert refused.status_code == 500
    assert refused.headers["ringback"] == "error"
    assert "--redact" in refused.json()["message"]
    assert (
        find_leaks(
            SECRETS, {"reply": refused.content, **read_written_files(server, cassette.parent)}
        )
        == []
    )


@pytest.mark.parametrize("manner", [Behavior.ORDINARY, Behavior.ECHO], ids=str)
@pytest.mark.parametrize("mode", ["record", "inspect"])
def test_no_secret_is_written_or_printed_when_forwarding(
    start: Start, tmp_path: Path, upstream: Upstream, mode: str, manner: Behavior
) -> None:
    upstream.behave(manner)
    confdir, cassette = tmp_path / "confdir", tmp_path / "recorded" / "one.yaml"
    options = ("--cassette", cassette) if mode == "record" else ()
    server = start(mode, "-v", "--confdir", confdir, *options, *upstream.arguments)

    answers = send_everything(server)
    written = read_written_files(server, confdir, cassette.parent)

    # The upstream and the client have received them unredacted.
    assert {seen.credentials for seen in upstream.requests} == set(CALLERS)
    if manner is Behavior.ECHO:
        assert {leak.partition(" as ")[0] for leak in find_leaks(SECRETS, {"": answers})} == set(
            SECRETS
        )
    assert server.stderr.count("/v1/Conversations") >= len(upstream.requests)
    assert find_leaks(ALL, written) == []


def test_no_secret_is_written_or_printed_by_the_fake(start: Start, tmp_path: Path) -> None:
    confdir = tmp_path / "confdir"
    server = start("fake", "-v", "--confdir", confdir)

    send_everything(server)

    assert find_leaks(ALL, read_written_files(server, confdir)) == []


def test_no_secret_is_written_or_printed_for_a_miss(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "recorded" / "one.yaml"
    start("record", "--cassette", cassette, *upstream.arguments).create(FriendlyName="Ada")
    server = start("replay", "-v", "--cassette", cassette)

    misses = send_everything(server)

    assert b"ringback: " in misses
    assert find_leaks(ALL, {"misses": misses, **read_written_files(server)}) == []


def test_credentials_in_options_are_not_printed(start: Start) -> None:
    token = SECRETS["auth token"]
    server = start("fake", "-v", "--account-sid", ACCOUNT, "--auth-token", token)
    with server.client((ACCOUNT, "wrong" + token)) as client:
        refused = client.post(CONVERSATIONS)

    assert refused.json()["code"] == 20003
    assert find_leaks(SECRETS, read_written_files(server)) == []
