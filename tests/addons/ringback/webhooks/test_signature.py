import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ringback.webhooks.signature import compute_signature

TOKEN = "12345"
VALIDATOR = RequestValidator(TOKEN)

# The example of Twilio's page on the security of webhooks.
DOCUMENTED_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
DOCUMENTED_FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}


def test_it_is_the_signature_of_twilios_own_example() -> None:
    signature = compute_signature(TOKEN, DOCUMENTED_URL, DOCUMENTED_FORM.items())

    assert signature == VALIDATOR.compute_signature(DOCUMENTED_URL, DOCUMENTED_FORM)
    assert VALIDATOR.validate(DOCUMENTED_URL, DOCUMENTED_FORM, signature)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000/hook",
        "http://[::1]:5000/hook",
        "https://example.com/hook",
        "https://example.com:8443/hook?a=1&b=%C3%A9",
        "https://example.com/h%C3%B6%C3%B6k/",
        "http://localhost:5000/hook?EventType=onMessageAdded&Body=okay+today",
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        [],
        [("Body", "hi"), ("Author", "ada")],
        [("b", "2"), ("a", "1"), ("B", "3")],
        [("Body", "Grüße, 世界 🎉"), ("Größe", "ä")],
        [("Filter", "b"), ("Filter", "a"), ("Filter", "b"), ("Body", "")],
        [("a", "b"), ("ab", "")],
    ],
    ids=["a GET", "two", "names by code point", "non-ASCII", "repeated", "ambiguous"],
)
def test_twilio_python_accepts_it(url: str, form: list[tuple[str, str]]) -> None:
    signature = compute_signature(TOKEN, url, form)

    assert VALIDATOR.validate(url, MultiDict(form), signature)
    assert not VALIDATOR.validate(url + "x", MultiDict(form), signature)
    assert not RequestValidator("another").validate(url, MultiDict(form), signature)


texts = st.text(max_size=20)
names = st.text(string.ascii_letters + ".é", min_size=1, max_size=8)


@given(st.lists(st.tuples(names, texts), max_size=8))
def test_twilio_python_accepts_any_form(form: list[tuple[str, str]]) -> None:
    url = "http://127.0.0.1:5000/hook"

    assert VALIDATOR.validate(url, MultiDict(form), compute_signature(TOKEN, url, form))
