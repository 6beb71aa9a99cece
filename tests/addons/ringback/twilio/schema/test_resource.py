import pytest

from ringback.twilio.resources.accounts import open_account
from ringback.twilio.resources.configuration.account import CONFIGURATION
from ringback.twilio.resources.configuration.service import SERVICE_CONFIGURATION
from ringback.twilio.resources.configuration.webhooks import ACCOUNT_WEBHOOKS, SERVICE_WEBHOOKS
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.store.account import AccountStore
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import ACCOUNT, Clock


def test_a_resource_knows_the_resources_above_and_below_it() -> None:
    assert list(CONVERSATIONS.chain()) == [SERVICES, CONVERSATIONS]
    assert sorted(child.segment for child in CONVERSATIONS.children) == [
        "Messages",
        "Participants",
        "Webhooks",
    ]


@pytest.fixture
def account(clock: Clock) -> AccountStore:
    return open_account(ACCOUNT, SeededSids(1), clock())


@pytest.fixture
def context(account: AccountStore, clock: Clock) -> RequestContext:
    return RequestContext(account, clock(), clock(), "https://host", "/")


def test_a_singleton_is_its_parent_if_it_has_its_sids(
    account: AccountStore, context: RequestContext
) -> None:
    (service,) = SERVICES.collection(context, account.account)

    assert CONFIGURATION.find_singleton(context, account.account) is account.account
    assert SERVICE_CONFIGURATION.find_singleton(context, service) is service


@pytest.mark.parametrize(
    "resource", [ACCOUNT_WEBHOOKS, SERVICE_WEBHOOKS], ids=["account", "service"]
)
def test_a_singleton_has_one_record_of_its_own(
    account: AccountStore, context: RequestContext, resource: Resource
) -> None:
    (service,) = SERVICES.collection(context, account.account)
    parent = account.account if resource is ACCOUNT_WEBHOOKS else service
    record = resource.find_singleton(context, parent)

    assert record is not parent
    assert record is resource.find_singleton(context, parent)
    assert (record.parent, list(resource.collection(context, parent))) == (parent, [record])


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.segment)
class TestTables:
    def test_no_name_stands_twice(self, resource: Resource) -> None:
        for table in ("creation", "update", "filters", "attributes"):
            names = [row.name for row in getattr(resource, table)]
            assert len(names) == len(set(names)), table
