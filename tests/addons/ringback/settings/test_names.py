from typing import get_args

from ringback.settings import names


def test_record_has_every_record_mode_of_vcrpy_except_none() -> None:
    assert {*get_args(names.RecordModeName), "none"} == {*get_args(names.VcrRecordModeName)}


def test_an_offline_mode_is_a_mode() -> None:
    assert set(get_args(names.OfflineModeName)) < set(get_args(names.ModeName))
