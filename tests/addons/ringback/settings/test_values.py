from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.settings.table import SETTINGS
from ringback.settings.values import parse_value

BY_NAME = {setting.field: setting for setting in SETTINGS}


@pytest.mark.parametrize(
    ("name", "given", "parsed"),
    [
        pytest.param("seed", 7, 7, id="a number"),
        pytest.param("seed", "7", 7, id="the command line's text"),
        pytest.param("start_with", Path("a.yaml"), Path("a.yaml"), id="a path"),
        pytest.param("start_with", {"users": ()}, {"users": []}, id="a document"),
        pytest.param("match_on", ["method", "path"], ("method", "path"), id="a list"),
        pytest.param("redact", "Body", ("Body",), id="one of many"),
        pytest.param("now", "2026-01-31", datetime(2026, 1, 31, tzinfo=UTC), id="an instant"),
        pytest.param("validation", "warn", "warn", id="a choice"),
        pytest.param("strict", True, True, id="a flag"),
    ],
)
def test_a_value_is_parsed(name: str, given: Any, parsed: Any) -> None:
    assert parse_value(BY_NAME[name], given) == parsed


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        pytest.param("seed", True, "seed is True; accepted are N as text", id="no number"),
        pytest.param("match_on", [1], "a name, and a list of names", id="no names"),
        pytest.param("validation", "lax", "accepted are strict, warn", id="no choice"),
        pytest.param("strict", "no", "accepted are True and False", id="no flag"),
        pytest.param("auth_token", 7, "TOKEN as text", id="no text"),
    ],
)
def test_another_value_is_refused_with_what_is_accepted(
    name: str, given: Any, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        parse_value(BY_NAME[name], given)
