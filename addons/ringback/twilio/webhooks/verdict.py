"""What the reply to a pre-action webhook means: go on, go on with other values, or stop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from ringback.http.forms import FORM_TYPE, Form
from ringback.http.messages import Request
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.pre_action import PreActionReply

# The fields of a reply that change the action, and the parameters that they replace. CONFLICT
# (fidelity: pre-action-attributes): Twilio's page has only the name of a conversation.
_CONVERSATION = {"friendly_name": "FriendlyName", "attributes": "Attributes"}
_MESSAGE = {"body": "Body", "author": "Author", "attributes": "Attributes"}
MODIFIABLE: Mapping[str, Mapping[str, str]] = {
    "onConversationAdd": _CONVERSATION,
    "onConversationUpdate": _CONVERSATION,
    "onMessageAdd": _MESSAGE,
    "onMessageUpdate": _MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an action: the fault that rejects it, or the parameters that change it."""

    fault: Fault | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def judge(event: str, reply: PreActionReply) -> Verdict:
    """Return what a reply means for an action.

    INFERRED (fidelity: pre-action-rejection): which fault a client gets, and that a redirection
    rejects as well.
    """
    status = reply.status
    if status is None:
        return Verdict(notes=(f"No reply to {event} came in time: nothing is changed.",))
    if 200 <= status < 300:
        return _read_changes(event, reply)
    fault = faults.WEBHOOK_REJECTED if 400 <= status < 500 else faults.WEBHOOK_FAILED
    return Verdict(fault, notes=(f"The reply to {event}, a {status}, rejects the request.",))


def change_request(request: Request, verdict: Verdict) -> Request:
    """Return a request with the parameters that a reply changes."""
    if not verdict.changes:
        return request
    form = change_form(read_body_form(request)[0], verdict)
    pairs = [(name, value) for name in form for value in form.all(name)]
    body = urlencode(pairs, errors="replace").encode()
    return replace(request, headers=request.headers.having("Content-Type", FORM_TYPE), body=body)


def change_form(form: Form, verdict: Verdict) -> Form:
    """Return a form with the parameters that a reply changes."""
    kept = form.without(*verdict.changes)
    pairs = [(name, value) for name in kept for value in kept.all(name)]
    return Form([*pairs, *verdict.changes.items()])


def _read_changes(event: str, reply: PreActionReply) -> Verdict:
    """Return the changes of a reply in JSON; anything else changes nothing.

    INFERRED (fidelity: pre-action-json): so does a value of another type; attributes may be an
    object, and the content type is not looked at.
    """
    if not reply.body.strip():
        return Verdict()
    document = _parse(reply.body)
    if not isinstance(document, dict):
        return Verdict(notes=(f"The reply to {event} is not a JSON object: nothing is changed.",))
    names = MODIFIABLE.get(event, {})
    changes = {
        names[key]: text
        for key, value in document.items()
        if key in names and (text := _to_text(key, value)) is not None
    }
    ignored = [key for key in document if names.get(key) not in changes]
    shown = ", ".join(key[:40] for key in ignored[:5])
    notes = (f"The reply to {event} cannot change: {shown}.",) if ignored else ()
    return Verdict(changes=changes, notes=notes)


def _parse(body: bytes) -> Json:
    try:
        document: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document


def _to_text(key: str, value: Json) -> str | None:
    if key == "attributes" and isinstance(value, dict):
        return json.dumps(value)
    return value if isinstance(value, str) else None
