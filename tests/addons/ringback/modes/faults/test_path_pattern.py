import pytest

from ringback.modes.faults.path_pattern import matches_path
from tests.support.endless import guard_against_endless_work


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v1/Conversations", "/v1/Conversations", True),
        ("/v1/Conversations", "/v1/Conversations/CH1", False),
        ("/v1/Conversations/*", "/v1/Conversations/CH1", True),
        ("/v1/Conversations/*", "/v1/Conversations/CH1/Messages", False),
        ("/v1/*/CH1", "/v1/Conversations/CH1", True),
        ("/v1/**", "/v1/Conversations/CH1/Messages", True),
        ("/v1/**/Messages", "/v1/Conversations/CH1/Messages", True),
        ("**", "/v1", True),
        ("/v1/a.b", "/v1/aXb", False),
    ],
)
def test_a_path_is_matched_by_its_segments(pattern: str, path: str, matches: bool) -> None:
    assert matches_path(pattern, path) is matches


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v1/**x*y", "/v1/x/xy", True),
        ("/v1/**x*y", "/v1/x/x/y", False),
        ("/v1/C*s/*", "/v1/Conversations/", True),
        ("/v1/*/**", "/v1/a", False),
        ("***", "/v1/a/b", True),
        ("/v1/*a*a", "/v1/aa", True),
        ("/v1/*a*a", "/v1/a", False),
    ],
)
def test_wildcards_may_be_anywhere(pattern: str, path: str, matches: bool) -> None:
    assert matches_path(pattern, path) is matches


def test_no_pattern_keeps_the_proxy_busy() -> None:
    with guard_against_endless_work():
        assert not matches_path("/v1/" + "*a" * 40 + "b", "/v1/" + "a" * 1_000)
