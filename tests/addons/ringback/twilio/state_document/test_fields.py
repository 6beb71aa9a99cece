import pytest

from ringback.twilio.resources.configuration.notifications import NOTIFICATIONS
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.schema.resource import Resource
from ringback.twilio.state_document.fields import of_requests, sid_field


@pytest.mark.parametrize(
    ("resource", "name", "keys"),
    [
        (CONVERSATIONS, "UniqueName", ("unique_name",)),
        (CONVERSATIONS, "Timers.Closed", ("timers", "closed")),
        (CONVERSATIONS, "Bindings.Email.Address", ("bindings", "email", "projected_address")),
        (PARTICIPANTS, "MessagingBinding.ProxyAddress", ("messaging_binding", "proxy_address")),
        (ROLES, "Permission", ("permissions",)),
        (NOTIFICATIONS, "NewMessage.WithMedia.Enabled", ("new_message", "with_media", "enabled")),
    ],
)
def test_a_parameter_stands_where_replies_have_it(
    resource: Resource, name: str, keys: tuple[str, ...]
) -> None:
    fields = {
        field.parameter.name: field for field in of_requests((*resource.creation, *resource.update))
    }

    assert fields[name].keys == keys
    assert fields[name].is_twilios


def test_attributes_may_be_a_mapping_and_a_name_may_not() -> None:
    fields = {field.name: field.is_json for field in of_requests(CONVERSATIONS.creation)}
    assert (fields["attributes"], fields["friendly_name"]) == (True, False)


def test_a_sid_is_no_parameter_of_twilios() -> None:
    assert not sid_field("CH").is_twilios
