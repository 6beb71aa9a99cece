"""Twilio's other hosts and its own client: recorded, replayed, and played beside the fake."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from vcr.persisters.filesystem import FilesystemPersister
from vcr.serializers import yamlserializer

from tests.support.documents.documents import DOCS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.starting import Start, make_starter
from tests.support.twilio.many_hosts import FILE, KEY_SECRET, SIGNATURE, SUB_TOKEN, ManyHosts
from tests.support.twilio.upstream_proxy import UpstreamProxy

CODE = "483920"
KEY = ("SK" + "4d" * 16, "0fedcba9" * 4)
HOSTS = {"api", "verify", "lookups", "studio", "mcs.us1", "media.us1"}


def client_of(
    server: Server | None, account: str = ACCOUNT, user: tuple[str, str] = (ACCOUNT, TOKEN)
) -> Client:
    """Return Twilio's client, which goes through a server, if there is one."""
    http_client = TwilioHttpClient()
    assert http_client.session is not None
    http_client.session.trust_env = False
    if server is not None:
        http_client.session.proxies = {"https": server.ready.proxy_url}
        http_client.session.verify = str(server.ca)
    return Client(*user, account_sid=account, http_client=http_client)


def use(client: Client, code: str = CODE) -> dict[str, Any]:
    """Return what an application gets to see of several hosts."""
    message = client.messages.create(to="+15005550006", from_="+15005550009", body="Hello")
    verify = client.verify.v2.services("VA" + "1" * 32)
    pending = verify.verifications.create(to="+15005550006", channel="sms", custom_code=code)
    check = verify.verification_checks.create(to="+15005550006", code=code)
    phone = client.lookups.v2.phone_numbers("+15005550006").fetch()
    execution = client.studio.v2.flows("FW1").executions.create(to="+1", from_="+2")
    subaccount = client.api.v2010.accounts.create(friendly_name="one more")
    with pytest.raises(TwilioRestException) as missing:
        client.messages("SM" + "2" * 32).fetch()
    return {
        "message": (message.sid, message.status, message.account_sid == client.account_sid),
        "verification": (pending.status, check.status, check.valid),
        "lookup": (phone.phone_number, phone.valid),
        "execution": execution.sid,
        "subaccount": str(subaccount.sid)[:2],
        "fault": (missing.value.status, missing.value.code),
    }


def transfer_files(server: Server) -> list[tuple[int, bytes]]:
    """Return what a client gets that uploads a file, and follows links and a redirect to it."""
    media = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
    upload = "https://mcs.us1.twilio.com/v1/Services/IS1/Media"
    with server.client() as client:
        made = client.post(upload, content=FILE, headers={"Content-Type": "image/png"})
        got = client.get(made.json()["links"]["content_direct_temporary"])
        moved = client.get(media, follow_redirects=True)
        key = client.post(f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Keys.json")
    return [(one.status_code, one.content) for one in (got, moved)] + [(key.status_code, b"")]


@dataclass
class Recorded:
    """What was recorded: the cassette, and what the clients saw meanwhile."""

    cassette: Path
    seen: dict[str, Any]
    files: list[tuple[int, bytes]]
    console: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as stack:
        hosts = stack.enter_context(ManyHosts(folder))
        company = stack.enter_context(UpstreamProxy(("127.0.0.1", hosts.port)))
        server = make_starter(folder, stack)(
            *("record", "-c", folder / "hosts.yaml", "--upstream-ca", hosts.ca),
            environment={"HTTPS_PROXY": company.url, "NO_PROXY": ""},
        )
        seen, files = use(client_of(server)), transfer_files(server)
        with server.client() as client:
            refused = client.get("http://api.twilio.com/2010-04-01/Accounts.json")
            assert refused.status_code == 501
        console = server.stop().stderr
        yield Recorded(folder / "hosts.yaml", seen, files, console, hosts.asked)


def test_each_host_is_asked_recorded_and_named(recorded: Recorded) -> None:
    text = recorded.cassette.read_text()

    assert {url.split("/")[2].removesuffix(".twilio.com") for url in recorded.asked} == HOSTS
    assert {line.split("/")[2] for line in text.splitlines() if "uri: https" in line} == {
        f"{host}.twilio.com" for host in HOSTS
    }
    assert "POST verify.twilio.com/v2/Services/" in recorded.console
    assert "tunnelled" not in recorded.console
    assert text.count("      seconds: ") == len(recorded.asked)
    assert "http://api.twilio.com" not in text


@pytest.mark.parametrize("secret", [ACCOUNT, TOKEN, SUB_TOKEN, KEY_SECRET, SIGNATURE, CODE])
def test_no_secret_of_any_host_is_written_or_shown(recorded: Recorded, secret: str) -> None:
    assert secret not in recorded.cassette.read_text()
    assert secret not in recorded.console


@pytest.mark.parametrize(
    ("account", "user"),
    [("AC" + "7c" * 16, None), ("AC" + "7c" * 16, KEY)],
    ids=["token", "API key"],
)
def test_what_was_recorded_is_replayed_to_another_account(
    start: Start, recorded: Recorded, account: str, user: tuple[str, str] | None
) -> None:
    server = start("replay", "-c", recorded.cassette)

    assert use(client_of(server, account, user or (account, "x")), "000111") == recorded.seen
    assert transfer_files(server) == recorded.files == [(200, FILE), (200, FILE), (201, b"")]
    assert "never played" not in server.stop().stderr


def test_vcrpy_plays_what_was_recorded(recorded: Recorded) -> None:
    own = "AC" + "0" * 32
    with vcr.use_cassette(
        str(recorded.cassette), record_mode="none", match_on=["method", "host", "path"]
    ):
        seen = use(client_of(None, own, (own, "x")))

    assert seen == recorded.seen


def test_what_vcrpy_has_written_is_replayed(
    start: Start, recorded: Recorded, tmp_path: Path
) -> None:
    by_vcrpy = tmp_path / "by-vcrpy.yaml"
    requests, replies = FilesystemPersister.load_cassette(str(recorded.cassette), yamlserializer)
    FilesystemPersister.save_cassette(
        str(by_vcrpy), {"requests": requests, "responses": replies}, yamlserializer
    )

    server = start("replay", "-c", by_vcrpy)

    assert use(client_of(server)) == recorded.seen


def test_cassettes_of_other_hosts_play_again_and_again_beside_the_fake(
    start: Start, recorded: Recorded
) -> None:
    server = start("fake", "-c", recorded.cassette)
    client = client_of(server)

    assert [use(client), use(client)] == [recorded.seen] * 2
    made = client.conversations.v1.conversations.create(friendly_name="Ada")
    assert client.conversations.v1.conversations(made.sid).fetch().friendly_name == "Ada"
    other = client.messages.create(to="+15005550001", from_="+15005550009", body="another")
    assert other.sid == recorded.seen["message"][0]


ROUTES: dict[str, Callable[[Client], Any]] = {
    "messages": lambda client: client.messages.create(to="+1", from_="+2", body="x").sid,
    "calls": lambda client: client.calls.create(to="+1", from_="+2", url="https://a.test").sid,
    "numbers": lambda client: client.incoming_phone_numbers.list()[0].phone_number,
    "lookups": lambda client: client.lookups.v2.phone_numbers("+1").fetch().valid,
    "verifications": lambda client: (
        client.verify.v2.services("VA1").verifications.create(to="+1", channel="sms").status
    ),
    "checks": lambda client: (
        client.verify.v2.services("VA1").verification_checks.create(to="+1", code="1").status
    ),
    "tasks": lambda client: client.taskrouter.v1.workspaces("WS1").tasks.create().sid,
    "interactions": lambda client: client.flex_api.v1.interaction.create({"type": "web"}).sid,
    "documents": lambda client: client.sync.v1.services("IS1").documents.create().sid,
    "rooms": lambda client: client.video.v1.rooms.create().status,
    "serverless": lambda client: client.serverless.v1.services.list(),
    "conversations": lambda client: client.conversations.v1.conversations.create().state,
}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fake with the example that is written by hand."""
    example = DOCS / "examples" / "twilio.yaml"
    with ExitStack() as stack:
        yield make_starter(tmp_path_factory.mktemp("hand"), stack)("fake", "-c", example)


@pytest.mark.parametrize("ask", ROUTES.values(), ids=ROUTES)
def test_the_example_answers_what_applications_ask(
    by_hand: Server, ask: Callable[[Client], Any]
) -> None:
    assert ask(client_of(by_hand)) is not None


def test_the_example_has_a_fault_for_one_number(by_hand: Server) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client_of(by_hand).messages.create(to="+15005550001", from_="+2", body="x")

    assert caught.value.code == 21211


def test_the_check_of_a_flex_token_is_answered(by_hand: Server) -> None:
    url = f"https://iam.twilio.com/v1/Accounts/{ACCOUNT}/Tokens/validate"
    with by_hand.client() as client:
        assert client.post(url, json={"token": "x"}).json()["valid"] is True


def test_what_no_cassette_has_is_refused_with_the_lines_to_write_and_to_type(
    by_hand: Server,
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client_of(by_hand).chat.v2.services.create(friendly_name="x")

    assert caught.value.status == 501
    assert 'uri: "https://chat.twilio.com/v2/Services"' in caught.value.msg
    assert "ringback record -c" in caught.value.msg


def test_a_session_answers_other_hosts_from_a_cassette_of_its_own(
    by_hand: Server, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "interactions:\n"
        "- request: {method: GET, uri: https://chat.twilio.com/v2/Services}\n"
        "  response: {parsed_body: {own: true}}\n"
    )
    with by_hand.control() as control:
        begun = control.put("/sessions/one", json={"mode": "fake", "cassette": str(own)})
        assert begun.status_code in (200, 201), begun.text
    trust = ssl.create_default_context(cafile=by_hand.ca)
    proxy = httpx.Proxy(by_hand.ready.proxy_url, auth=("one", "x"))
    with httpx.Client(proxy=proxy, verify=trust, auth=(ACCOUNT, TOKEN), trust_env=False) as client:
        assert client.get("https://chat.twilio.com/v2/Services").json() == {"own": True}
        assert client.get("https://lookups.twilio.com/v2/PhoneNumbers/+1").status_code == 501
