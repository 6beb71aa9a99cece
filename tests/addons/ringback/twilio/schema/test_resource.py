import pytest

from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.resource import Resource


def test_a_resource_knows_the_resources_above_and_below_it() -> None:
    assert list(CONVERSATIONS.chain()) == [SERVICES, CONVERSATIONS]
    assert [child.segment for child in CONVERSATIONS.children] == [
        "Participants",
        "Messages",
        "Webhooks",
    ]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.segment)
class TestTables:
    def test_no_name_stands_twice(self, resource: Resource) -> None:
        for table in ("creation", "update", "filters", "attributes"):
            names = [row.name for row in getattr(resource, table)]
            assert len(names) == len(set(names)), table
