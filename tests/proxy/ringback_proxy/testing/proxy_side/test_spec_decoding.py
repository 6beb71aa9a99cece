import pytest

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.proxy_side.spec_decoding import decode_spec


def test_a_test_is_known_by_what_it_sends() -> None:
    found = decode_spec({"mode": "fake", "seed": 7, "test": {"title": "test_it"}})
    assert found == SessionSpec(FakeSettings(seed=7), title="test_it")


def test_what_is_not_accepted_is_explained() -> None:
    with pytest.raises(UsageError, match="'sead' is not a setting of fake"):
        decode_spec({"mode": "fake", "sead": 7, "test": {}})
