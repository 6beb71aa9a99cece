"""The judge itself: Twilio's own examples pass, and whatever is wrong with a reply is found."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.openapi.description import Example, Operation, read_operations
from tests.support.openapi.reply_judge import NEVER_NULL, find_violations

OPERATIONS = read_operations()
EXAMPLES = [(operation, example) for operation in OPERATIONS for example in operation.examples]
FAULT = {
    "code": 20404,
    "message": "The requested resource /Conversations/x was not found",
    "more_info": "https://www.twilio.com/docs/errors/20404",
    "status": 404,
}


@pytest.mark.parametrize(
    ("operation", "example"), EXAMPLES, ids=lambda each: getattr(each, "name", None)
)
def test_the_examples_of_the_description_pass(operation: Operation, example: Example) -> None:
    assert find_violations(operation, example.status, example.reply) == []


def make_mutants(good: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield replies with one thing wrong, each with a name."""
    shown = find_resource(good)
    for key, value in shown.items():
        yield f"no {key}", change(good, key, remove=True)
        yield f"{key} of another type", change(good, key, value=3.5)
        if key in NEVER_NULL:
            yield f"{key} is null", change(good, key, value=None)
        if key.endswith("sid") and value is not None:
            yield f"{key} of another kind", change(good, key, value="1X" + value[2:])
            yield f"{key} too short", change(good, key, value=value[:-1])
        if key in ("date_created", "date_updated"):
            yield f"{key} in another format", change(good, key, value="Wed, 16 Dec 2015 22:18:37")
        if key in ("state", "status", "notification_level", "target", "method"):
            yield f"{key} unknown", change(good, key, value="nonsense")
        if isinstance(value, dict):
            yield f"{key} with more", change(good, key, value={**value, "more": 1})
    yield "a property more", change(good, "more", value=1)


def find_resource(body: dict[str, Any]) -> dict[str, Any]:
    """Return the resource of a reply, or the first of a page."""
    if "meta" not in body:
        return body
    records: list[dict[str, Any]] = next(v for k, v in body.items() if k != "meta")
    return records[0] if records else body["meta"]


def change(good: dict[str, Any], key: str, *, value: object = None, remove: bool = False) -> Any:
    """Return a copy of a reply with one property changed."""
    changed = copy.deepcopy(good)
    if remove:
        del find_resource(changed)[key]
    else:
        find_resource(changed)[key] = value
    return changed


@pytest.mark.parametrize(
    ("operation", "example"), EXAMPLES, ids=lambda each: getattr(each, "name", None)
)
def test_whatever_is_wrong_with_a_reply_is_found(operation: Operation, example: Example) -> None:
    missed = [
        name
        for name, mutant in make_mutants(example.reply)
        if not find_violations(operation, example.status, mutant)
    ]

    # The description leaves the target of a conversation's webhook open.
    assert [name for name in missed if name != "target unknown"] == []


@pytest.mark.parametrize("status", [100, 204, 302, 418])
def test_another_status_is_found(status: int) -> None:
    operation, example = EXAMPLES[0]

    assert find_violations(operation, status, example.reply)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": 20403},
        {"code": 99999, "more_info": "https://www.twilio.com/docs/errors/99999"},
        {"message": ""},
        {"message": None},
        {"message": "Another message"},
        {"more_info": "https://www.twilio.com/docs/errors/1"},
        {"status": 400},
        {"details": None},
    ],
    ids=str,
)
def test_whatever_is_wrong_with_an_error_is_found(wrong: dict[str, object]) -> None:
    assert find_violations(OPERATIONS[0], 404, FAULT) == []
    assert find_violations(OPERATIONS[0], 404, FAULT | wrong) != []
    assert find_violations(OPERATIONS[0], 500, FAULT | {"status": 500}) != []


@pytest.mark.parametrize("key", FAULT)
def test_every_key_of_an_error_must_be_there(key: str) -> None:
    rest = {name: value for name, value in FAULT.items() if name != key}

    assert find_violations(OPERATIONS[0], 404, rest) != []


def test_a_body_where_there_is_none_is_found() -> None:
    deletes = next(each for each in OPERATIONS if each.reply is None)

    assert find_violations(deletes, 204, None) == []
    assert find_violations(deletes, 204, {}) != []
