import json
import re
from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.redaction.content import text as module
from ringback.cassette.redaction.content.text import TextScrubber
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.scrubber import Scrubber
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import ACCOUNT, FORM, JSON, TOKEN, basic

OTHER = "AC" + "0f" * 16


def scrubber(*names: str) -> Scrubber:
    secrets = KnownSecrets()
    secrets.remember(TOKEN)
    return Scrubber(SensitiveNames(names), secrets, {ACCOUNT.lower(): OWN_ACCOUNT})


def test_text_has_nothing_to_redact_only_without_secrets_and_named_values() -> None:
    texts = TextScrubber(SensitiveNames(), KnownSecrets(), {ACCOUNT.lower(): OWN_ACCOUNT})

    assert texts.has_nothing_to_redact("a note: lunch")
    assert not texts.has_nothing_to_redact("password: a")
    assert not texts.has_nothing_to_redact(ACCOUNT)


def test_layers_of_encodings_are_undone() -> None:
    inner = '{"url": "https://h/?q=%7B%22password%22%3A%22a%22%7D"}'

    assert (
        scrubber().redact_text(inner)
        == '{"url": "https://h/?q=%7B%22password%22%3A%22REDACTED%22%7D"}'
    )


HOSTILE = (
    TOKEN, TOKEN[:9], TOKEN[3:], TOKEN.encode().hex(), TOKEN.encode().hex().upper(),
    b64encode(TOKEN.encode()).decode(), b64encode(f"ab:{TOKEN}".encode()).decode(),
    quote(TOKEN, safe="").replace("a", "%61"), "".join(f"\\u{ord(c):04x}" for c in TOKEN),
    "".join(f"&#{ord(c)};" for c in TOKEN), TOKEN[:9] + "\n" + TOKEN[9:],
    TOKEN[:9] + "=\r\n" + TOKEN[9:],
    ACCOUNT, ACCOUNT.lower(), ACCOUNT.upper(), OTHER, OTHER.lower(), "%41" + ACCOUNT[1:], basic(),
    "bearer " + "a1" * 9, "BASIC:YTpi", "https://u:p@host/x", "//u:p@h", "https%3A%2F%2Fu:p%40h",
    "/x?Token=1&a=2", "Password=x", "password", "AuthToken", "auth", "token", "api", "key",
    '{"password": "x", "a": 1}', '{"auth": {"x": 1, "token": "t"}}', "[1]", "{", '"', "\\", "\\\\",
    "%", "%25",
    "&", "&amp;", "+", "=", "@", " ", "\n", "\r", ":", "\ufeff", "\u0130", "\u03a3", "\ud800",
    "x", "9" * 20, "eyJ" + "hbGciOiJI" + ".eyJ" + "zdWIiOiIx" + ".c2ln", "ghp_" + "a1" * 18,
    "-----BEGIN " + "PRIVATE KEY-----", "AIza" + "a" * 35, "SG." + "a" * 22 + "." + "b" * 43,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=6).map("".join)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
BODIES = TEXTS | st.builds(json.dumps, DOCUMENTS, ensure_ascii=st.booleans())


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_quick_look_changes_no_result_of_a_single_value(piece: str) -> None:
    assert_quick_as_thorough(json.dumps({"a": piece}), JSON, True)


@given(BODIES, st.sampled_from(["", FORM, JSON]), st.booleans())
def test_the_quick_look_changes_no_result(text: str, content_type: str, knows: bool) -> None:
    assert_quick_as_thorough(text, content_type, knows)


def assert_quick_as_thorough(text: str, content_type: str, knows: bool) -> None:
    quick = redact_every_way(text, content_type, knows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_find_suspicion", lambda _: lambda _: True)
        patch.setattr(module, "_HARMLESS", re.compile("(?!)"))
        patch.setattr(KnownSecrets, "may_occur_plainly_in", lambda *_: True)
        thorough = redact_every_way(text, content_type, knows)

    assert quick == thorough


def redact_every_way(text: str, content_type: str, knows: bool) -> tuple[object, ...]:
    one = scrubber("\u03a3") if knows else Scrubber(SensitiveNames(()), KnownSecrets(), {})
    body = text.encode("utf-8", "surrogatepass")
    target = body.decode("utf-8", "surrogateescape")
    return (
        one.redact_text(text),
        one.redact_target(target),
        one.redact_body(body, content_type),
        one.redact_headers(Headers([("X-Any", target)])).pairs,
        one.would_redact(text),
    )
