import json
from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import pytest

from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.scrubber import Scrubber
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import ACCOUNT, FORM, JSON, TOKEN

OTHER = "AC" + "0f" * 16


def scrubber(*names: str) -> Scrubber:
    secrets = KnownSecrets()
    secrets.remember(TOKEN)
    return Scrubber(SensitiveNames(names), secrets, {ACCOUNT.lower(): OWN_ACCOUNT})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"/2010/Accounts/{ACCOUNT}/Keys", f"/2010/Accounts/{OWN_ACCOUNT}/Keys"),
        ("/v1/%41C" + "ab" * 16, f"/v1/{OWN_ACCOUNT}"),
        (f"/v1/x%20{TOKEN}", "/v1/x%20REDACTED"),
        ("/v1/a%20b/%7Bc%7D?x=%2B+a&y", "/v1/a%20b/%7Bc%7D?x=%2B+a&y"),
        (f"/?From={ACCOUNT}&Page=1", f"/?From={OWN_ACCOUNT}&Page=1"),
        ("/?AuthToken=x&PageToken=y", "/?AuthToken=REDACTED&PageToken=y"),
        ("/?Auth%54oken=x&password=", "/?Auth%54oken=REDACTED&password="),
        (f"/?a={TOKEN}&{TOKEN}=b", "/?a=REDACTED&REDACTED=b"),
        ("/v1/a;token=x%2Fy;b=2/c;d", "/v1/a;token=REDACTED;b=2/c;d"),
        ("/v1;%54oken=x;a", "/v1;%54oken=REDACTED;a"),
        (f"/v1/a;{TOKEN};b=1", "/v1/a;REDACTED;b=1"),
        ("*", "*"),
        ("/https://ada:x@example.com/b?c=d", "/https://REDACTED@example.com/b?c=d"),
    ],
    ids=[
        "sid in the path",
        "percent-encoded sid",
        "secret in the path",
        "nothing",
        "sid in the query",
        "by name",
        "by an encoded name",
        "by value",
        "path parameter",
        "path parameter with an encoded name",
        "secret as a path parameter",
        "asterisk",
        "user information in the path",
    ],
)
def test_a_target_is_redacted_where_it_has_to_be(before: str, after: str) -> None:
    assert scrubber().redact_target(before) == after


@pytest.mark.parametrize(
    ("before", "after", "content_type"),
    [
        ("AuthToken=a&FriendlyName=b+c", "AuthToken=REDACTED&FriendlyName=b+c", FORM),
        (f"FriendlyName=a%20{TOKEN}&b=%7E", "FriendlyName=a+REDACTED&b=%7E", FORM),
        (
            "Attributes=%7B%22password%22%3A+%22a%22%2C%22b%22%3A1%7D",
            "Attributes=%7B%22password%22%3A+%22REDACTED%22%2C%22b%22%3A1%7D",
            FORM,
        ),
        ("token=a&b=c", "token=REDACTED&b=c", ""),
        ("a token=a", "a token=REDACTED", ""),
        ("PageToken=a or AccountToken: b", "PageToken=a or AccountToken: b", ""),
        ("<R><AuthToken>a</AuthToken>b</R>", "<R><AuthToken>REDACTED</AuthToken>b</R>", "text/xml"),
        ("cb({'auth_token': 'a'});", "cb({'auth_token': 'REDACTED'});", ""),
        (
            "a[Token]=b&token[0]=c&Token[]=d&e.token=f",
            "a[Token]=REDACTED&token[0]=REDACTED&Token[]=REDACTED&e.token=REDACTED",
            FORM,
        ),
        ("\ufeff" + '{"password": "a"}', "\ufeff" + '{"password": "REDACTED"}', JSON),
        ('{"password": "a"}\n{"b": 1}\n', '{"password": "REDACTED"}\n{"b": 1}\n', JSON),
        (
            '--b\r\nContent-Disposition: form-data; name="AuthToken"\r\n\r\na b\r\n--b--\r\n',
            '--b\r\nContent-Disposition: form-data; name="AuthToken"\r\n\r\nREDACTED\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        (
            f'{{"auth_token": "a", "b": "{ACCOUNT}"}}',
            f'{{"auth_token": "REDACTED", "b": "{OWN_ACCOUNT}"}}',
            JSON,
        ),
        (f'{{"{TOKEN}": [1, "x {TOKEN}"]}}', '{"REDACTED": [1, "x REDACTED"]}', ""),
        (
            '{"attributes": "{\\"secret\\": \\"a\\"}"}',
            '{"attributes": "{\\"secret\\": \\"REDACTED\\"}"}',
            JSON,
        ),
        (
            '{"next_page_uri": "/v1/x?AuthToken=a"}',
            '{"next_page_uri": "/v1/x?AuthToken=REDACTED"}',
            JSON,
        ),
        (f"<Response>{TOKEN}</Response>", "<Response>REDACTED</Response>", "text/xml"),
        ("Url=https%3A%2F%2Fu%3Ap%40h%2Fx", "Url=https%3A%2F%2FREDACTED%40h%2Fx", FORM),
        ('{"number": 1.50, "t": "\\u00e9"}', '{"number": 1.50, "t": "\\u00e9"}', JSON),
        ("", "", FORM),
    ],
    ids=[
        "form by name",
        "form by value",
        "JSON in a form",
        "undeclared form",
        "prose",
        "other names in prose",
        "XML by name",
        "JSONP",
        "names of parts",
        "byte order mark",
        "lines of JSON",
        "multipart",
        "JSON by name and sid",
        "JSON key and value",
        "JSON in JSON",
        "URL in JSON",
        "XML",
        "userinfo in a form",
        "nothing",
        "empty",
    ],
)
def test_a_body_changes_only_where_a_secret_is(before: str, after: str, content_type: str) -> None:
    assert scrubber().redact_body(before.encode(), content_type) == after.encode()


def test_a_body_that_is_no_text_is_searched_too() -> None:
    body = b"\xff\xfe" + TOKEN.encode() + b"\0" + ACCOUNT.encode()

    assert scrubber().redact_body(body, FORM) == b"\xff\xfeREDACTED\0" + OWN_ACCOUNT.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_secret_that_is_not_ascii_is_found_in_it(encoding: str) -> None:
    secrets = KnownSecrets()
    secrets.remember("pässwörd-lông-énough")
    body = b"\xff\xfe" + "pässwörd-lông-énough".encode(encoding)

    assert Scrubber(SensitiveNames(), secrets, {}).redact_body(body, "") == b"\xff\xfeREDACTED"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"AuthToken=a&b=\xff", b"AuthToken=REDACTED&b=\xff"),
        (b'{"password": "a", "b": "\xe9"}', b'{"password": "REDACTED", "b": "\xe9"}'),
    ],
    ids=["form", "JSON"],
)
def test_a_name_is_found_beside_bytes_that_are_no_text(before: bytes, after: bytes) -> None:
    assert scrubber().redact_body(before, "") == after


def test_a_form_that_is_not_utf_8_keeps_its_bytes() -> None:
    assert scrubber().redact_body(b"a=%FF&token=b", FORM) == b"a=%FF&token=REDACTED"


def test_a_field_that_was_asked_for_is_redacted_in_every_kind_of_body() -> None:
    named = scrubber("FriendlyName")

    assert named.redact_body(b"FriendlyName=Ada&State=active", FORM) == (
        b"FriendlyName=REDACTED&State=active"
    )
    assert named.redact_body(b'{"friendly_name": "Ada", "state": null}', JSON) == (
        b'{"friendly_name": "REDACTED", "state": null}'
    )
    assert named.redact_target("/?friendly-name=Ada") == "/?friendly-name=REDACTED"


def test_anothers_account_has_another_stand_in() -> None:
    text = scrubber().redact_text(f"{ACCOUNT} and {OTHER}")

    assert text.startswith(f"{OWN_ACCOUNT} and AC00000000")
    assert OTHER not in text


@pytest.mark.parametrize(
    "text",
    [
        "Content-Disposition: a; name=b\n" * 10_000 + "\n",
        "a" * 300_000 + "=",
        "://?a=" * 50_000,
        "://?a=%3A%2F%2F%3Fa%3D" * 20_000,
        "[" * 100_000,
        "basic " * 50_000,
    ],
    ids=["parts of forms", "one word", "URLs in URLs", "encoded ones", "brackets", "words"],
)
def test_deeply_nested_values_are_redacted(text: str) -> None:
    assert scrubber().redact_body(f"{text} {TOKEN}".encode(), FORM).endswith(b"REDACTED")
    assert scrubber().redact_text(f"{text} {TOKEN}").endswith("REDACTED")


VALUE = "correct-horse"
# What names a value in a text.
NAMED = {
    "text": f"password: {VALUE}",
    "XML": f"<a><Password>{VALUE}</Password></a>",
    "attribute": f'<param name="password" value="{VALUE}"/>',
    "escaped XML": escape(f"<Password>{VALUE}</Password>"),
    "YAML": f"a:\n  ? password\n  : {VALUE}\n",
    "ini": f"[db]\npassword = {VALUE}\n",
    "header": f"GET / HTTP/1.1\nX-Api-Key: {VALUE}\n",
    "cookies": f"GET / HTTP/1.1\nCookie: a=b; c={VALUE}\n",
    "bearer": f"GET / HTTP/1.1\nAuthorization: Bearer {VALUE}\n",
    "user information": f"amqp://user:{VALUE}@host/",
    "connection string": f"Server=x;Password={VALUE};Database=y",
    "form": f"a=1&password={VALUE}",
    "option": f"tool --password {VALUE} run",
    "environment": json.dumps([{"name": "DB_PASSWORD", "value": VALUE}]),
}
# Where a text may stand: the body and its type.
PLACES: dict[str, Callable[[str], tuple[str, str]]] = {
    "body": lambda text: (text, "text/plain"),
    "JSON": lambda text: (json.dumps({"body": text}), "application/json"),
    "JSON in JSON": lambda text: (
        json.dumps({"a": json.dumps({"body": text})}),
        "application/json",
    ),
    "JSON lines": lambda text: (f"{json.dumps({'a': text})}\n{json.dumps([text])}", "x/y"),
    "form": lambda text: (urlencode({"Body": text}), FORM),
    "undeclared form": lambda text: (urlencode({"Body": text}), ""),
    "form in JSON": lambda text: (json.dumps([urlencode({"a": text})]), "application/json"),
    "JSON in a form": lambda text: (urlencode({"a": json.dumps({"b": text})}), FORM),
    "part": lambda text: (
        f"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n{text}\r\n--b--",
        "multipart/form-data; boundary=b",
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_a_named_value_is_redacted_wherever_its_text_stands(place: str, text: str) -> None:
    body, content_type = PLACES[place](text)
    fresh = Scrubber(SensitiveNames(), KnownSecrets(), {})

    redacted = fresh.redact_body(body.encode(), content_type)

    assert VALUE.encode() not in redacted
    assert b"REDACTED" in redacted
    assert fresh.redact_body(redacted, content_type) == redacted


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_a_named_value_is_redacted_in_a_query_and_an_escaped_header(text: str) -> None:
    fresh = Scrubber(SensitiveNames(), KnownSecrets(), {})
    headers = fresh.redact_headers(Headers([("X-B", urlencode({"a": text}))]))

    assert VALUE not in fresh.redact_target(f"/a?{urlencode({'b': text})}")
    assert VALUE not in headers["X-B"]


@pytest.mark.parametrize("name", ["X-Token", "X-Subject-Token", "X-Api-Key"])
def test_a_header_that_is_a_secret_is_redacted_whole(name: str) -> None:
    headers = Headers([(name, VALUE), ("X-Other", VALUE)])

    redacted = Scrubber(SensitiveNames(), KnownSecrets(), {}).redact_headers(headers)

    assert (redacted[name], redacted["X-Other"]) == ("REDACTED", VALUE)


@pytest.mark.parametrize(
    "text",
    [
        "2015-07-30T20:00:00Z",
        "at 20:15: lunch",
        "https://example.com:8080/a?b=c#d",
        "Note: the password is on the back",
        "a -- b --c",
        "<p class='a'>tokens</p>",
        "x=1;y=2",
        "identity:user:42",
    ],
)
def test_other_text_stays(text: str) -> None:
    fresh = Scrubber(SensitiveNames(), KnownSecrets(), {})
    for body, content_type in (place(text) for place in PLACES.values()):
        assert fresh.redact_body(body.encode(), content_type) == body.encode()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le"])
def test_a_form_in_utf_16_stays_one(encoding: str) -> None:
    redacted = scrubber().redact_body(f"Password=x&Note={TOKEN}".encode(encoding), FORM)

    assert redacted.decode(encoding) == "Password=REDACTED&Note=REDACTED"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_secret_in_utf_16_within_other_text_is_redacted(encoding: str) -> None:
    wide = f"it was {TOKEN}".encode(encoding).decode("latin-1")
    document = json.dumps({"a": wide, "b": {"c": "x"}}).encode()

    assert scrubber().redact_body(b"note " + wide.encode(), "text/plain") == (
        b"note it was REDACTED"
    )
    assert json.loads(scrubber().redact_body(document, JSON)) == {
        "a": "it was REDACTED",
        "b": {"c": "x"},
    }
    assert scrubber().redact_target(f"/?{urlencode({'a': wide, 'b': 'c'})}") == (
        "/?a=it+was+REDACTED&b=c"
    )


def test_a_file_with_zeros_and_nothing_to_redact_stays_as_it_is() -> None:
    body = b"\x89PNG" + "width height depth".encode("utf-16-le") + bytes(range(256))

    assert scrubber().redact_body(body, "image/png") == body
