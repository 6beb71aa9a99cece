"""Sessions by name on one proxy, with real clients."""

import asyncio
import json
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.programs import require_program
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, CREDENTIALS, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.upstream import Upstream

WORKERS = 16
NAMES = [f"worker-{number}" for number in range(WORKERS)]

CURL = """
for n in 1 2 3; do
  curl -sf --cacert "$CA" -u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" "$URL" \
    -d "FriendlyName=$NAME $n" -d "UniqueName=ticket-$n" > /dev/null
done
curl -sf --cacert "$CA" -u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" "$URL"
"""
PYTHON = """
import json, os, requests
auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
for n in (1, 2, 3):
    form = {"FriendlyName": f"{os.environ['NAME']} {n}", "UniqueName": f"ticket-{n}"}
    requests.post(os.environ["URL"], data=form, auth=auth).raise_for_status()
print(requests.get(os.environ["URL"], auth=auth).text)
"""
NODE = """
const fs = require("fs"), http = require("http"), https = require("https");
const {CA, HTTPS_PROXY, NAME, URL: url, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token}
  = process.env;
const proxy = new URL(HTTPS_PROXY);
const basic = (text) => "Basic " + Buffer.from(text).toString("base64");
const tunnel = () => new Promise((resolve, reject) => http.request({
  host: proxy.hostname, port: proxy.port, method: "CONNECT", path: "conversations.twilio.com:443",
  headers: {"proxy-authorization": basic(`${proxy.username}:${proxy.password}`)},
}).on("connect", (_, socket) => resolve(socket)).on("error", reject).end());
const ask = async (method, body) => {
  const headers = {authorization: basic(`${sid}:${token}`)};
  if (body) headers["content-type"] = "application/x-www-form-urlencoded";
  const socket = await tunnel();
  return new Promise((resolve, reject) => https.request(url, {
    method, headers, socket, agent: false, ca: fs.readFileSync(CA),
  }, async (reply) => {
    let text = "";
    for await (const piece of reply) text += piece;
    reply.statusCode < 300 ? resolve(text) : reject(new Error(text));
  }).on("error", reject).end(body));
};
(async () => {
  for (const n of [1, 2, 3])
    await ask("POST", `FriendlyName=${NAME}+${n}&UniqueName=ticket-${n}`);
  console.log(await ask("GET"));
})();
"""


def command(kind: str) -> tuple[str, ...]:
    """Return the command of one kind of client."""
    if kind == "curl":
        return ("bash", "-c", CURL)
    if kind == "node":
        return (require_program("node"), "-e", NODE)
    return (sys.executable, "-c", PYTHON)


def proxy_url(server: Server, name: str, password: str = "x") -> str:
    return f"http://{name}:{password}@127.0.0.1:{server.ready.port}"


async def ask_all(server: Server) -> dict[str, str]:
    """Run sixteen clients of three kinds at once; return the last output of each."""

    async def ask(number: int, name: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *command(("curl", "python", "node")[number % 3]),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={
                **server.environment, **CREDENTIALS,
                "HTTPS_PROXY": proxy_url(server, name), "CA": str(server.ca), "NAME": name,
                "URL": CONVERSATIONS, "PATH": "/usr/local/bin:/usr/bin:/bin",
            },
        )  # fmt: skip
        output, errors = await asyncio.wait_for(process.communicate(), TIMEOUT * 3)
        assert process.returncode == 0, errors.decode()
        return output.decode()

    found = await asyncio.gather(*(ask(number, name) for number, name in enumerate(NAMES)))
    return dict(zip(NAMES, found, strict=True))


def test_sixteen_clients_at_once_see_nothing_of_each_other(start: Start) -> None:
    server = start("fake")
    for name, output in asyncio.run(ask_all(server)).items():
        shown = json.loads(output.strip().splitlines()[-1])["conversations"]
        assert sorted(one["friendly_name"] for one in shown) == [f"{name} {n}" for n in (1, 2, 3)]
        assert f"{name}: POST /v1/Conversations" in server.stderr
    assert server.create().json()["unique_name"] is None


def test_each_name_plays_the_cassette_by_itself(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = ("--cassette", str(tmp_path / "one.yaml"))
    recorded = start("record", *cassette, *upstream.arguments).create(FriendlyName="Ada")
    replaying = start("replay", *cassette)
    for name in NAMES[:3]:
        with client(replaying, name) as worker:
            played = worker.post(CONVERSATIONS, data={"FriendlyName": "Ada"})
            missed = worker.post(CONVERSATIONS, data={"FriendlyName": "Ada"})
        assert played.json()["sid"] == recorded.json()["sid"]
        assert missed.status_code == 501
    finished = replaying.stop()
    assert "1 of 1 recordings played" in finished.stderr


def client(server: Server, name: str, password: str = "x") -> httpx.Client:
    proxy = httpx.Proxy(f"http://127.0.0.1:{server.ready.port}", auth=(name, password))
    trust = ssl.create_default_context(cafile=server.ca)
    auth = (ACCOUNT, TOKEN)
    return httpx.Client(proxy=proxy, verify=trust, auth=auth, trust_env=False, timeout=TIMEOUT)


def test_while_recording_another_name_is_told_how_to_begin(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    server = start("record", "--cassette", tmp_path / "one.yaml", *upstream.arguments)
    with client(server, "worker-1") as worker:
        missed = worker.post(CONVERSATIONS, data={"FriendlyName": "Ada"})
    assert missed.status_code == 501
    assert "PUT /ringback/sessions/worker-1" in missed.json()["message"]
    assert not upstream.requests


def test_with_a_password_any_user_name_is_a_session(start: Start) -> None:
    server = start("fake", "--proxy-auth", "anna:p@ss word")
    for name in ("anna", "worker-1"):
        with client(server, name, "p@ss word") as worker:
            worker.post(CONVERSATIONS, data={"FriendlyName": name}).raise_for_status()
            (shown,) = worker.get(CONVERSATIONS).json()["conversations"]
            assert shown["friendly_name"] == name
    with client(server, "worker-1", "wrong") as worker, pytest.raises(httpx.ProxyError):
        worker.get(CONVERSATIONS)


def test_pages_and_links_over_the_base_url_stay_in_the_session(start: Start) -> None:
    server = start("fake", "--base-url-port", "0")
    base = f"{server.ready.base_url}/sessions/worker-1"
    with httpx.Client(
        auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT
    ) as worker:
        for number in range(3):
            worker.post(f"{base}/v1/Conversations", data={"FriendlyName": str(number)})
        page = worker.get(f"{base}/v1/Conversations?PageSize=2").json()
        following = worker.get(page["meta"]["next_page_url"]).json()
        messages = worker.get(following["conversations"][0]["links"]["messages"])
        other = worker.get(f"{server.ready.base_url}/v1/Conversations").json()
    assert page["meta"]["next_page_url"].startswith(f"{base}/v1/Conversations?")
    assert len(following["conversations"]) == 1
    assert messages.json()["messages"] == []
    assert other["conversations"] == []
