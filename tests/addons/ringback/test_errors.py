from pathlib import Path

import pytest

from ringback.errors import (
    CassetteError,
    CertificateError,
    CommandError,
    ListenError,
    RingbackError,
    UsageError,
)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(RingbackError("no"), 1, id="any"),
        pytest.param(UsageError("no"), 2, id="usage"),
        pytest.param(CassetteError("no", Path("a.yaml")), 1, id="cassette"),
        pytest.param(ListenError("no"), 1, id="listen"),
        pytest.param(CertificateError("no"), 1, id="certificate"),
        pytest.param(CommandError("no"), 1, id="command"),
    ],
)
def test_an_error_knows_the_status_that_the_program_ends_with(
    error: RingbackError, status: int
) -> None:
    assert isinstance(error, RingbackError)
    assert error.exit_status == status


def test_a_cassette_error_begins_with_its_file() -> None:
    error = CassetteError("it is empty", Path("a.yaml"))

    assert str(error) == "a.yaml: it is empty"
    assert error.path == Path("a.yaml")
    assert error.line is None


def test_a_cassette_error_names_the_line_where_it_is_known() -> None:
    error = CassetteError("it is no YAML", Path("a.yaml"), 7)

    assert str(error) == "a.yaml:7: it is no YAML"
    assert error.line == 7
