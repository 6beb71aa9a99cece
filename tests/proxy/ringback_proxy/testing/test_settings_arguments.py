from datetime import UTC, datetime

import pytest

from ringback.errors import UsageError
from ringback_proxy.testing.settings_arguments import parse_settings

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        pytest.param({"seed": 7}, {"seed": 7}, id="a value"),
        pytest.param({"seed": "7"}, {"seed": 7}, id="the command line's text"),
        pytest.param({"now": "2026-01-31"}, {"now": datetime(2026, 1, 31, tzinfo=UTC)}, id="now"),
        pytest.param({"match_on": "method,path"}, {"match_on": ("method", "path")}, id="names"),
        pytest.param({"match_on": ["method"]}, {"match_on": ("method",)}, id="a list"),
        pytest.param({"redact": "Body"}, {"redact": ("Body",)}, id="one of many"),
        pytest.param({"redact": ["A", "B"]}, {"redact": ("A", "B")}, id="many"),
        pytest.param({"allow_playback_repeats": 1}, {"allow_playback_repeats": True}, id="flag"),
        pytest.param({"seed": None}, {}, id="not given"),
        pytest.param({"now": NOON}, {"now": NOON}, id="an instant"),
        pytest.param({"max_body": 10}, {"max_body": 10}, id="a positive number"),
        pytest.param({"miss_status": 422}, {"miss_status": 422}, id="a status"),
        pytest.param({"validation": "warn"}, {"validation": "warn"}, id="choice"),
    ],
)
def test_a_setting_is_parsed(given: dict[str, object], made: dict[str, object]) -> None:
    assert parse_settings(given) == made


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"seed": "x"}, "'x' is not a whole number", id="the check's own"),
        pytest.param(
            {"colour": 1}, "no setting 'colour'; accepted are miss_status, fault, seed, ", id="none"
        ),
        pytest.param({"record_mode": "all"}, "--ringback-record-mode", id="elsewhere"),
        pytest.param({"state": "a.sqlite"}, "state of a test is kept in memory", id="state"),
        pytest.param({"mode": "fake"}, "mode is set by a marker, by --ringback-mode", id="mode"),
        pytest.param({"ignore_field": 5}, "ignore_field is 5; accepted are a name", id="no names"),
        pytest.param({"match_on": ["path", 5]}, "accepted are a name, and a list", id="mixed"),
        pytest.param({"seed": 1.5}, "seed is 1.5; accepted are N as text", id="type"),
        pytest.param({"seed": True}, "seed is True; accepted are N as text", id="no number"),
        pytest.param({"now": 7}, "now is 7; accepted are ISO8601 as text", id="no instant"),
        pytest.param(
            {"auth_token": 7}, "auth_token is 7; accepted are TOKEN as text", id="no text"
        ),
        pytest.param({"allow_playback_repeats": "no"}, "accepted are True and False", id="flag"),
        pytest.param({"validation": "lax"}, "accepted are strict, warn", id="choice"),
    ],
)
def test_a_value_that_is_not_accepted_is_rejected(given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_settings(given)


def test_settings_have_to_be_a_dict() -> None:
    with pytest.raises(UsageError, match=r"settings are given as a dict, and these are \['seed'\]"):
        parse_settings(["seed"])  # type: ignore[arg-type]
