"""Every URL in a reply leads to what it says."""

from collections.abc import Iterator
from typing import Any

import pytest

from ringback.twilio.api import NotFaked
from tests.support.openapi.description import Operation, read_operations
from tests.support.openapi.scene import Scene
from tests.support.openapi.traffic import choose_form
from tests.support.twilio.caller import ORIGIN

OPERATIONS = [each for each in read_operations() if each.reply is not None]
LINKED_ONLY = ("/Export", "/ChannelMetadata")  # nothing describes them, so they are not faked
POST_ONLY = ("/ConversationWithParticipants",)
# Which parameter a list must have.
QUERIES = {"/ParticipantConversations": {"Identity": "alice"}}


def find_resources(body: Any) -> Iterator[dict[str, Any]]:
    """Yield the resource of a reply, or those of a page."""
    if "meta" in body:
        yield from body[body["meta"]["key"]]
    else:
        yield body


def answer(scene: Scene, url: str) -> Any:
    """Return the status and the JSON that a URL leads to; 501 if it is not faked."""
    assert url.startswith(ORIGIN + "/v1/")
    target = url.removeprefix(ORIGIN + "/v1")
    query = next((query for end, query in QUERIES.items() if target.endswith(end)), {})
    if isinstance(scene.caller.answer("GET", "/v1" + target), NotFaked):
        return 501, None
    reply = scene.ask("GET", target, query)
    return reply.status, reply.body


def find_differences(shown: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return the properties that are not the same at a resource's own URL."""
    return [
        key
        for key, value in shown.items()
        if value != found[key]
        # A page does not show whether a user is online, nor the reply to a create what is delivered
        # after it; other resources link to more.
        and not (key in ("is_online", "is_notifiable", "delivery") and value is None)
        and not (key == "links" and value.items() <= found[key].items())
    ]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_links_are_answered(operation: Operation) -> None:
    scene = Scene(in_service=operation.names_service)
    reply = scene.ask(operation.method, scene.fill(operation.template), choose_form(operation))
    links = [url for one in find_resources(reply.body) for url in one.get("links", {}).values()]

    dead = {url: status for url in links if (status := answer(scene, url)[0]) != 200}

    assert {
        url: status
        for url, status in dead.items()
        if not (url.endswith(LINKED_ONLY) and status == 501)
        and not (url.endswith(POST_ONLY) and status == 405)
    } == {}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_resource_is_found_at_its_own_url(operation: Operation) -> None:
    scene = Scene(in_service=operation.names_service)
    reply = scene.ask(operation.method, scene.fill(operation.template), choose_form(operation))

    for one in find_resources(reply.body):
        if "url" in one:
            status, found = answer(scene, one["url"])
            assert status == 200
            assert find_differences(one, found) == []


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.is_list], ids=str)
def test_pages_link_to_each_other(operation: Operation) -> None:
    scene = Scene(in_service=operation.names_service)
    path = scene.fill(operation.template)
    whole = scene.ask("GET", path, choose_form(operation))
    key = whole.body["meta"]["key"]
    page = scene.ask("GET", path, {**choose_form(operation), "PageSize": "1"})

    found, body, first = list(page.body[key]), page.body, page.body
    while body["meta"]["next_page_url"]:
        status, body = answer(scene, body["meta"]["next_page_url"])
        assert status == 200
        found += body[key]

    assert found == whole.body[key]
    assert answer(scene, body["meta"]["url"])[1] == body
    assert answer(scene, body["meta"]["first_page_url"])[1][key] == first[key]
