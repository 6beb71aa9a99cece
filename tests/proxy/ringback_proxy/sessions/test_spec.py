from ringback.http.origin import Origin
from ringback.settings.table import FakeSettings, InspectSettings
from ringback_proxy.sessions.spec import SessionSpec

HERE, THERE = Origin("http", "here", 80), Origin("http", "there", 80)


def test_what_forwards_has_its_own_upstream() -> None:
    assert SessionSpec(InspectSettings(upstream=HERE), upstream=THERE).forwards_to == HERE
    assert SessionSpec(InspectSettings()).forwards_to is None


def test_a_replay_records_from_the_upstream_of_its_spec() -> None:
    assert SessionSpec(FakeSettings(), upstream=THERE).forwards_to == THERE
