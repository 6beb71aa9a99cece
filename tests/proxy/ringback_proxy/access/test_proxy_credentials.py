import base64

import pytest

from ringback.errors import UsageError
from ringback_proxy.access.proxy_credentials import ProxyCredentials, parse_credentials

ANNA = ProxyCredentials("anna", "a:b c@d")


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def test_a_password_may_hold_colons() -> None:
    assert parse_credentials("anna:a:b c@d") == ANNA


@pytest.mark.parametrize("text", ["", "anna", "anna:", ":secret", ":"])
def test_an_incomplete_pair_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="give USER:PASSWORD"):
        parse_credentials(text)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(UsageError) as error:
        parse_credentials("hunter2")

    assert "hunter2" not in str(error.value)
    assert "a:b c@d" not in repr(ANNA)


def test_credentials_are_escaped_in_a_url() -> None:
    assert ANNA.user_info == "anna:a%3Ab%20c%40d@"


@pytest.mark.parametrize(
    "header",
    [
        basic("anna:a:b c@d"),
        basic("anna:a:b c@d").replace("Basic", "basic"),
        basic("worker-1:a:b c@d"),
        basic(":a:b c@d"),
    ],
    ids=["as curl sends it", "scheme in small letters", "a session", "no user name"],
)
def test_a_header_with_the_credentials_is_recognised(header: str) -> None:
    assert ANNA.match(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic \u00e9",
        basic("anna:a"),
        basic("anna"),
        basic("bert:"),
        basic("anna:a:b c@d "),
        basic("anna:a:b c@d").replace("Basic", "Bearer"),
    ],
)
def test_other_headers_are_not_recognised(header: str | None) -> None:
    assert not ANNA.match(header)
