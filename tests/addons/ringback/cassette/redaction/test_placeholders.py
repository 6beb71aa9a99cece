import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.redaction.placeholders import (
    OWN_ACCOUNT,
    OWN_KEY,
    is_placeholder,
    replace_sids,
)
from tests.support.cassettes.exchanges import ACCOUNT, KEY

OTHER = "AC" + "0f" * 16
OWN = {ACCOUNT.lower(): OWN_ACCOUNT, KEY.lower(): OWN_KEY}


def test_the_fixed_stand_ins_are_sids() -> None:
    assert OWN_ACCOUNT == "AC00000000000000000000000000000000"
    assert OWN_KEY == "SK00000000000000000000000000000000"


def test_a_stand_in_is_known_as_one() -> None:
    assert is_placeholder(OWN_ACCOUNT)
    assert is_placeholder(replace_sids(OTHER, {}))
    assert not is_placeholder(OTHER)
    assert not is_placeholder("AC0" + "a" * 31)


def test_the_callers_own_sids_have_fixed_stand_ins() -> None:
    assert replace_sids(f"{ACCOUNT} {KEY}", OWN) == f"{OWN_ACCOUNT} {OWN_KEY}"


def test_a_sid_in_other_case_is_the_same() -> None:
    assert replace_sids("AC" + ACCOUNT[2:].upper(), OWN) == OWN_ACCOUNT


@pytest.mark.parametrize("sid", [OTHER, "SK" + "0f" * 16])
def test_anothers_sid_keeps_its_kind_and_shape(sid: str) -> None:
    placeholder = replace_sids(sid, OWN)

    assert placeholder != sid
    assert len(placeholder) == 34
    assert placeholder.startswith(sid[:2] + "00000000")


def test_anothers_sid_is_the_same_stand_in_everywhere() -> None:
    assert len(set(replace_sids(f"{OTHER} {OTHER} AC{OTHER[2:].upper()}", OWN).split())) == 1


def test_two_others_stay_two() -> None:
    assert replace_sids(OTHER, OWN) != replace_sids("AC" + "0e" * 16, OWN)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        '"{}"',
        "/Accounts/{}/Keys",
        "%22{}%22",
        "%2522{}",
        "\\u0022{}\\u0022",
        "a\\n{}",
        "\\b{}",
        "x{}y",
    ],
)
def test_a_sid_is_found_within_text(around: str) -> None:
    assert replace_sids(around.format(ACCOUNT), OWN) == around.format(OWN_ACCOUNT)


@pytest.mark.parametrize(
    "text",
    ["0" + ACCOUNT, ACCOUNT + "0", OTHER.lower(), "CH" + "ab" * 16, "AC" + "ab" * 15, ""],
    ids=["longer before", "longer behind", "small letters", "another kind", "too short", "empty"],
)
def test_other_text_is_unchanged(text: str) -> None:
    assert replace_sids(text, OWN) == text


def test_the_callers_own_sids_are_found_in_small_letters() -> None:
    assert replace_sids(f"{ACCOUNT} {KEY}".lower(), OWN) == f"{OWN_ACCOUNT} {OWN_KEY}"


def test_a_dummy_that_looks_like_a_stand_in_is_still_the_callers_own() -> None:
    dummy = "AC" + "0" * 31 + "1"

    assert replace_sids(dummy, {dummy.lower(): OWN_ACCOUNT}) == OWN_ACCOUNT


@given(st.text(alphabet="ACSK0123456789abcdef%\\u/ ", max_size=120))
def test_placeholders_are_not_replaced_again(text: str) -> None:
    once = replace_sids(text + ACCOUNT + OTHER, OWN)

    assert replace_sids(once, {}) == once
