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


def test_the_opener_that_urlopen_had_is_restored() -> None:
    kept = urllib.request.build_opener()
    install(kept)
    with patch_urlopen():
        assert opener() is None
        install(urllib.request.build_opener())
    assert opener() is kept


def test_the_opener_that_urlopen_has_made_meanwhile_is_removed() -> None:
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
