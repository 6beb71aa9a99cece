"""Every operation of Twilio's description has a route in the fake."""

import pytest

from ringback.twilio.routing.api_routes import ROUTES
from tests.support.openapi.description import METHODS, Operation, read_operations
from tests.support.openapi.scene import Scene
from tests.support.openapi.traffic import choose_form

OPERATIONS = read_operations()
OTHER_METHODS = ("PUT", "PATCH", *(method.upper() for method in METHODS))
LINKED_ONLY = ("/Export", "/ChannelMetadata")  # replies link to them, nothing describes them


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_is_answered(operation: Operation) -> None:
    scene = Scene(in_service=operation.names_service)
    path = scene.fill(operation.template)

    assert scene.ask(operation.method, path, choose_form(operation)).status < 400


def test_there_are_all_of_them() -> None:
    assert len(OPERATIONS) >= 103


def test_the_fake_knows_no_other_routes() -> None:
    described = {(operation.method, operation.template) for operation in OPERATIONS}
    known = {(method, template) for template, methods in ROUTES.items() for method in methods}

    assert described <= known
    assert {
        (method, template)
        for method, template in known - described
        if not template.endswith(LINKED_ONLY)
    } == set()


@pytest.mark.parametrize("template", sorted({operation.template for operation in OPERATIONS}))
def test_no_other_method_is_allowed(template: str) -> None:
    allowed = {operation.method for operation in OPERATIONS if operation.template == template}
    scene = Scene(in_service="{ChatServiceSid}" in template)
    path = scene.fill(template)

    replies = {method: scene.ask(method, path) for method in OTHER_METHODS if method not in allowed}

    assert replies
    assert {reply.fault for reply in replies.values()} == {(405, 20004)}
