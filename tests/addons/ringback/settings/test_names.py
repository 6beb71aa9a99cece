from typing import get_args

from ringback.settings import names


def test_record_has_every_record_mode_of_vcrpy_except_none() -> None:
    assert {*get_args(names.RecordModeName), "none"} == {*names.VCR_RECORD_MODES}


def test_an_offline_mode_is_a_mode() -> None:
    assert set(names.OFFLINE_MODES) < set(names.MODES)
