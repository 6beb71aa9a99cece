import json
from typing import Any

import pytest

from ringback.state.connection import StateError
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.errors import make_response


def test_an_error_has_a_message_and_its_status() -> None:
    response = make_response(418, "no tea")
    assert response.status_code == 418
    assert json.loads(bytes(response.body)) == {"message": "ringback: no tea", "status": 418}


def test_an_unknown_path_names_the_description(call: Any) -> None:
    missing = call("GET", "/teapots")
    assert missing.status_code == 404
    assert "GET /ringback/openapi.json" in missing.json()["message"]


def test_another_method_names_those_that_are_accepted(call: Any) -> None:
    refused = call("POST", "/sessions/w1")
    assert refused.status_code == 405
    assert "POST is not accepted" in refused.json()["message"]
    assert refused.json()["message"].endswith("accepted: DELETE, GET, HEAD, PUT")
    assert refused.headers["allow"] == "DELETE, GET, HEAD, PUT"


def test_an_unknown_session_is_404(call: Any) -> None:
    missing = call("GET", "/sessions/w1")
    assert missing.status_code == 404
    assert missing.json()["message"] == "ringback: there is no session 'w1'"


def test_a_state_that_cannot_be_used_is_503(
    call: Any, control: ControlContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_name: str) -> None:
        raise StateError("the state cannot be used")

    monkeypatch.setattr(control.sessions, "find", fail)
    assert call("GET", "/sessions/default").status_code == 503


def test_a_failure_here_shows_nothing_of_it(
    call: Any, control: ControlContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_name: str) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(control.sessions, "find", fail)
    with pytest.raises(RuntimeError):  # Starlette raises it after it has answered
        call("GET", "/sessions/w1")
