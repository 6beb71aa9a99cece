import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Headers, request_to
from ringback.twilio.values.faults import WEBHOOK_FAILED, WEBHOOK_REJECTED, Fault
from ringback.twilio.webhooks.pre_action import PreActionReply
from ringback.twilio.webhooks.verdict import MODIFIABLE, Verdict, change_request, judge
from tests.support.twilio.caller import FORM
from tests.support.twilio.webhooks import reply_with

URL = "https://conversations.twilio.com/v1/Conversations"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        pytest.param(200, None, id="accepted"),
        pytest.param(204, None, id="accepted without content"),
        pytest.param(400, WEBHOOK_REJECTED, id="rejected"),
        pytest.param(499, WEBHOOK_REJECTED, id="rejected in any way"),
        pytest.param(500, WEBHOOK_FAILED, id="failed"),
        pytest.param(302, WEBHOOK_FAILED, id="redirected"),
        pytest.param(None, None, id="no reply in time"),
    ],
)
def test_the_status_of_a_reply_decides(status: int | None, fault: Fault | None) -> None:
    assert judge("onMessageAdd", PreActionReply(status)).fault == fault


@pytest.mark.parametrize(
    ("event", "document", "changes"),
    [
        pytest.param(
            "onConversationAdd", {"friendly_name": "Ada"}, {"FriendlyName": "Ada"}, id="name"
        ),
        pytest.param(
            "onConversationUpdate",
            {"friendly_name": "Ada", "attributes": "{}"},
            {"FriendlyName": "Ada", "Attributes": "{}"},
            id="name and attributes",
        ),
        pytest.param(
            "onMessageAdd",
            {"body": "hi", "author": "ada", "attributes": {"a": 1}},
            {"Body": "hi", "Author": "ada", "Attributes": '{"a": 1}'},
            id="message",
        ),
        pytest.param("onMessageUpdate", {"body": "hi"}, {"Body": "hi"}, id="changed message"),
        pytest.param("onMessageAdd", {}, {}, id="nothing"),
        pytest.param("onMessageAdd", {"body": None}, {}, id="null"),
        pytest.param("onParticipantAdd", {"identity": "ada"}, {}, id="not of participants"),
        pytest.param("onMessageAdd", ["body"], {}, id="no object"),
    ],
)
def test_a_reply_in_json_changes_what_can_be_changed(
    event: str, document: object, changes: dict[str, str]
) -> None:
    assert judge(event, reply_with(document)).changes == changes


def test_what_cannot_be_changed_is_named() -> None:
    notes = judge("onConversationAdd", reply_with({"unique_name": "one", "a" * 99: 1})).notes

    assert notes == (f"The reply to onConversationAdd cannot change: unique_name, {'a' * 40}.",)


@pytest.mark.parametrize(
    "body", [b"<Response/>", b"{", b'"hi"', b"[" * 100_000, b"\xff\xfe"], ids=range(5)
)
def test_a_reply_that_is_no_json_object_changes_nothing(body: bytes) -> None:
    verdict = judge("onMessageAdd", PreActionReply(200, body))

    assert (verdict.fault, verdict.changes) == (None, {})
    assert verdict.notes == ("The reply to onMessageAdd is not a JSON object: nothing is changed.",)


@settings(deadline=None)
@given(st.binary(), st.sampled_from((*MODIFIABLE, "onUserUpdate")), st.integers(100, 599))
def test_no_reply_is_too_strange(body: bytes, event: str, status: int) -> None:
    verdict = judge(event, PreActionReply(status, body))

    assert isinstance(verdict, Verdict)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers()))
def test_every_text_that_can_be_changed_is(document: dict[str, object]) -> None:
    body = document.get("body")
    changes = judge("onMessageAdd", PreActionReply(200, json.dumps(document).encode())).changes

    assert changes.get("Body") == (body if isinstance(body, str) else None)


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_request_is_changed_and_the_rest_of_it_kept(body: str, attributes: str) -> None:
    request = request_to("POST", URL, Headers([FORM]), b"Body=a&Author=ada&Body=b&X=%C3%A9")

    changed = change_request(request, Verdict(changes={"Body": body, "Attributes": attributes}))

    text = [part.encode("utf-8", "replace").decode() for part in (body, attributes)]
    form = parse_form(changed.body.decode())
    assert {name: form.all(name) for name in form} == {
        "Author": ("ada",),
        "X": ("é",),
        "Body": (text[0],),
        "Attributes": (text[1],),
    }
    assert changed.headers.all("Content-Type") == (FORM[1],)


def test_a_request_that_is_not_changed_stays_itself() -> None:
    request = request_to("POST", URL, Headers([FORM]), b"Body=a")

    assert change_request(request, Verdict()) is request


def test_a_form_in_parts_can_be_changed() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\nhi\r\n--x--\r\n'
    headers = Headers([("Content-Type", "multipart/form-data; boundary=x")])
    request = request_to("POST", URL, headers, part)

    changed = change_request(request, Verdict(changes={"Author": "ada"}))

    form = parse_form(changed.body.decode())
    assert isinstance(form, Form)
    assert (form.first("Body"), form.first("Author")) == ("hi", "ada")
