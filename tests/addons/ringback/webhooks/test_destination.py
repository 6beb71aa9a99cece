import pytest

from ringback.http.origin import Origin
from ringback.webhooks.destination import (
    Destination,
    NoDestination,
    find_destination,
    is_loopback,
    list_addresses,
)

TUNNEL = Origin("http", "127.0.0.1", 5000)


@pytest.mark.parametrize(
    ("url", "address", "target", "signed"),
    [
        ("http://127.0.0.1:5000/hook", "127.0.0.1:5000", "/hook", "http://127.0.0.1:5000/hook"),
        ("http://localhost:5000", "localhost:5000", "/", "http://localhost:5000/"),
        ("http://LOCALHOST/a?b=1", "localhost:80", "/a?b=1", "http://localhost/a?b=1"),
        ("http://[::1]:80/x", "[::1]:80", "/x", "http://[::1]/x"),
        ("https://app.localhost/", "app.localhost:443", "/", "https://app.localhost/"),
        ("http://0.0.0.0:5000/x", "0.0.0.0:5000", "/x", "http://0.0.0.0:5000/x"),
        (
            "http://127.0.0.1/h%C3%B6k ö?q=ü&r=%20+#rc=1",
            "127.0.0.1:80",
            "/h%C3%B6k%20%C3%B6?q=%C3%BC&r=%20+",
            "http://127.0.0.1/h%C3%B6k%20%C3%B6?q=%C3%BC&r=%20+",
        ),
        ("http://u:p@127.0.0.1/x", "127.0.0.1:80", "/x", "http://127.0.0.1/x"),
    ],
)
def test_this_machine_is_called(url: str, address: str, target: str, signed: str) -> None:
    found = find_destination(url)

    assert isinstance(found, Destination)
    assert (found.address.address, found.target, found.url) == (address, target, signed)
    assert not found.is_forwarded


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://10.0.0.7/hook",
        "http://127.0.0.1.example.com/hook",
        "http://localhost.example.com/hook",
        "http://host.docker.internal:5000/hook",
        "http://[::ffff:10.0.0.7]/hook",
    ],
)
def test_another_machine_is_not_called(url: str) -> None:
    found = find_destination(url)

    assert isinstance(found, NoDestination)
    assert "is another machine" in found.reason
    assert "--forward-webhooks-to" in found.reason


@pytest.mark.parametrize("host", ["twilio.com", "conversations.twilio.com", "API.Twilio.COM."])
@pytest.mark.parametrize("forwarded", [False, True])
def test_twilio_is_never_called(host: str, forwarded: bool) -> None:
    if forwarded:
        found = find_destination("https://example.com/", Origin("https", host, 443))
    else:
        found = find_destination(f"https://{host}/v1/Conversations")

    assert isinstance(found, NoDestination)
    assert "is Twilio's" in found.reason


@pytest.mark.parametrize(
    "url", ["", "hook", "ftp://127.0.0.1/", "http://", "http://[", "http://x:0/"]
)
def test_what_is_no_url_is_not_called(url: str) -> None:
    assert find_destination(url) == NoDestination(f"{url!r} is not the URL of a web server")


def test_with_forwarding_any_target_is_called_there_and_keeps_its_own_url() -> None:
    found = find_destination("https://hooks.example.com:8443/a/b?c=d#rc=2", TUNNEL)

    assert isinstance(found, Destination)
    assert found.address == TUNNEL
    assert found.target == "/a/b?c=d"
    assert found.url == "https://hooks.example.com:8443/a/b?c=d"
    assert found.is_forwarded
    assert found.fragment == "rc=2"


def test_a_host_with_other_letters_is_named_as_on_the_wire() -> None:
    found = find_destination("https://bücher.example/hook", TUNNEL)

    assert isinstance(found, Destination)
    assert found.url == "https://xn--bcher-kva.example/hook"


@pytest.mark.parametrize(
    "host", ["127.9.9.9", "::1", "localhost.", "a.localhost", "::ffff:127.0.0.1"]
)
def test_loopback_has_many_names(host: str) -> None:
    assert is_loopback(host)


def test_localhost_is_not_looked_up() -> None:
    assert list_addresses("localhost") == ("127.0.0.1", "::1")
    assert list_addresses("10.0.0.7") == ("10.0.0.7",)
