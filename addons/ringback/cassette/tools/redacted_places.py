"""Find the places of a cassette that redaction changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from ringback.cassette.model import Cassette, Interaction, Recording
from ringback.cassette.redaction.known.encoded_secrets import replace_in_interaction
from ringback.cassette.redaction.redactor import Redactor
from ringback.errors import CassetteError
from ringback.http.body_fields import list_fields
from ringback.http.messages import Headers


@dataclass(frozen=True, slots=True)
class Change:
    """A redacted interaction, with the places that changed: `the request header X-Token`."""

    recording: Recording
    redacted: Interaction
    places: tuple[str, ...]


def find_changes(cassette: Cassette, redactor: Redactor) -> tuple[Change, ...]:
    """Return the interactions that redaction changes."""
    for recording in cassette.recordings:
        redactor.remember(recording.request)  # a later secret may also be in an earlier recording
    changes = (_change(recording, redactor) for recording in cassette.recordings)
    return tuple(change for change in changes if change.places)


def check_leaks(changes: tuple[Change, ...], redactor: Redactor) -> None:
    """Raise CassetteError for a change with a secret that redaction cannot remove."""
    for change in changes:
        place = redactor.find_leak(change.redacted)
        if place is not None:
            recording = change.recording
            message = (
                f"interaction {recording.index}: {place} still holds a secret after redaction; "
                "name the field with --redact NAME, or delete the interaction"
            )
            raise CassetteError(message, recording.path, recording.line)


def _change(recording: Recording, redactor: Redactor) -> Change:
    caller = redactor.key_accounts.find_caller(recording.request)
    redacted = Interaction(
        redactor.redact_request(recording.request),
        redactor.redact_response(recording.response, caller),
        recording.seconds,
    )
    if redactor.find_leak(redacted) is not None:
        redacted = replace_in_interaction(redacted, redactor.secrets)
    return Change(
        recording,
        redacted,
        tuple(map(redactor.redact_text, list_changed_places(recording, redacted))),
    )


def list_changed_places(before: Recording, after: Interaction) -> Iterator[str]:
    """Yield the places in which a recording changed: `Author in the request body`."""
    if before.request.target != after.request.target:
        yield "the URL"
    yield from _headers("request", before.request.headers, after.request.headers)
    content_type = before.request.headers.get("content-type")
    yield from _body("request", before.request.body, after.request.body, content_type)
    if before.response.reason != after.response.reason:
        yield "the response's reason"
    yield from _headers("response", before.response.headers, after.response.headers)
    content_type = before.response.headers.get("content-type")
    yield from _body("response", before.response.body, after.response.body, content_type)


def _headers(of: str, before: Headers, after: Headers) -> Iterator[str]:
    names = (old[0] for old, new in zip(before, after, strict=True) if old != new)
    yield from (f"the {of} header {name}" for name in dict.fromkeys(names))


def _body(of: str, before: bytes, after: bytes, content_type: str | None) -> Iterator[str]:
    if before == after:
        return
    old, new = list_fields(before, content_type), list_fields(after, content_type)
    labels = [label for label in old if label != "body" and old[label] != new.get(label)]
    yield from (f"{label} in the {of} body" for label in labels)
    if not labels:
        yield f"the {of} body"
