"""Generated requests to every operation, judged by Twilio's description."""

import pytest

from tests.support.openapi.description import Operation, read_operations
from tests.support.openapi.known_differences import DIFFERENCES, find_difference
from tests.support.openapi.reply_judge import find_violations
from tests.support.openapi.scene import Form, Scene
from tests.support.openapi.traffic import (
    choose_form,
    generate_attempts,
    generate_random_forms,
)
from tests.support.openapi.values import Verdict
from tests.support.twilio.caller import ApiReply

OPERATIONS = read_operations()
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


class Tried:
    """One operation in a state that is prepared anew after each write that was accepted."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.scene = Scene(in_service=operation.names_service)

    def ask(self, form: Form, headers: tuple[tuple[str, str], ...] = ()) -> ApiReply:
        """Send a request and return the reply."""
        path = self.scene.fill(self.operation.template)
        reply = self.scene.ask(self.operation.method, path, form, headers)
        if reply.status < 400 and self.operation.method != "GET":
            self.scene = Scene(in_service=self.operation.names_service)
        return reply

    def judge(self, reply: ApiReply) -> list[str]:
        """Return what is wrong with a reply."""
        return find_violations(self.operation, reply.status, reply.body)


@pytest.fixture
def tried(operation: Operation) -> Tried:
    return Tried(operation)


@every_operation
def test_what_the_description_asks_for_is_accepted(tried: Tried, operation: Operation) -> None:
    reply = tried.ask(choose_form(operation))

    assert reply.status in operation.statuses, reply.body
    assert tried.judge(reply) == []


@every_operation
def test_every_value_of_every_parameter_is_answered_as_described(
    tried: Tried, operation: Operation
) -> None:
    wrong = []
    for attempt in generate_attempts(operation, tried.scene.know(operation)):
        reply = tried.ask(attempt.sent, attempt.headers)
        wrong += [f"{attempt}: {violation}" for violation in tried.judge(reply)]
        expected = {Verdict.VALID: False, Verdict.WRONG: True}.get(attempt.verdict)
        if expected not in (None, reply.status >= 400) and not find_difference(operation, attempt):
            wrong.append(f"{attempt} is {attempt.verdict.value}: {reply.status} {reply.body}")

    assert wrong == []


@every_operation
def test_random_requests_are_answered_as_described(tried: Tried, operation: Operation) -> None:
    wrong = [
        f"{form}: {violation}"
        for form in generate_random_forms(operation, tried.scene.know(operation))
        for violation in tried.judge(tried.ask(form))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.method == "POST" and "/{Sid}" in each.template],
    ids=str,
)
def test_a_refused_update_changes_nothing(tried: Tried, operation: Operation) -> None:
    changed = []
    for attempt in generate_attempts(operation, tried.scene.know(operation)):
        path = tried.scene.fill(operation.template)
        before = tried.scene.ask("GET", path)
        if tried.ask(attempt.sent, attempt.headers).status < 400:
            continue
        after = tried.scene.ask("GET", path)
        if before.body != after.body:
            changed.append(str(attempt))

    assert changed == []


def test_every_known_difference_is_one() -> None:
    seen = set()
    for operation in OPERATIONS:
        tried = Tried(operation)
        for attempt in generate_attempts(operation, tried.scene.know(operation)):
            known = find_difference(operation, attempt)
            path = tried.scene.fill(operation.template)
            if known is None or attempt.verdict is Verdict.OPEN or known in seen:
                continue
            reply = tried.scene.ask(operation.method, path, attempt.sent, attempt.headers)
            if (reply.status >= 400) == (attempt.verdict is Verdict.VALID):
                seen.add(known)
            tried = Tried(operation)

    assert [known for known in DIFFERENCES if known not in seen] == []
