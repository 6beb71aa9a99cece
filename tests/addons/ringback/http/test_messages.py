import pytest

from ringback.http.messages import Headers, Request, Response, replace_surrogates, request_to

TWO_COOKIES = Headers([("Set-Cookie", "a=1"), ("Date", "today"), ("set-cookie", "b=2")])


def test_a_header_is_found_whatever_its_case() -> None:
    assert TWO_COOKIES.get("DATE") == "today"


def test_get_returns_the_first_of_several_values() -> None:
    assert TWO_COOKIES.get("Set-Cookie") == "a=1"


def test_get_returns_none_for_an_absent_header() -> None:
    assert TWO_COOKIES.get("Age") is None
    assert "Age" not in TWO_COOKIES


def test_a_header_with_an_empty_value_is_present() -> None:
    assert "Empty" in Headers([("Empty", "")])


def test_all_returns_every_value_in_order() -> None:
    assert TWO_COOKIES.all("SET-COOKIE") == ("a=1", "b=2")
    assert TWO_COOKIES.all("Age") == ()


def test_headers_keep_their_number_and_order() -> None:
    assert len(TWO_COOKIES) == 3
    assert list(TWO_COOKIES)[2] == ("set-cookie", "b=2")


def test_headers_can_be_left_out() -> None:
    assert list(TWO_COOKIES.without("SET-cookie", "Age")) == [("Date", "today")]


def test_having_replaces_a_header_at_its_former_place_and_only_once() -> None:
    assert list(TWO_COOKIES.having("set-COOKIE", "c=3")) == [
        ("Set-Cookie", "c=3"),
        ("Date", "today"),
    ]


def test_having_adds_a_new_header_at_the_end() -> None:
    assert list(Headers([("A", "1")]).having("B", "2")) == [("A", "1"), ("B", "2")]


def test_equal_headers_are_equal_and_so_are_their_hashes() -> None:
    same = Headers(TWO_COOKIES.pairs)

    assert same == TWO_COOKIES
    assert hash(same) == hash(TWO_COOKIES)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Headers(), id="fewer"),
        pytest.param(TWO_COOKIES.pairs, id="pairs"),
    ],
)
def test_other_headers_are_not_equal(other: object) -> None:
    assert other != TWO_COOKIES


def test_no_repr_shows_possible_secrets() -> None:
    headers = Headers([("Authorization", "Basic c2VjcmV0")])
    request = request_to("POST", "https://conversations.twilio.com/", headers, b"secret")

    assert repr(headers) == "<Headers Authorization>"
    assert "c2VjcmV0" not in repr(request)
    assert "secret" not in repr(request)
    assert "secret" not in repr(Response(200, headers, b"secret"))


def request(target: str) -> Request:
    return Request("GET", "https", "conversations.twilio.com", 443, target)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        pytest.param("/v1/Conversations", "/v1/Conversations", "", id="no query"),
        pytest.param("/v1?PageSize=2", "/v1", "PageSize=2", id="query"),
        pytest.param("/v1?a=1?b", "/v1", "a=1?b", id="question mark in the query"),
        pytest.param("*", "*", "", id="asterisk"),
    ],
)
def test_a_target_has_a_path_and_a_query(target: str, path: str, query: str) -> None:
    assert (request(target).path, request(target).query) == (path, query)


@pytest.mark.parametrize(
    ("scheme", "host", "port", "origin"),
    [
        pytest.param("https", "a.example", 443, "https://a.example", id="default port of https"),
        pytest.param("http", "a.example", 80, "http://a.example", id="default port of http"),
        pytest.param("https", "a.example", 80, "https://a.example:80", id="the other's port"),
        pytest.param("ws", "a.example", 443, "ws://a.example:443", id="no default"),
        pytest.param("http", "::1", 80, "http://[::1]", id="IPv6"),
    ],
)
def test_an_origin_leaves_out_the_default_port(
    scheme: str, host: str, port: int, origin: str
) -> None:
    assert Request("GET", scheme, host, port, "/").origin == origin


def test_a_url_is_origin_and_target() -> None:
    assert request("/v1?a=1").url == "https://conversations.twilio.com/v1?a=1"


def test_a_number_sign_in_a_target_does_not_begin_a_fragment() -> None:
    url = request("/v1?x=a#b").url

    assert url == "https://conversations.twilio.com/v1?x=a%23b"
    assert request_to("GET", url).url == url


def test_the_url_of_an_asterisk_has_a_path() -> None:
    assert request("*").url == "https://conversations.twilio.com/*"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "https://Conversations.Twilio.com./v1?a=1",
            ("https", "conversations.twilio.com", 443, "/v1?a=1"),
            id="host as it is compared",
        ),
        pytest.param("http://a.example", ("http", "a.example", 80, "/"), id="no path"),
        pytest.param("https://a.example:0/", ("https", "a.example", 0, "/"), id="port 0"),
        pytest.param("https://[::1]:8443/", ("https", "::1", 8443, "/"), id="IPv6"),
        pytest.param("odd://a.example", ("odd", "a.example", 443, "/"), id="another scheme"),
    ],
)
def test_a_request_is_made_from_a_url(url: str, expected: tuple[str, str, int, str]) -> None:
    made = request_to("GET", url)

    assert (made.scheme, made.host, made.port, made.target) == expected
    assert made.headers == Headers()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("/v1/Conversations", id="a path"),
        pytest.param("https:///v1", id="no host"),
        pytest.param("https://a.example:99999/", id="an impossible port"),
    ],
)
def test_an_incomplete_url_is_rejected(url: str) -> None:
    with pytest.raises(ValueError, match=r"absolute URL|[Pp]ort"):
        request_to("GET", url)


def test_credentials_in_a_url_are_kept_apart_from_the_request() -> None:
    made = request_to("GET", "https://bob:pw@host.test/a")

    assert made.userinfo == "bob:pw"
    assert made == request_to("GET", "https://host.test/a")
    assert "pw" not in made.url + repr(made)


def test_surrogate_escapes_become_replacement_characters() -> None:
    assert replace_surrogates("/é/\udcff") == "/é/\ufffd"
