import pytest

from ringback.cassette.redaction.personal.fields import Content, classify
from tests.support.openapi.description import read_personal_fields


@pytest.mark.parametrize(
    ("name", "within", "content"),
    [
        ("FriendlyName", None, Content.NAME),
        ("friendly_name", None, Content.NAME),
        ("conversation_unique_name", None, Content.NAME),
        ("MessagingBinding.Address", None, Content.PERSON),
        ("MessagingBinding.ProxyAddress", None, Content.PERSON),
        ("MessagingBinding.Anything", None, Content.PERSON),
        ("MessagingBinding.Type", None, None),
        ("messaging_binding", None, Content.BINDING),
        ("proxy_address", Content.BINDING, Content.PERSON),
        ("type", Content.BINDING, None),
        ("Attributes", None, Content.ATTRIBUTES),
        ("email", Content.ATTRIBUTES, Content.PERSON),
        ("phone_numbers", Content.ATTRIBUTES, Content.PERSON),
        ("customerEmail", Content.MEMBER, Content.PERSON),
        ("first_name", Content.ATTRIBUTES, Content.NAME),
        ("tier", Content.ATTRIBUTES, Content.MEMBER),
        ("identity", Content.MEMBER, Content.PERSON),
        ("anything", Content.TEXT, Content.TEXT),
        ("sid", None, None),
        ("state", None, None),
        ("email", None, None),
        ("...", None, None),
        ("", None, None),
    ],
)
def test_what_a_field_is(name: str, within: Content | None, content: Content | None) -> None:
    assert classify(name, within) is content


def test_twilio_marks_56_fields() -> None:
    assert len(list(read_personal_fields())) == 56


def test_every_field_that_twilio_marks_is_known() -> None:
    unknown = [
        (place, name)
        for place, name in read_personal_fields()
        # Of the files of a message only the names are personal: the rest are SIDs and sizes.
        if classify("filename" if name == "media" else name) is None
    ]

    assert unknown == []
