"""The names are those of the model's tables, and of no other."""

from collections.abc import Iterator

from ringback.twilio.processing import ROUTE_TABLE
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.resource import Resource
from ringback.twilio.values.parameter_names import PARAMETER_NAMES

IN_SERVICE = "/Services/{ChatServiceSid}"


def find_table(resource: Resource, operation: Operation) -> tuple[Parameter, ...] | None:
    tables = {
        Operation.CREATE: resource.creation,
        Operation.UPDATE: resource.update,
        Operation.LIST: resource.filters,
    }
    return tables.get(operation)


def list_tables() -> Iterator[tuple[str, tuple[str, ...]]]:
    for template, route in ROUTE_TABLE.faked.items():
        for method, operation in route.operations.items():
            table = find_table(route.resource, operation)
            if table is not None:
                path = template.removeprefix("/v1")
                yield f"{method} {path}", tuple(parameter.name for parameter in table)


def test_every_request_has_the_names_of_its_table() -> None:
    tables = dict(list_tables())

    for request, names in tables.items():
        without_service = request.replace(IN_SERVICE, "", 1)
        found = PARAMETER_NAMES.get(request, PARAMETER_NAMES.get(without_service))
        assert found == names, request


def test_there_is_no_other_request() -> None:
    assert PARAMETER_NAMES.keys() <= dict(list_tables()).keys()
