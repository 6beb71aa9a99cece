import pytest

from ringback.twilio.store.account import World
from ringback.twilio.store.record import Record
from ringback.twilio.values.sids import SeededSids


@pytest.fixture
def world() -> World:
    return World(Record("AC1", "", None, {}), SeededSids(1))


def test_a_shelf_belongs_to_a_kind_and_a_parent(world: World) -> None:
    other = Record("CH2", "Conversations", None, {})
    shelf = world.shelf("Things", world.account)
    shelf.add(Record("TH1", "Things", world.account, {}))

    assert world.shelf("Things", world.account) is shelf
    assert len(world.shelf("Others", world.account)) == 0
    assert len(world.shelf("Things", other)) == 0


def test_a_parents_records_can_be_forgotten(world: World) -> None:
    world.shelf("Things", world.account).add(Record("TH1", "Things", world.account, {}))
    world.clear(world.account)

    assert len(world.shelf("Things", world.account)) == 0


def test_forgetting_nothing_is_fine(world: World) -> None:
    world.clear(world.account)

    assert len(world.shelf("Things", world.account)) == 0


def test_what_stands_under_a_service_stays_when_its_sid_changes(world: World) -> None:
    service = Record("IS1", "Services", world.account, {})
    world.shelf("Services", world.account).add(service)
    one = Record("CH1", "Conversations", service, {})
    world.shelf("Conversations", service).add(one)
    world.rename_service(service, "IS2")

    assert world.shelf("Services", world.account).find("IS2") is service
    assert list(world.shelf("Conversations", service)) == [one]
