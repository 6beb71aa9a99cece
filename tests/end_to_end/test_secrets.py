"""Canary credentials go through record and fake; no spelling of them is found afterwards.

That the search would find them is shown on the same traffic, unredacted.
"""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.support.fault_injection import inject_faults
from tests.support.ringback import ACCOUNT, CONVERSATIONS, Server
from tests.support.secret_scanner import find_leaks, read_files
from tests.support.starting import Start
from tests.support.upstream import Behavior, Upstream

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
    """A caller's secret in every place of a request that a careless application puts it in."""
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


def tell_everything(server: Server) -> bytes:
    """Send every request as every caller; give all that came back."""
    answers = b""
    for user, secret in CALLERS:
        with server.client((user, secret), (user, PROXY_PASSWORD["proxy password"])) as client:
            for request in requests_with(secret):
                response = client.send(request, auth=(user, secret))
                answers += str(response.headers).encode() + response.content + b"\n"
    return answers


def written_by(server: Server, *folders: Path) -> dict[str, bytes]:
    """Everything that is on disk while the server runs, and after its end."""
    folders = (server.ready_file.parent, Path(os.environ["XDG_RUNTIME_DIR"]), *folders)
    running = read_files(*folders)
    server.stop()
    return {f"{path}, running": content for path, content in running.items()} | read_files(*folders)


SCRUBBER = "ringback.cassette.redaction.scrubber:Scrubber"
WITHOUT_REDACTION = [
    f"pass-through {SCRUBBER}.{part}" for part in ("target", "headers", "body", "text")
]
WITHOUT_THE_GUARD = "nothing ringback.cassette.redaction.redactor:find_leak"


def test_the_search_finds_every_canary_when_nothing_is_redacted(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    environment = inject_faults(*WITHOUT_REDACTION, WITHOUT_THE_GUARD)
    options = ("-v", "--cassette", str(tmp_path / "one.yaml"), *upstream.arguments)
    server = start("record", *options, environment=environment)

    tell_everything(server)

    found = find_leaks(ALL, read_files(tmp_path))
    for place in ("one.yaml", "stderr"):
        names = {leak.partition(" as ")[0] for leak in found if leak.endswith(place)}
        # A proxy's password is no part of the request.
        assert names == set(SECRETS) | set(COOKIE)


def test_what_redaction_overlooks_is_not_written(
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
        find_leaks(SECRETS, {"reply": refused.content, **written_by(server, cassette.parent)}) == []
    )


@pytest.mark.parametrize("manner", [Behavior.ORDINARY, Behavior.ECHO], ids=str)
@pytest.mark.parametrize("mode", ["record", "inspect"])
def test_no_secret_is_written_or_shown_when_forwarding(
    start: Start, tmp_path: Path, upstream: Upstream, mode: str, manner: Behavior
) -> None:
    upstream.behave(manner)
    confdir, cassette = tmp_path / "confdir", tmp_path / "recorded" / "one.yaml"
    options = ("--cassette", cassette) if mode == "record" else ()
    server = start(mode, "-v", "--confdir", confdir, *options, *upstream.arguments)

    answers = tell_everything(server)
    written = written_by(server, confdir, cassette.parent)

    # The upstream and the client have them, unredacted.
    assert {seen.credentials for seen in upstream.requests} == set(CALLERS)
    if manner is Behavior.ECHO:
        assert {leak.partition(" as ")[0] for leak in find_leaks(SECRETS, {"": answers})} == set(
            SECRETS
        )
    assert server.stderr.count("/v1/Conversations") >= len(upstream.requests)
    assert find_leaks(ALL, written) == []


def test_no_secret_is_written_or_shown_by_the_fake(start: Start, tmp_path: Path) -> None:
    confdir = tmp_path / "confdir"
    server = start("fake", "-v", "--confdir", confdir)

    tell_everything(server)

    assert find_leaks(ALL, written_by(server, confdir)) == []


def test_no_secret_is_written_or_shown_by_a_miss(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "recorded" / "one.yaml"
    start("record", "--cassette", cassette, *upstream.arguments).create(FriendlyName="Ada")
    server = start("replay", "-v", "--cassette", cassette)

    misses = tell_everything(server)

    assert b"ringback: " in misses
    assert find_leaks(ALL, {"misses": misses, **written_by(server)}) == []


def test_credentials_given_as_options_are_not_shown(start: Start) -> None:
    token = SECRETS["auth token"]
    server = start("fake", "-v", "--account-sid", ACCOUNT, "--auth-token", token)
    with server.client((ACCOUNT, "wrong" + token)) as client:
        refused = client.post(CONVERSATIONS)

    assert refused.json()["code"] == 20003
    assert find_leaks(SECRETS, written_by(server)) == []
