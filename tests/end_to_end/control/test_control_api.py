"""The control API of a running proxy, beside real clients."""

import threading
from pathlib import Path

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.upstream import Upstream


def create(server: Server, name: str, **form: str) -> httpx.Response:
    base = f"{server.ready.base_url}/sessions/{name}/v1/Conversations"
    return httpx.post(
        base, data=form, auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT
    )


def test_a_session_is_controlled_from_beginning_to_end(fake: Server) -> None:
    with fake.control() as control:
        begun = control.put("/sessions/one", json={"now": "2026-01-31T12:00:00Z"})
        created = create(fake, "one", **{"FriendlyName": "Ada", "Timers.Inactive": "PT1H"})
        (exchange,) = control.get("/sessions/one/exchanges").json()["exchanges"]
        control.put("/sessions/one/faults", json=[{"name": "unavailable", "times": 1}])
        failed, worked = create(fake, "one"), create(fake, "one")
        control.put("/sessions/one/clock", json={"advance": "PT2H"})
        sid = created.json()["sid"]
        look = control.post("/sessions/one/requests", json={
            "path": f"/v1/Conversations/{sid}", "account_sid": ACCOUNT,
        })  # fmt: skip
        ended = control.delete("/sessions/one")
    late = create(fake, "one")

    assert begun.json()["base_url"] == f"{fake.ready.base_url}/sessions/one"
    assert exchange["request"]["form"] == {"FriendlyName": "Ada", "Timers.Inactive": "PT1H"}
    assert exchange["response"]["json"]["sid"] == sid
    assert (failed.status_code, worked.status_code) == (503, 201)
    assert look.json()["body"]["state"] == "inactive"
    assert ended.json()["missed"] == []
    assert late.status_code == 501
    assert "the session 'one' has ended" in late.json()["message"]


def test_no_secret_is_in_any_answer(fake: Server) -> None:
    create(fake, "secrets", FriendlyName=f"my {TOKEN}")
    with fake.control() as control:
        paths = ["", "/secrets", "/secrets/exchanges", "/secrets/faults", "/secrets/clock"]
        answers = [control.get(f"/sessions{path}").text for path in paths]
        answers.append(control.delete("/sessions/secrets").text)
    assert "REDACTED" in answers[2]
    for secret in (TOKEN, ACCOUNT, fake.ready.control_token):
        assert secret not in "".join(answers)


def test_one_session_records_while_another_fakes(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = str(tmp_path / "one.yaml")
    server = start("fake", "--base-url-port", "0")
    plain = {"mode": "record", "cassette": cassette, "upstream": "http://127.0.0.1:9"}
    with server.control() as control:
        assert control.put("/sessions/recorded", json=plain).status_code == 201
        refused = control.put("/sessions/other", json=plain)
        unreachable = create(server, "recorded", FriendlyName="Ada")
        faked = create(server, "another", FriendlyName="Ada")
        control.delete("/sessions/recorded")
        again = create(server, "another", FriendlyName="Ada")
    assert refused.status_code == 400
    assert "one.yaml" in refused.json()["message"]
    assert unreachable.status_code == 502
    assert (faked.headers["ringback"], again.headers["ringback"]) == ("fake", "fake")


def test_sessions_record_to_cassettes_of_their_own_and_replay(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "default.yaml"
    server = start("record", "-c", cassette, *upstream.arguments, "--base-url-port", "0")
    with server.control() as control:
        for name in ("one", "two"):
            document = {"mode": "record", "cassette": str(tmp_path / f"{name}.yaml")}
            assert control.put(f"/sessions/{name}", json=document).status_code == 201
            assert create(server, name, FriendlyName=name).headers["ringback"] == "live"
            assert "1 recorded" in control.delete(f"/sessions/{name}").json()["summary"][0]
            document["mode"] = "replay"
            control.put(f"/sessions/{name}", json=document)
            assert (
                create(server, name, FriendlyName=name).headers["ringback"].startswith("cassette")
            )
            assert create(server, name, FriendlyName="else").status_code == 501
            ended = control.delete(f"/sessions/{name}").json()
            assert (ended["never_played"], ended["missed"]) == ([], ["POST /v1/Conversations"])
    assert len(upstream.requests) == 2
    assert not cassette.exists()


def test_exchanges_arrive_as_events_and_as_awaited(fake: Server) -> None:
    with fake.control() as control:
        control.put("/sessions/events", json={})
        sending = threading.Timer(0.2, lambda: create(fake, "events", FriendlyName="Ada"))
        sending.start()
        waited = control.get("/sessions/events/exchanges?after=0&wait=20").json()
        sending.join()
        with control.stream("GET", "/sessions/events/events") as stream:
            lines = stream.iter_lines()
            assert [next(lines) for _ in range(2)] == ["event: exchange", "id: 1"]
            assert '"FriendlyName":"Ada"' in next(lines)
            httpx.delete(
                f"{fake.ready.control_url}/sessions/events",
                headers=control.headers, trust_env=False, verify=NO_CAS,
            )  # fmt: skip
            assert 'data: {"state": "ended"}' in list(lines)
    assert [one["number"] for one in waited["exchanges"]] == [1]


def test_the_proxy_stops_while_a_client_waits_for_events(start: Start) -> None:
    server = start("fake")
    with server.control() as control, control.stream("GET", "/sessions/default/events"):
        finished = server.stop()
    assert finished.status == 0
    assert "Traceback" not in finished.stderr


def test_health_is_at_the_base_url_too(fake: Server) -> None:
    asked = httpx.get(f"{fake.ready.base_url}/ringback/health", trust_env=False, verify=NO_CAS)
    assert asked.json() == {"status": "ok", "mode": "fake"}
    other = httpx.get(f"{fake.ready.base_url}/ringback/sessions", trust_env=False, verify=NO_CAS)
    assert other.status_code == 404


@pytest.mark.parametrize("mode", ["fake", "inspect"])
def test_an_idle_control_connection_does_not_delay_the_stop(start: Start, mode: str) -> None:
    server = start(mode)
    with server.control() as control:
        assert control.get("/health").json()["mode"] == mode
        assert server.stop().status == 0


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_the_control_api_is_on_the_proxy_s_port_or_beside_plain_mitmproxy(
    start: Start, engine: str
) -> None:
    server = start("fake", environment={"RINGBACK_ENGINE": engine})
    port = httpx.URL(server.ready.control_url).port
    with server.control() as control:
        assert control.get("/sessions").json()["sessions"][0]["name"] == "default"
    assert (port == server.ready.port) is (engine == "fast")


def test_a_client_that_takes_the_proxy_for_a_base_url_is_told(fake: Server) -> None:
    url = f"http://127.0.0.1:{fake.ready.port}/v1/Conversations"
    misled = httpx.get(url, auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS)
    assert misled.status_code == 404
    assert "--base-url-port" in misled.json()["message"]
