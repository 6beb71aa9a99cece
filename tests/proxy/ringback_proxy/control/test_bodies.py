import asyncio
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from ringback.errors import UsageError
from ringback_proxy.control.bodies import LARGEST, check_object, read_json


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""],
)
def test_a_form_of_another_site_is_no_body(call: Any, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    refused = call("PUT", "/sessions/w1", headers=headers, content=b'{"mode": "fake"}')
    assert refused.status_code == 415
    assert "Content-Type: application/json" in refused.json()["message"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON ;charset=utf-8"]
)
def test_json_may_have_a_charset(call: Any, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert call("PUT", "/sessions/w1", headers=headers, content=b"{}").status_code == 201


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000, b"nul"])
def test_what_is_not_json_is_refused(call: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused = call("PUT", "/sessions/w1", headers=headers, content=body)
    assert refused.status_code == 400
    assert "the body is not JSON" in refused.json()["message"]


def test_a_large_body_is_refused(call: Any) -> None:
    headers = {"Content-Type": "application/json"}
    refused = call("PUT", "/sessions/w1", headers=headers, content=b" " * (LARGEST + 1))
    assert refused.status_code == 413
    assert str(LARGEST) in refused.json()["message"]


def test_a_client_that_leaves_is_no_failure() -> None:
    async def leave() -> Message:
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "PUT", "headers": []}, leave)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(read_json(request))
    assert refused.value.status_code == 400


def test_only_known_members_are_accepted() -> None:
    assert check_object({"a": 1}, ("a", "b")) == {"a": 1}
    with pytest.raises(UsageError, match="'c' is not accepted; accepted are a, b"):
        check_object({"c": 1}, ("a", "b"))
    with pytest.raises(UsageError, match="a JSON object is expected, with a"):
        check_object([], ("a",))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", rb'{"mode": "fake", "auth_token": "\ud800"}'),
        ("PUT", "/faults", rb'[{"name": "unavailable", "path": "*\uDC00"}]'),
        ("POST", "/requests", rb'{"path": "/v1/\ud800"}'),
        ("POST", "/requests", rb'{"method": "POST", "path": "/v1/Users", "form": {"A": "\ud800"}}'),
        ("PUT", "", b'{"\xed\xa0\x80": 1}'),
    ],
)
def test_half_a_surrogate_pair_is_refused(call: Any, method: str, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused = call(method, f"/sessions/default{path}", headers=headers, content=body)
    assert refused.status_code == 400
    assert "half of a surrogate pair" in refused.json()["message"]


def test_a_whole_surrogate_pair_is_a_character(call: Any) -> None:
    headers = {"Content-Type": "application/json"}
    body = rb'[{"name": "unavailable", "path": "/v1/\ud83d\ude00"}]'
    accepted = call("PUT", "/sessions/default/faults", headers=headers, content=body)
    assert accepted.json() == [{"name": "unavailable", "path": "/v1/\N{GRINNING FACE}"}]
