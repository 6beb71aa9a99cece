import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from ringback.twilio.values.access_tokens import make_access_token, read_client


def encode(document: object) -> str:
    return urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def test_a_token_is_a_jwt_that_does_not_expire_soon() -> None:
    header, claims, _ = make_access_token("OQ1").split(".")

    assert json.loads(urlsafe_b64decode(header + "==")) == {"alg": "none", "typ": "JWT"}
    assert json.loads(urlsafe_b64decode(claims + "=="))["exp"] > 4_000_000_000


def test_a_token_names_its_client_and_is_the_same_each_time() -> None:
    assert make_access_token("OQ1") == make_access_token("OQ1") != make_access_token("OQ2")
    assert read_client(make_access_token("OQ1")) == "OQ1"


def test_another_token_stands_for_itself() -> None:
    token = f"{encode({})}.{encode({'exp': 1})}.x"

    assert read_client(token) == token


@pytest.mark.parametrize(
    "token", ["", "abc", "a.b.c", "a.b", f"x.{encode([1])}.y", "é.é.é", f"x.{encode('[' * 99)}.y"]
)
def test_what_is_not_a_jwt_has_no_client(token: str) -> None:
    assert read_client(token) is None
