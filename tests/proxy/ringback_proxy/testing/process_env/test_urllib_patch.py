import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from ringback_proxy.testing.process_env.urllib_patch import patch_urlopen


@pytest.fixture(autouse=True)
def _opener_of_the_run() -> Iterator[None]:
    before = opener()
    yield
    install(before)


def opener() -> Any:
    return urllib.request._opener  # type: ignore[attr-defined]


def install(opener: Any) -> None:
    urllib.request._opener = opener  # type: ignore[attr-defined]


def test_what_urlopen_had_kept_is_left_out_and_put_back() -> None:
    kept = urllib.request.build_opener()
    install(kept)
    with patch_urlopen():
        assert opener() is None
        install(urllib.request.build_opener())
    assert opener() is kept


def test_what_urlopen_has_kept_meanwhile_goes() -> None:
    install(None)
    with patch_urlopen():
        install(urllib.request.build_opener())
    assert opener() is None


class Own(urllib.request.BaseHandler):
    def http_open(self, request: object) -> None:
        """Handle nothing."""


def test_an_opener_of_the_user_s_stays() -> None:
    own = urllib.request.build_opener(Own)
    install(own)
    with patch_urlopen():
        assert opener() is own
    assert opener() is own
