import base64
from dataclasses import replace
from urllib.parse import quote

import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.leak_check import find_leak
from ringback.http.messages import Headers, Response
from tests.support.cassettes.exchanges import TOKEN, create, created, request

CLEAN = Interaction(create(caller=None, FriendlyName="Ada"), created())


def leak(interaction: Interaction) -> str | None:
    secrets = KnownSecrets()
    secrets.remember(TOKEN)
    return find_leak(interaction, secrets)


def with_response(**changes: object) -> Interaction:
    return replace(CLEAN, response=replace(CLEAN.response, **changes))  # type: ignore[arg-type]


def test_a_clean_interaction_has_no_leak() -> None:
    assert leak(CLEAN) is None


@pytest.mark.parametrize(
    ("interaction", "place"),
    [
        (replace(CLEAN, request=request(TOKEN, caller=None)), "the request's method"),
        (replace(CLEAN, request=request("GET", f"/{TOKEN}", caller=None)), "the URL"),
        (replace(CLEAN, request=request(caller=None, X_A=TOKEN)), "the request header X-A"),
        (replace(CLEAN, request=create(caller=None, a=TOKEN)), "a in the request body"),
        (with_response(reason=TOKEN), "the response's reason"),
        (with_response(headers=Headers([("X-B", TOKEN)])), "the response header X-B"),
        (with_response(headers=Headers([(TOKEN, "")])), f"the response header {TOKEN}"),
        (with_response(body=TOKEN.encode()), "the response body"),
    ],
    ids=["method", "URL", "request header", "body", "reason", "header", "its name", "reply"],
)
def test_the_place_is_named(interaction: Interaction, place: str) -> None:
    assert leak(interaction) == place


@pytest.mark.parametrize(
    "body",
    [
        quote(quote("".join(f"%{byte:02x}" for byte in TOKEN.encode()))).encode(),
        base64.b64encode(base64.b64encode(f"u:{TOKEN}".encode())),
        quote(base64.b64encode(f"Basic u:{TOKEN}".encode())).encode(),
        base64.b64encode(quote(TOKEN + "=").encode()),
        TOKEN.encode("utf-16-le") + b"\xff",
        TOKEN.encode("utf-16"),
        b"\xff" + TOKEN.encode(),
        base64.b64encode(base64.b64encode(base64.b64encode(TOKEN.encode()))),
        b"".join(base64.encodebytes(b"user " * 9 + TOKEN.encode()).splitlines(keepends=True)),
        f"{TOKEN[:20]}=\r\n{TOKEN[20:]}".encode(),
        TOKEN.encode().hex().encode(),
        "".join(f"%2525252525{ord(one):02x}" for one in TOKEN).encode(),
        b"z" * 2_000_000 + b" %25 " + "".join(f"%25{ord(one):02x}" for one in TOKEN).encode(),
    ],
    ids=[
        "layers",
        "base64 twice",
        "base64 in a URL",
        "URL in base64",
        "UTF-16",
        "BOM",
        "binary",
        "base64 thrice",
        "base64 in lines",
        "quoted-printable",
        "hexadecimal",
        "many layers",
        "long",
    ],
)
def test_a_secret_is_found_below_several_layers(body: bytes) -> None:
    interaction = replace(CLEAN, response=Response(200, body=body))

    assert leak(interaction) == "the response body"


def test_a_secret_with_the_separator_of_places_in_it_is_found() -> None:
    secrets = KnownSecrets()
    secrets.remember("before-the-separator\x1eand-behind-it")
    body = b"a\x1eand-behind-it\x1ebefore-the-separator%1Eand-behind-it"

    assert find_leak(with_response(body=body), secrets) == "the response body"


def test_too_deeply_escaped_text_is_a_leak() -> None:
    text = "%41"
    for _ in range(20):
        text = text.replace("%", "&#37;").replace("&", "%26")

    assert leak(with_response(body=text.encode())) == "the response body"


def test_a_secret_that_is_not_ascii_is_found_beside_bytes_that_are_no_text() -> None:
    secrets = KnownSecrets()
    secrets.remember("pässwörd-lông-énough")
    body = b"\xff\0" + "pässwörd-lông-énough".encode()

    assert find_leak(with_response(body=body), secrets) == "the response body"
