import pytest

from ringback.cassette.matching.url_path import normalize_path


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/v1/Conversations", "/v1/Conversations"),
        ("/v2/PhoneNumbers/%2B15551234567", "/v2/PhoneNumbers/+15551234567"),
        ("/v1/Users/ada%40x%7e", "/v1/Users/ada@x~"),
        ("/v1/Users/zoë k", "/v1/Users/zo%C3%AB%20k"),
        ("/v1/Users/a%2fb", "/v1/Users/a%2Fb"),
        ("/v1/Users/50%", "/v1/Users/50%25"),
        ("/v1/Users/%ff", "/v1/Users/%FF"),
    ],
)
def test_a_path_has_one_spelling(path: str, normal: str) -> None:
    assert normalize_path(path) == normal
    assert normalize_path(normal) == normal
