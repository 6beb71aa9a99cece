import jsonschema

from ringback.webhooks.delivery import Delivery, State
from ringback.webhooks.delivery_json import describe_delivery
from ringback_proxy.control.openapi.document import DOCUMENT
from ringback_proxy.control.openapi.webhook_schemas import SCHEMAS
from tests.support.webhooks.requests import webhook


def test_they_are_in_the_description() -> None:
    assert SCHEMAS.items() <= DOCUMENT["components"]["schemas"].items()


def test_a_delivery_is_as_described() -> None:
    schema = {"$ref": "#/components/schemas/Delivery", "components": DOCUMENT["components"]}
    for state in State:
        described = describe_delivery(Delivery(1, webhook(), "token").ended(state))
        jsonschema.validate(described, schema)
