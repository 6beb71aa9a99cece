from pathlib import Path

import pytest

from ringback.cassette.model import Recording
from ringback.drift.selection import explain_skip, has_redacted_value
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import create, reply, request


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_failure_that_the_request_did_not_cause_is_left_out(status: int) -> None:
    recording = Recording(create(), reply(status, {}), Path("a.yaml"), 1, 1)

    assert f"the recorded reply, {status}," in explain_skip(recording)


@pytest.mark.parametrize("status", [200, 201, 204, 302, 400, 404, 409])
def test_other_replies_are_compared(status: int) -> None:
    assert explain_skip(Recording(create(), reply(status, {}), Path("a.yaml"), 1, 1)) == ""


def test_a_recording_for_any_path_is_left_out() -> None:
    any_number = request("GET", "/v2/PhoneNumbers/*")

    reason = explain_skip(Recording(any_number, reply(200, {}), Path("a.yaml"), 1, 1))

    assert "for any path" in reason


def test_a_login_is_left_out() -> None:
    login = request("POST", "/v2/token", b"grant_type=client_credentials")

    assert "login" in explain_skip(Recording(login, reply(200, {}), Path("a.yaml"), 1, 1))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (create(UniqueName="REDACTED-1"), True),
        (request("GET", "/v1/Users?Identity=REDACTED"), True),
        (create(UniqueName="one"), False),
    ],
    ids=["body", "url", "neither"],
)
def test_a_redacted_value_is_found(sent: Request, expected: bool) -> None:
    assert has_redacted_value(sent) is expected
