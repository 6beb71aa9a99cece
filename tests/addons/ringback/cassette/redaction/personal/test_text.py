import json
from base64 import b64encode, encodebytes, urlsafe_b64encode
from urllib.parse import quote

import pytest

from ringback.cassette.redaction.personal.text import PersonalText
from ringback.cassette.redaction.personal.values import BoundValues, SentValues, WrittenValues
from tests.support.endless import guard_against_endless_work

PHONE, EMAIL = "+14155551234", "ada@lovelace.org"
STAND_INS = {"PERSONAL-1-phone": PHONE, "PERSONAL-1-email": EMAIL}


def encode(text: str) -> str:
    return b64encode(text.encode()).decode()


def nest(email: str) -> str:
    return json.dumps({"a": json.dumps({"attributes": json.dumps({"email": email})})})


NAMED = ("a form", "a URL", "a path", "lines of JSON")
TEXTS = [
    pytest.param(f"call {PHONE}!", "call +15555550100!", id="a phone number"),
    pytest.param(f"to {EMAIL}.", "to person-1@example.com.", id="an e-mail address"),
    pytest.param(f"<{EMAIL}>,<{EMAIL}>", "<person-1@example.com>," * 2, id="twice"),
    pytest.param("Identity=ada+l&x=1", "Identity=person-1&x=1", id="a form"),
    pytest.param(
        "https://a.b/c?Identity=ada%20l&x=1",
        "https://a.b/c?Identity=person-1&x=1",
        id="a URL",
    ),
    pytest.param(
        "at https://a.b/v1/Users/ada%20l/Conversations",
        "at https://a.b/v1/Users/person-1/Conversations",
        id="a path",
    ),
    pytest.param(
        f"/v1/Users/US{'0a' * 16}/Conversations", f"/v1/Users/US{'0a' * 16}/Conversations", id="SID"
    ),
    pytest.param(f"?to={PHONE}", "?to=+15555550100", id="a plus that is not encoded"),
    pytest.param(
        f"https://a.b/?next={quote('https://c.d/?to=' + quote(EMAIL, ''), '')}",
        "https://a.b/?next=https%3A%2F%2Fc.d%2F%3Fto%3Dperson-1%2540example.com",
        id="a URL in a URL",
    ),
    pytest.param(quote(quote(PHONE)), "%252B15555550100", id="encoded twice"),
    pytest.param(f"see {quote(EMAIL)} now", "see person-1%40example.com now", id="encoded"),
    pytest.param(
        json.dumps({"a": f"x {EMAIL}"}), '{"a": "x person-1@example.com"}', id="JSON"
    ),
    pytest.param(
        nest(EMAIL),
        nest("person-1@example.com"),
        id="JSON in JSON in JSON",
    ),
    pytest.param(encode(f"to {EMAIL}"), encode("to person-1@example.com"), id="base64"),
    pytest.param(
        f"see {encode(f'to {EMAIL}')} now, or x/{encode(PHONE)}.",
        f"see {encode('to person-1@example.com')} now, or x/{encode('+15555550100')}.",
        id="base64 in a text",
    ),
    pytest.param(
        f"{encode(f'to {EMAIL}')} at the beginning",
        f"{encode('to person-1@example.com')} at the beginning",
        id="base64 with padding at the beginning",
    ),
    pytest.param(
        encodebytes(f"{'-' * 50} {EMAIL} {'-' * 50}\r\nx".encode()).decode(),
        encodebytes(f"{'-' * 50} person-1@example.com {'-' * 50}\r\nx".encode()).decode(),
        id="base64 in lines",
    ),
    pytest.param(
        encode(json.dumps({"identity": EMAIL})),
        encode(json.dumps({"identity": "person-1@example.com"})),
        id="JSON in base64",
    ),
    pytest.param(
        f"?t={quote(encode(PHONE), '')}",
        f"?t={quote(encode('+15555550100'), '')}",
        id="base64 in a URL",
    ),
    pytest.param(
        urlsafe_b64encode(f"??>{EMAIL}".encode()).decode(),
        urlsafe_b64encode(b"??>person-1@example.com").decode(),
        id="URL-safe base64",
    ),
    pytest.param(encode(encode(EMAIL)), encode(encode("person-1@example.com")), id="base64 twice"),
    pytest.param("https://user:pass@a.b/c", "https://user:pass@a.b/c", id="credentials"),
    pytest.param("2026-01-31T12:00:00+0000, 1+12345678", "2026-01-31T12:00:00+0000, 1+12345678",
                 id="sums and offsets"),
    pytest.param(
        '{"identity": "ada"}\n{"author": "ada"}\n',
        '{"identity": "person-1"}\n{"author": "person-1"}\n',
        id="lines of JSON",
    ),
    pytest.param(
        f"*{EMAIL}*, '{EMAIL}'", "*person-1@example.com*, 'person-1@example.com'", id="in quotes"
    ),
    pytest.param("100%25 of %zz, 5% off", "100%25 of %zz, 5% off", id="per cent"),
    pytest.param("nothing in here", "nothing in here", id="nothing"),
    pytest.param("", "", id="empty"),
    pytest.param("iVBORw0KGgoAAAANSUhEUg", "iVBORw0KGgoAAAANSUhEUg", id="base64 of a picture"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "replaced"), TEXTS)
def test_a_text_is_replaced_wherever_it_is_encoded(text: str, replaced: str) -> None:
    assert PersonalText(WrittenValues()).replace_text(text).rstrip(",") == replaced.rstrip(",")


@pytest.mark.parametrize(("text", "replaced"), [one for one in TEXTS if one.id not in NAMED])
def test_what_was_replaced_is_put_back_in_the_same_encoding(text: str, replaced: str) -> None:
    replaced = PersonalText(WrittenValues()).replace_text(text)

    assert (
        PersonalText(BoundValues(lambda placeholder, _: STAND_INS.get(placeholder))).replace_text(
            replaced
        )
        == text
    )


@pytest.mark.parametrize(
    "text", [encode(f"to {EMAIL}"), quote(encode(PHONE), ""), quote(quote(EMAIL)), f"a {PHONE}"]
)
def test_what_is_compared_is_not_encoded(text: str) -> None:
    assert "PERSONAL-1-sent" in PersonalText(SentValues()).replace_text(text)


@pytest.mark.parametrize(
    ("name", "value", "replaced"),
    [
        ("Identity", "ada", "person-1"),
        ("Identity", EMAIL, "person-1@example.com"),
        ("Identity", PHONE, "+15555550100"),
        ("Identity", "+1 (415) 555-1234", "+15555550100"),
        ("Identity", "14155551234", "15555550100"),
        ("Identity", "", ""),
        ("Identity", "REDACTED", "REDACTED"),
        ("Identity", "REDACTED-1", "REDACTED-1"),
        ("MessagingBinding.Address", f"whatsapp:{PHONE}", "whatsapp:+15555550100"),
        ("MessagingBinding.Address", "messenger:1234567", "messenger:15555550100"),
        ("address", "mailto:" + EMAIL, "mailto:person-1@example.com"),
        ("FriendlyName", "Ada L.", "name-1"),
        ("Body", f"call {PHONE}", "text-1"),
        ("Body", '{"a": "b"}', "text-1"),
        ("Attributes", '{"name": "Ada", "tier": "gold"}', '{"name": "name-1", "tier": "gold"}'),
        ("Attributes", '"Ada"', "value-1"),
        ("Attributes", "{}", "{}"),
        ("ContentVariables", '{"1": "Ada"}', '{"1": "person-1"}'),
        ("State", "active", "active"),
        ("author", "system", "system"),
        ("friendly_name", "service admin", "service admin"),
    ],
)
def test_the_value_of_a_field_is_replaced_by_its_name_and_format(
    name: str, value: str, replaced: str
) -> None:
    assert PersonalText(WrittenValues()).replace_field(name, value) == replaced


def test_the_same_value_is_the_same_stand_in_in_every_field() -> None:
    texts = PersonalText(WrittenValues())

    fields = [("identity", "ada"), ("friendly_name", "ada"), ("author", "eve"), ("body", "ada")]
    made = [texts.replace_field(name, value) for name, value in fields]

    assert made == ["person-1", "person-1", "person-2", "person-1"]
    assert texts.replace_field("address", f"sms:{PHONE}") == "sms:+15555550100"
    assert texts.replace_field("identity", PHONE) == "+15555550100"


def test_what_is_nested_too_deeply_stays() -> None:
    text = EMAIL
    for _ in range(20):
        text = json.dumps([text])

    assert PersonalText(WrittenValues()).replace_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "%" * 1_000_000,
        "a" * 500_000 + "%zz",
        "@" * 1_000_000,
        "a@" * 500_000,
        "a." * 500_000 + "@",
        "+1" * 500_000,
        "?a=" * 300_000,
        "//" * 500_000,
        "{" * 1_000_000,
        "/Users/" * 150_000,
        "%61" * 300_000,
    ],
    ids=lambda text: text[:8],
)
def test_no_large_text_takes_quadratic_time(text: str) -> None:
    with guard_against_endless_work():
        PersonalText(WrittenValues()).replace_text(text)
