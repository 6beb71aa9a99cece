import pytest

from ringback.cassette.redaction.content.headers import redact_headers
from ringback.cassette.redaction.content.text import TextScrubber
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import ACCOUNT, JSON, TOKEN, basic


def redact_header(name: str, value: str) -> str:
    names, secrets = SensitiveNames(["X-Named"]), KnownSecrets()
    secrets.remember(TOKEN)
    texts = TextScrubber(names, secrets, {ACCOUNT.lower(): OWN_ACCOUNT})
    return redact_headers(Headers([(name, value)]), names, texts).pairs[0][1]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Authorization", basic(), "Basic REDACTED"),
        ("authorization", "bearer abc", "bearer REDACTED"),
        ("Authorization", TOKEN, "REDACTED"),
        ("Authorization", "OwnScheme abc", "REDACTED"),
        ("Proxy-Authorization", basic("u", "p"), "Basic REDACTED"),
        ("Cookie", "a=b; c=d", "a=REDACTED; c=REDACTED"),
        ("Cookie", "path=secret", "path=REDACTED"),
        ("Set-Cookie", "a=b=c; Path=/; HttpOnly; t=d", "a=REDACTED; Path=/; HttpOnly; t=REDACTED"),
        (
            "Cookie",
            "x=1; path=s; version=2; secure",
            "x=REDACTED; path=REDACTED; version=REDACTED; REDACTED",
        ),
        ("Set-Cookie", "a=; Max-Age=0", "REDACTED; Max-Age=0"),
        ("Set-Cookie", "a=b; Path=/, c=d; HttpOnly", "a=REDACTED; Path=/, c=REDACTED; HttpOnly"),
        (
            "Set-Cookie",
            "a=b; Expires=Wed, 01 Jan 2025 00:00:00 GMT, c=d; Path=/e, f",
            "a=REDACTED; Expires=Wed, 01 Jan 2025 00:00:00 GMT, c=REDACTED; Path=REDACTED",
        ),
        ("Set-Cookie", "lonely", "REDACTED"),
        ("X-Api-Key", "abc", "REDACTED"),
        ("X-NAMED", "abc", "REDACTED"),
        ("X-Named", "", ""),
        ("X-Forwarded-Authorization", basic("u", "p"), "Basic REDACTED"),
        ("X-Proxy", "a Bearer 0123456789abcdef, b", "a Bearer REDACTED, b"),
        ("Location", "https://u:p@host/?token=a&b=c", "https://REDACTED@host/?token=REDACTED&b=c"),
        ("Location", "https://token@host/a@b", "https://REDACTED@host/a@b"),
        ("Location", "https://u:p'w@host/", "https://REDACTED@host/"),
        ("Location", "//u:p@host/a", "//REDACTED@host/a"),
        ("Location", "https:\\/\\/u:p@host", "https:\\/\\/REDACTED@host"),
        ("X-Url", "HTTPS%3A%2F%2Fu%3Ap%40h%2Fx", "HTTPS%3A%2F%2FREDACTED%40h%2Fx"),
        ("Location", "/v1/x?AuthToken=a&b=c", "/v1/x?AuthToken=REDACTED&b=c"),
        ("Location", "https://h/#access_token=a&b=c", "https://h/#access_token=REDACTED&b=c"),
        ("X-Note", "//host/a@b and a//b@c", "//host/a@b and a//b@c"),
        ("X-Proxy", "Basic\tdTpw", "Basic REDACTED"),
        ("X-Proxy", "basic:dTpw", "basic REDACTED"),
        ("X-Proxy", "Basic dTo-Pj8_", "Basic REDACTED"),
        ("X-Proxy", "Basic dTrkAQ==", "Basic REDACTED"),
        ("X-Proxy", "Bearer abc", "Bearer REDACTED"),
        ("X-Proxy", 'Digest username="u", response="0a1b"', "Digest REDACTED"),
        ("X-Proxy", "a; password=b; c=d", "a; password=REDACTED; c=d"),
        ("X-Account", ACCOUNT, OWN_ACCOUNT),
        ("X-Account", ACCOUNT.lower(), OWN_ACCOUNT),
        ("X-Json", '{"password": "a"}', '{"password": "REDACTED"}'),
        ("Content-Type", JSON, JSON),
        ("X-Plan", "Basic subscription", "Basic subscription"),
        ("X-Plan", "Bearer of bad news, bearer responsibilities", None),
        ("Accept", "*/*", "*/*"),
    ],
)
def test_a_header_stays_and_its_secret_goes(name: str, before: str, after: str | None) -> None:
    assert redact_header(name, before) == (before if after is None else after)
