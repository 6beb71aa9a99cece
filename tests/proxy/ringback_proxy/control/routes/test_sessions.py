from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.model import Interaction
from ringback_proxy.control.context import ControlContext
from tests.support.cassettes.exchanges import create, created, write_cassette


def test_a_session_begins_and_is_described(call: Any) -> None:
    begun = call("PUT", "/sessions/w1", {"mode": "fake", "now": "2026-01-31T12:00:00Z"})
    assert begun.status_code == 201
    assert begun.json() == {
        "name": "w1",
        "mode": "fake",
        "proxy_url": "http://w1:x@127.0.0.1:8080",
        "base_url": "http://127.0.0.1:8081/sessions/w1",
        "exchanges": 0,
        "sources": {},
        "clock": {"now": "2026-01-31T12:00:00Z", "frozen": True},
        "cassettes": [],
        "never_played": None,
        "warnings": [],
    }
    assert call("GET", "/sessions/w1").json() == begun.json()


def test_a_session_that_is_there_begins_anew(call: Any, control: ControlContext) -> None:
    call("PUT", "/sessions/w1")
    first = control.sessions.find("w1").session
    again = call("PUT", "/sessions/w1", {"mode": "fake"})
    assert again.status_code == 200
    assert control.sessions.find("w1").session is not first
    assert first.ended


@pytest.mark.parametrize("name", ["a b", "x" * 65, "%E2%98%83"])
def test_a_wrong_name_is_refused(call: Any, name: str) -> None:
    refused = call("PUT", f"/sessions/{name}")
    assert refused.status_code == 400
    assert "is not the name of a session" in refused.json()["message"]


def test_all_sessions_are_listed(call: Any) -> None:
    call("PUT", "/sessions/w1")
    assert [one["name"] for one in call("GET", "/sessions").json()["sessions"]] == ["default", "w1"]


def test_the_end_returns_the_outcome(call: Any, tmp_path: Path) -> None:
    cassette = write_cassette(tmp_path / "it.yaml", Interaction(create(), created()))
    call("PUT", "/sessions/w1", {"mode": "replay", "cassette": str(cassette)})
    unplayed = [{"cassette": str(cassette), "index": 1}]
    (shown,) = call("GET", "/sessions/w1").json()["never_played"]
    assert shown == {
        **unplayed[0],
        "request": "POST /v1/Conversations",
        "place": shown["place"],
    }
    assert shown["place"].startswith(f"{cassette}:")
    assert call("DELETE", "/sessions/w1").json() == {
        "name": "w1",
        "summary": ["0 of 1 recordings played", "never played: it.yaml #1"],
        "never_played": unplayed,
        "missed": [],
        "unknown_parameters": [],
    }
    assert call("GET", "/sessions/w1").status_code == 404


def test_a_missing_cassette_is_an_error_at_the_beginning(call: Any, tmp_path: Path) -> None:
    refused = call("PUT", "/sessions/w1", {"mode": "replay", "cassette": str(tmp_path / "no.yaml")})
    assert refused.status_code == 400
    assert "no.yaml" in refused.json()["message"]


def test_the_default_session_cannot_be_ended(call: Any) -> None:
    refused = call("DELETE", "/sessions/default")
    assert refused.status_code == 400
    assert "POST /ringback/sessions/default/reset" in refused.json()["message"]


def test_how_it_ended_is_true_or_false(call: Any) -> None:
    call("PUT", "/sessions/w1")
    assert call("DELETE", "/sessions/w1?ended_well=maybe").status_code == 400
    assert call("DELETE", "/sessions/w1?ended_well=false").status_code == 200


def test_a_reset_empties_the_state_and_the_journal(call: Any) -> None:
    form = {"method": "POST", "path": "/v1/Conversations", "form": {"UniqueName": "one"}}
    call("POST", "/sessions/default/requests", form)
    call("PUT", "/sessions/default/clock", {"advance": "PT1H"})
    reset = call("POST", "/sessions/default/reset")
    assert reset.status_code == 200
    assert reset.json()["clock"]["now"] == "2026-01-31T12:00:00Z"
    look = {"path": "/v1/Conversations/one"}
    assert call("POST", "/sessions/default/requests", look).json()["status"] == 404


def test_a_reset_of_what_forwards_forgets_its_exchanges(call: Any) -> None:
    call("PUT", "/sessions/w1", {"mode": "inspect"})
    assert call("POST", "/sessions/w1/reset").json()["mode"] == "inspect"
