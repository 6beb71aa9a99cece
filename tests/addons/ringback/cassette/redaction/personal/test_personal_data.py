import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.personal.personal_data import PersonalData
from ringback.cassette.redaction.personal.values import WrittenValues
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import create, created


def body_of(request: Request) -> bytes:
    return request.body.split(b"&")[0]


def test_a_request_is_compared_or_written() -> None:
    personal, sent = PersonalData(compares=True), create(Identity="ada")

    assert body_of(personal.redact_request(sent, None)) == b"Identity=PERSONAL-1-sent"
    assert body_of(personal.redact_request(sent, WrittenValues())) == b"Identity=person-1"


@pytest.mark.parametrize(
    ("compares", "expected"), [(True, b"PERSONAL-1-person"), (False, b"person-1")]
)
def test_a_stand_in_is_replaced_to_be_compared_only(compares: bool, expected: bytes) -> None:
    personal = PersonalData(compares=compares)

    redacted = personal.redact_request(create(Identity="person-1"), None)

    assert body_of(redacted) == b"Identity=" + expected


def test_what_is_redacted_again_keeps_its_stand_ins_in_texts() -> None:
    personal = PersonalData(WrittenValues())

    assert body_of(personal.redact_request(create(Identity="ada"), None)) == b"Identity=person-1"
    assert personal.redact_text("Identity=person-1") == "Identity=person-1"
    assert personal.redact_text("Identity=eve") == "Identity=person-2"


def test_a_response_is_shown_with_its_stand_ins() -> None:
    personal, response = PersonalData(), created(identity="person-1", author="ada")

    shown = personal.redact_response(response, None)

    assert shown == created(identity="person-1", author="PERSONAL-1-sent")
    assert personal.redact_value("ada", "author") == "PERSONAL-1-sent"


def test_a_reply_gets_what_was_sent() -> None:
    personal = PersonalData()
    personal.redact_request(create(Identity="eve"), None)
    bound = {"PERSONAL-1-person": "PERSONAL-1-sent", "PERSONAL-2-person": "PERSONAL-9-sent"}

    restored = personal.restore(created(identity="person-1", author="person-2"), bound.get)

    assert restored == created(identity="eve", author="person-2")
    assert personal.reveal("PERSONAL-1-sent") == "eve"


def test_a_copy_learns_on_its_own() -> None:
    personal = PersonalData()
    personal.redact_request(create(Identity="eve"), None)
    copied = personal.copy()
    copied.redact_request(create(Identity="ada"), None)

    assert copied.reveal("PERSONAL-1-sent") == personal.reveal("PERSONAL-1-sent") == "eve"
    assert personal.redact_text("a@b.org") != copied.redact_text("a@b.org")


def test_a_later_run_writes_what_its_values_are_bound_to() -> None:
    personal = PersonalData()
    for identity in ("ada", "eve"):
        personal.redact_request(create(Identity=identity), None)
    kept = [Interaction(create(Identity="person-1"), created())]

    written = personal.begin_writing(kept, {"PERSONAL-1-sent": "PERSONAL-1-person"}.get)

    made = [
        body_of(personal.redact_request(create(Identity=identity), written))
        for identity in ("ada", "eve", "mallory")
    ]
    assert made == [b"Identity=person-1", b"Identity=person-1-run-2", b"Identity=person-2-run-2"]
