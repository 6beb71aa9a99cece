import pytest

from ringback.http.origin import Origin


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        (Origin("https", "a.example", 443), "https://a.example"),
        (Origin("http", "a.example", 80), "http://a.example"),
        (Origin("http", "a.example", 443), "http://a.example:443"),
        (Origin("https", "::1", 8443), "https://[::1]:8443"),
        (Origin("https", "::1", 443), "https://[::1]"),
        (Origin("socks", "a.example", 1080), "socks://a.example:1080"),
    ],
    ids=["https", "http", "another port", "IPv6", "IPv6 at the default port", "another scheme"],
)
def test_an_origin_is_written_as_in_a_url(origin: Origin, url: str) -> None:
    assert str(origin) == url
    assert origin.authority == url.partition("//")[2]


def test_an_address_always_has_a_port() -> None:
    assert Origin("https", "a.example", 443).address == "a.example:443"
    assert Origin("https", "::1", 443).address == "[::1]:443"
