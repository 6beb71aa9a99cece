from typing import Any

import pytest

REQUESTS = "/sessions/default/requests"
SID = "CH" + "5a" * 16


def perform(call: Any, **document: Any) -> Any:
    return call("POST", REQUESTS, document)


def test_a_state_is_set_up_without_an_exchange(call: Any) -> None:
    form = {"FriendlyName": "Ada", "Attributes": {"a": 1}, "Sid": SID, "Timers.Closed": "P1D"}
    made = perform(call, method="POST", path="/v1/Conversations", form=form).json()
    assert (made["status"], made["body"]["sid"]) == (201, SID)
    assert made["body"]["attributes"] == '{"a": 1}'
    found = perform(call, path=f"/v1/Conversations/{SID}").json()
    assert found["body"]["friendly_name"] == "Ada"
    assert perform(call, method="DELETE", path=f"/v1/Conversations/{SID}").json() == {
        "status": 204,
        "body": None,
    }
    assert call("GET", "/sessions/default/exchanges").json()["exchanges"] == []


def test_a_value_may_be_a_list_a_number_or_a_boolean(call: Any) -> None:
    form = {"Target": "webhook", "Configuration.Url": "https://a.example",
            "Configuration.Filters": ["onMessageAdded", "onMessageUpdated"]}  # fmt: skip
    perform(call, method="POST", path="/v1/Conversations", form={"UniqueName": "one"})
    path = "/v1/Conversations/one/Webhooks"
    made = perform(call, method="POST", path=path, form=form).json()["body"]
    assert made["configuration"]["filters"] == ["onMessageAdded", "onMessageUpdated"]


def test_an_account_has_its_own_state(call: Any) -> None:
    form = {"method": "POST", "path": "/v1/Conversations", "form": {"UniqueName": "one"}}
    perform(call, **form, account_sid="AC" + "1" * 32)
    assert perform(call, path="/v1/Conversations/one").json()["status"] == 404
    seen = perform(call, path="/v1/Conversations/one", account_sid="AC" + "1" * 32).json()
    assert seen["body"]["account_sid"] == "AC" + "1" * 32


def test_a_fault_is_a_reply_too(call: Any) -> None:
    refused = perform(call, method="POST", path="/v1/Conversations", form={"State": "open"})
    assert refused.status_code == 200
    assert refused.json()["status"] == 400


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param({}, "path is None; give one of the API", id="no path"),
        pytest.param({"path": "v1"}, "give one of the API, such as", id="path"),
        pytest.param({"path": "/v1/x", "method": "PATCH"}, "method is 'PATCH'", id="method"),
        pytest.param({"path": "/v1/x", "form": []}, "form is []", id="form"),
        pytest.param({"path": "/v1/x", "account_sid": "AC1"}, "account_sid is 'AC1'", id="account"),
        pytest.param({"path": "/v1/x", "body": "x"}, "'body' is not accepted", id="unknown"),
        pytest.param(
            {"path": "/v1/Conversations", "method": "POST", "form": {"Frendly": "x"}},
            "is not a parameter of this request",
            id="parameter",
        ),
        pytest.param(
            {"path": "/v1/Conversations", "method": "POST", "form": {"A": None}},
            "the field A is None",
            id="value",
        ),
    ],
)
def test_what_is_not_accepted_is_explained(call: Any, document: Any, message: str) -> None:
    refused = call("POST", REQUESTS, document)
    assert refused.status_code == 400
    assert message in refused.json()["message"]


def test_only_the_fake_has_a_state(call: Any) -> None:
    call("PUT", "/sessions/w1", {"mode": "inspect"})
    refused = call("POST", "/sessions/w1/requests", {"path": "/v1/Conversations"})
    assert refused.status_code == 400
    assert (
        'this session is in inspect mode; begin it with {"mode": "fake"}'
        in (refused.json()["message"])
    )
