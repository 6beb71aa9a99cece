import gzip
import zlib
from base64 import b32encode, b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.known import encoded_secrets
from ringback.cassette.redaction.known.encoded_secrets import (
    decode_all,
    decode_readable,
    inflate,
    replace_encoded,
    replace_in_interaction,
    replace_in_request,
)
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.http.messages import Request, Response
from tests.support.cassettes.exchanges import TOKEN, request
from tests.support.endless import guard_against_endless_work

SECRET = TOKEN.encode()
ENCODED = b64encode(b64encode(SECRET)).decode()


@pytest.fixture
def secrets() -> KnownSecrets:
    secrets = KnownSecrets()
    secrets.remember(TOKEN)
    return secrets


@pytest.mark.parametrize(
    "encoded",
    [
        b64encode(b64encode(SECRET)),
        urlsafe_b64encode(b64encode(b"ab" + SECRET + b"\xff")),
        b64encode(b64encode(b64encode(b"x:" + SECRET))),
        b64encode(gzip.compress(SECRET * 3, mtime=0)),
        b64encode(zlib.compress(b"a" + SECRET)),
        b64encode(TOKEN.encode("utf-16")),
        b32encode(SECRET),
        b32encode(b"abc" + SECRET),
        b64encode(SECRET.upper()),
    ],
)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", '{"a": "', "/v1/"])
def test_a_run_with_a_secret_is_replaced(
    encoded: bytes, before: str, secrets: KnownSecrets
) -> None:
    text = f"{before}{encoded.decode()} behind"

    replaced = replace_encoded(text, secrets)

    assert replaced.endswith("REDACTED behind")
    assert encoded.decode()[4:] not in replaced


@pytest.mark.parametrize(
    "text",
    [
        "IS" + "ab" * 16,
        "https://conversations.twilio.com/v1/Conversations/CH0123456789abcdef0123456789abcdef",
        b64encode(bytes(range(256))).decode(),
        b64encode(gzip.compress(b"no secret" * 99, mtime=0)).decode(),
        "A" * 1000,
    ],
)
def test_other_runs_stay(text: str, secrets: KnownSecrets) -> None:
    assert replace_encoded(text, secrets) == text


def test_what_is_compressed_is_read_wherever_it_begins() -> None:
    data = b"x^note " + gzip.compress(SECRET, mtime=0)

    assert TOKEN in list(inflate(data))
    assert list(inflate(b"\x1f\x8b\x08 no stream x\x9c")) in ([], [""])


def test_a_bomb_is_read_in_part_only() -> None:
    (found,) = inflate(gzip.compress(b"a" * 50_000_000, mtime=0))

    assert len(found) == 1_000_000


@pytest.mark.parametrize("secret", [TOKEN, "ein-sehr-schönes-geheimnis"], ids=["ASCII", "other"])
@pytest.mark.parametrize("text", ["A" * 500_000, "QUFB" * 125_000, "a+" * 250_000, "7" * 500_000])
def test_the_work_grows_with_the_text_and_not_faster(text: str, secret: str) -> None:
    secrets = KnownSecrets()
    secrets.remember(secret)

    with guard_against_endless_work():
        decoded = decode_all((text,), secrets)

    assert sum(map(len, decoded)) < 100 * len(text)


def test_noise_is_read_only_for_secrets_that_are_not_ascii() -> None:
    noise = b64encode(b"\xff" * 60).decode()
    plain, other = KnownSecrets(), KnownSecrets()
    plain.remember(TOKEN)
    other.remember("ein-sehr-schönes-geheimnis")

    assert list(decode_all((noise,), plain)) == []
    assert list(decode_all((noise,), other)) != []


@given(st.text(st.sampled_from("aZ9+/_-=. \n\u00e9\udc80"), max_size=90))
def test_the_quick_way_finds_the_same_runs(text: str) -> None:
    found = encoded_secrets._find_runs(text)

    assert list(found) == [run[0] for run in encoded_secrets._RUN.finditer(text)]


@pytest.mark.parametrize("size", [30, 3_000], ids=["kept", "not kept"])
def test_what_is_readable_in_a_run_is_read_again(size: int, secrets: KnownSecrets) -> None:
    run = b64encode(b"readable " * (size // 9)).decode()

    first, again = (list(decode_all((run,), secrets)) for _ in range(2))

    assert "readable readable" in first[0]
    assert again == first


def test_short_readable_texts_are_decoded_layer_by_layer() -> None:
    text = b64encode(b64encode("Grüße an Ada".encode())).decode()

    assert "Grüße an Ada" in set(decode_readable(f"x.{text}.y"))
    assert list(decode_readable("short")) == []


@pytest.mark.parametrize(
    "sent",
    [
        request("GET", f"/v1/{ENCODED}"),
        request(X_A=ENCODED),
        request(body=ENCODED.encode()),
        request(body=gzip.compress(SECRET, mtime=0)),
    ],
    ids=["target", "header", "body", "compressed"],
)
def test_a_secret_in_one_part_of_a_request_is_replaced(
    sent: Request, secrets: KnownSecrets
) -> None:
    replaced = replace_in_request(sent, secrets)

    values = (replaced.target, replaced.headers.get("X-A"), replaced.body)
    assert sum("REDACTED" in str(value) for value in values) == 1


def test_both_messages_of_an_interaction_are_read() -> None:
    secrets = KnownSecrets()
    secrets.remember(TOKEN)
    encoded = b64encode(TOKEN.encode())
    interaction = Interaction(request(body=encoded), Response(200, body=encoded))

    replaced = replace_in_interaction(interaction, secrets)

    assert encoded not in replaced.request.body
    assert encoded not in replaced.response.body
