import pytest

from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.resource import Resource


def test_a_resource_knows_what_it_stands_under() -> None:
    assert list(CONVERSATIONS.chain()) == [SERVICES, CONVERSATIONS]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.segment)
class TestTables:
    def test_no_name_stands_twice(self, resource: Resource) -> None:
        for table in ("creation", "update", "filters", "attributes"):
            names = [row.name for row in getattr(resource, table)]
            assert len(names) == len(set(names)), table

    def test_what_no_source_shows_is_said(self, resource: Resource) -> None:
        assert resource.inferred
