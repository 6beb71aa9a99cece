import pytest

from ringback.errors import UsageError
from ringback.settings.parsers import parse_state
from ringback.settings.postgresql_url import (
    find_passwords,
    hide_password,
    is_postgresql_url,
    parse_postgresql_url,
)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://", "postgresql://"),
        ("postgres://db/name", "postgres://db/name"),
        ("postgresql://me:secret@db:5433/name", "postgresql://me@db:5433/name"),
        ("postgresql://me:%40secret%2f@[::1]:5433/name", "postgresql://me@[::1]:5433/name"),
        ("postgresql://:secret@db", "postgresql://db"),
        ("postgresql://me:secret?x@db/name", "postgresql://me@db/name"),
        (
            "postgresql://me:secret@one:1,two/name?target_session_attrs=any",
            "postgresql://me@one:1,two/name",
        ),
        ("postgresql://db/name?user=me&password=secret", "postgresql://db/name?user=me"),
        ("postgresql://db/name?p%61ssword=secret", "postgresql://db/name"),
        ("postgresql://db?sslpassword=secret&host=/run", "postgresql://db?host=/run"),
        ("postgresql://?service=mine", "postgresql://?service=mine"),
    ],
)
def test_a_url_is_kept_as_it_is_and_shown_without_its_password(url: str, shown: str) -> None:
    assert parse_state(url) == url
    assert hide_password(url) == shown
    assert hide_password(shown) == shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:secret",
        "postgresql:/me:secret@db/name",
        "postgresql://me:secret@secret@db/name",
        "postgresql://me:se/secret@db/name",
        "postgresql://me:se:secret@db/name",
        "postgresql://me:secret",
        "postgresql://me:secret/name",
        "postgresql://me:secret%@db/name",
        "postgresql://me:secret%zz@db/name",
        "postgresql://me:secret%00@db/name",
        "postgresql://me:secret\0@db/name",
        "postgresql://me:x?secret@secret@db/name",
        "postgresql://db/name?password=secret@me",
    ],
)
def test_what_libpq_would_take_for_a_host_is_refused_without_a_word_of_it(url: str) -> None:
    with pytest.raises(
        UsageError, match=r"postgresql://USER@HOST:5432/DATABASE, .* % is %25\)"
    ) as e:
        parse_postgresql_url(url)
    assert "secret" not in str(e.value)


def test_passwords_are_found_in_each_place_encoded_and_decoded() -> None:
    url = "postgresql://me:a%40b@db?password=c&sslpassword=d%20e&user=x"

    assert find_passwords(url) == ["c", "c", "d%20e", "d e", "a%40b", "a@b"]
    assert find_passwords("postgresql://me@db") == []
    assert find_passwords("postgresql://a@b@c") == []


def test_another_place_is_no_url_of_postgresql() -> None:
    assert not is_postgresql_url("state.sqlite")
    assert not is_postgresql_url("postgres")
    assert is_postgresql_url("postgresql:nonsense")
