import pytest

from ringback.webhooks.overrides import ConnectionOverrides, parse_overrides


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", ConnectionOverrides()),
        ("section-2", ConnectionOverrides()),
        ("ct=2000", ConnectionOverrides(connect=2.0)),
        ("rt=700&tt=900", ConnectionOverrides(read=0.7, total=0.9)),
        ("rc=3", ConnectionOverrides(retries=3)),
        ("rc=3&rp=5xx,rt", ConnectionOverrides(retries=3, policies=frozenset(["5xx", "rt"]))),
        ("rc=99", ConnectionOverrides(retries=5)),
        ("ct=1", ConnectionOverrides(connect=0.1)),
        ("rc=-1&ct=²&rt=x&tt=99999999", ConnectionOverrides()),
        ("rc=1&rp=sometimes", ConnectionOverrides(retries=1)),
    ],
)
def test_a_fragment_is_read(fragment: str, expected: ConnectionOverrides) -> None:
    assert parse_overrides(fragment) == expected


def test_without_a_number_the_targets_own_is_used() -> None:
    assert parse_overrides("", 2) == ConnectionOverrides(retries=2)
    assert parse_overrides("rc=0", 2).retries == 0


@pytest.mark.parametrize(
    ("fragment", "status", "connected", "expected"),
    [
        ("", 200, True, False),
        ("", 404, True, False),
        ("", 429, True, True),
        ("", 500, True, False),
        ("", 503, True, True),
        ("", 504, True, True),
        ("", None, True, True),
        ("", None, False, True),
        ("rc=1", None, False, True),
        ("rc=1", 503, True, True),
        ("rc=1&rp=ct", None, False, True),
        ("rc=1&rp=ct", None, True, False),
        ("rc=1&rp=ct", 503, True, False),
        ("rc=1&rp=rt", None, True, True),
        ("rc=1&rp=rt", None, False, False),
        ("rc=1&rp=5xx", 500, True, True),
        ("rc=1&rp=5xx", 404, True, False),
        ("rc=1&rp=4xx,5xx", 404, True, True),
        ("rc=1&rp=all", 418, True, True),
        ("rc=1&rp=all", None, False, True),
        ("rc=1&rp=all", 302, True, False),
    ],
)
def test_what_is_repeated(
    fragment: str, status: int | None, connected: bool, expected: bool
) -> None:
    overrides = parse_overrides(fragment, 1)

    assert overrides.retries_after(status, connected=connected) is expected
