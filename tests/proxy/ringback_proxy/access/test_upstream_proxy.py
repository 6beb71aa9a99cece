import pytest

from ringback.errors import UsageError
from ringback_proxy.access.upstream_proxy import UpstreamProxies, find

COMPANY = "http://proxy.company.example:3128"


def chosen(proxies: UpstreamProxies, host: str, port: int = 443, scheme: str = "https") -> str:
    return str(proxies.for_host(scheme, host, port))


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_the_proxy_for_https_is_found(name: str) -> None:
    assert chosen(find({name: COMPANY}), "a.example") == COMPANY


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_the_proxy_for_http_is_found(name: str) -> None:
    assert chosen(find({name: COMPANY}), "a.example", 80, "http") == COMPANY


def test_lower_case_comes_first() -> None:
    proxies = find({"HTTPS_PROXY": "http://other:1", "https_proxy": COMPANY, "ALL_PROXY": "x"})

    assert chosen(proxies, "a.example") == COMPANY


def test_without_variables_there_is_no_proxy() -> None:
    assert find({"HTTPS_PROXY": ""}) == UpstreamProxies()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("http://proxy.example", "http://proxy.example:80"),
        ("https://proxy.example", "https://proxy.example:443"),
    ],
)
def test_what_a_url_leaves_out_is_filled_in(url: str, shown: str) -> None:
    assert str(find({"HTTPS_PROXY": url}).https) == shown


@pytest.mark.parametrize(
    "url", ["socks5://me:pass-word@p:1080", "http://me:pass-word@:3128", "http://me:pass-word@p:x"]
)
def test_an_unusable_proxy_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError, match="HTTPS_PROXY names no proxy") as error:
        find({"HTTPS_PROXY": url})

    assert "pass-word" not in str(error.value)


def test_credentials_are_decoded_and_never_shown() -> None:
    proxy = find({"HTTPS_PROXY": "http://me%40us:pass%3Aword@proxy.example:3128"}).https

    assert proxy is not None
    assert proxy.authorization == "Basic bWVAdXM6cGFzczp3b3Jk"
    assert "word" not in f"{proxy} {proxy!r}"
    assert "bWVA" not in f"{proxy} {proxy!r}"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "localhost:8080", "http://[::1]:8080"])
def test_this_proxy_itself_is_ignored(url: str) -> None:
    assert find({"HTTPS_PROXY": url}, (8080, 8081)) == UpstreamProxies()


def test_another_proxy_on_this_machine_is_used() -> None:
    assert find({"HTTPS_PROXY": "http://127.0.0.1:3128"}, (8080,)).https is not None


def test_an_enclosing_ringback_is_ignored_but_passes_the_original_on() -> None:
    outer = "http://127.0.0.1:8080"
    nested = {"HTTPS_PROXY": outer, "https_proxy": outer, "RINGBACK_ACTIVE": outer}

    assert find(nested).https is None
    assert str(find({**nested, "RINGBACK_COMPANY_HTTPS_PROXY": COMPANY}).https) == COMPANY
    assert str(find({**nested, "https_proxy": COMPANY}).https) == COMPANY


@pytest.mark.parametrize(
    ("no_proxy", "host", "exempt"),
    [
        ("*", "a.example", True),
        ("a.example", "a.example", True),
        ("a.example", "A.Example.", True),
        ("a.example", "b.a.example", True),
        (".a.example", "b.a.example", True),
        ("*.a.example", "b.a.example", True),
        ("a.example", "nota.example", False),
        ("a.example:443", "a.example", True),
        ("a.example:8443", "a.example", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("fd00::/8", "fd00::1", True),
        ("b.example, a.example", "a.example", True),
        ("", "localhost", True),
        ("", "it.localhost", True),
        ("", "127.0.0.2", True),
        ("", "::1", True),
        ("", "a.example", False),
    ],
)
def test_exempt_hosts_are_reached_directly(no_proxy: str, host: str, exempt: bool) -> None:
    proxies = find({"HTTPS_PROXY": COMPANY, "NO_PROXY": no_proxy})

    assert (proxies.for_host("https", host, 443) is None) is exempt
