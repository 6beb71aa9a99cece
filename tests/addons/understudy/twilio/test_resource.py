from datetime import UTC, datetime

import pytest

from understudy.twilio.durations import parse_duration
from understudy.twilio.record import Json, Value
from understudy.twilio.resource import Operation, show_value
from understudy.twilio.resources.conversation import CONVERSATIONS
from understudy.twilio.resources.registry import RESOURCES
from understudy.twilio.resources.service import SERVICES


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "x"),
        (3, 3),
        (None, None),
        (datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02T00:00:00Z"),
        (parse_duration("PT10M"), "PT10M"),
        (("a", "b"), ["a", "b"]),
    ],
)
def test_a_value_is_shown_as_json(value: Value, shown: Json) -> None:
    assert show_value(value) == shown


def test_a_resource_knows_what_it_stands_under() -> None:
    assert list(CONVERSATIONS.chain()) == [SERVICES, CONVERSATIONS]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.segment)
class TestTables:
    def test_no_name_stands_twice(self, resource: object) -> None:
        for table in ("creation", "update", "filters", "attributes"):
            names = [row.name for row in getattr(resource, table)]
            assert len(names) == len(set(names)), table

    def test_what_is_inferred_is_done(self, resource: object) -> None:
        assert getattr(resource, "inferred") <= getattr(resource, "operations")  # noqa: B009


def test_an_operation_is_a_method_on_a_collection_or_on_one_record() -> None:
    assert Operation.LIST.value == ("GET", False)
    assert Operation.FETCH.value == ("GET", True)
