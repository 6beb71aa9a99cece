"""Apply the current redaction to an existing cassette, by whichever program it was recorded.

In a cassette with Ringback's layout, only the interactions that change are replaced, so that a
diff shows nothing else. Any other is serialized anew if it changes: unknown keys, tags and aliases
are kept, comments are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.json_document import parse_json_document
from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.format.yaml_nodes import Node
from ringback.cassette.model import Cassette, Interaction, Recording, make_record_command
from ringback.cassette.redaction.known.encoded_secrets import replace_in_interaction
from ringback.cassette.redaction.personal.personal_data import begin_rewriting
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.cassette.tools.comments import find_comments
from ringback.cassette.tools.redact_nodes import (
    find_other_changes,
    redact_interaction,
    redact_other_scalars,
)
from ringback.errors import CassetteError
from ringback.http.body_fields import list_fields
from ringback.http.messages import Headers

# A line of neither Ringback's nor vcrpy's layout, at the level of the keys of messages or above it.
_UNKNOWN_LINE = re.compile(
    rb"^(?![ ]{5}|\r?$|---|version: 1|metadata: \{\}"
    rb"|[ ]{0,4}(?:- )?(?:interactions|request|response|headers|status):[ ]*(?:\{\}|\[\])?\r?$"
    rb"|[ ]{0,4}(?:- )?(?:method|uri|body|parsed_body):(?:[ ]|\r?$))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A redacted interaction, with the places that changed: `the request header X-Token`."""

    recording: Recording
    redacted: Interaction
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedactionResult:
    """The redacted text of a cassette, and what changed in it.

    `other_changes` is whether anything outside the requests and responses was redacted: in keys
    that other programs added, or in a comment, which is then dropped.
    """

    data: bytes
    changes: tuple[Change, ...] = ()
    other_changes: bool = False


def find_changes(cassette: Cassette, redactor: Redactor) -> tuple[Change, ...]:
    """Return the interactions that redaction changes."""
    for recording in cassette.recordings:
        redactor.remember(recording.request)  # a later secret may also be in an earlier recording
    changes = (_change(recording, redactor) for recording in cassette.recordings)
    return tuple(change for change in changes if change.places)


def redact_cassette(data: bytes, path: Path, redact_names: tuple[str, ...] = ()) -> RedactionResult:
    """Redact a cassette by the names in its metadata and by `redact_names`, which are added there.

    Raises CassetteError if the cassette

    - cannot be read,
    - ends with an incomplete interaction,
    - would have other content than intended afterwards, or
    - has a secret that redaction cannot remove.
    """
    cassette = read(data, path)
    if cassette.torn_line is not None:
        record = make_record_command(path)
        message = (
            f"its last interaction was {cassette.torn_report}; `{record} -- true` moves that aside"
        )
        raise CassetteError(message, path, cassette.torn_line)
    if not cassette.whole:
        return RedactionResult(data)
    names = tuple(dict.fromkeys((*cassette.redact_names, *redact_names)))
    interactions = [recording.interaction for recording in cassette.recordings]
    redactor = Redactor(
        names,
        NumberedPlaceholders.of_new_run(interactions),
        begin_rewriting(interactions, cassette.redact_names),
    )
    changes = find_changes(cassette, redactor)
    _check_leaks(changes, redactor)
    revision = data
    if changes or names != cassette.redact_names:
        in_place = _edit_lines(data, cassette, changes, names)
        revision = in_place or _serialize_anew(data, cassette, changes, redactor, names)
    is_left = has_secret_left(revision, path, redactor)
    if is_left:
        revision = _serialize_anew(data, cassette, changes, redactor, names)
        if has_secret_left(revision, path, redactor):
            message = "there is a secret in it where redaction does not reach; record it again"
            raise CassetteError(message, path)
    _check(revision, cassette, changes)
    return RedactionResult(revision, changes, other_changes=is_left)


def has_secret_left(data: bytes, path: Path, redactor: Redactor) -> bool:
    """Return whether a redacted cassette's text, with its comments, still has a secret or SID.

    Known secrets and SIDs are searched for in the whole text. Text that merely looks like a secret
    counts only outside the requests and responses, because adjacent lines may look like one.
    """
    text = data.decode("utf-8", "replace")
    if redactor.has_known_secret(text):
        return True
    if not redactor.would_redact(text) and not _UNKNOWN_LINE.search(data):
        return False  # nearly every cassette, and quick
    document = parse_json_document(data, path)
    root = yaml_nodes.compose(data) if document is None else yaml_nodes.from_json(document)
    return any(find_other_changes(root, redactor)) or (
        document is None and redactor.would_redact(find_comments(data, root))
    )


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


def _check_leaks(changes: tuple[Change, ...], redactor: Redactor) -> None:
    for change in changes:
        place = redactor.find_leak(change.redacted)
        if place is not None:
            recording = change.recording
            message = (
                f"interaction {recording.index}: {place} still holds a secret after redaction; "
                "name the field with --redact NAME, or delete the interaction"
            )
            raise CassetteError(message, recording.path, recording.line)


def _edit_lines(
    data: bytes, cassette: Cassette, changes: tuple[Change, ...], names: tuple[str, ...]
) -> bytes | None:
    """Replace the lines of changed interactions; None unless they have Ringback's layout."""
    if not cassette.appendable:
        return None
    lines = data.decode().split("\n")
    starts = [(recording.line or 1) - 1 for recording in cassette.recordings]
    blocks = [
        "\n".join(lines[start:end]) + "\n" for start, end in pairwise([*starts, len(lines) - 1])
    ]
    head = "\n".join(lines[: starts[0]]) + "\n" if starts else data.decode()
    if names != cassette.redact_names:
        if head != render_header(cassette.redact_names):
            return None
        head = render_header(names)
    for change in changes:
        recording = change.recording
        if blocks[recording.index - 1] != render(recording.interaction):
            return None
        blocks[recording.index - 1] = render(change.redacted)
    return "".join((head, *blocks)).encode()


def _serialize_anew(
    data: bytes,
    cassette: Cassette,
    changes: tuple[Change, ...],
    redactor: Redactor,
    names: tuple[str, ...],
) -> bytes:
    document = parse_json_document(data, cassette.path)
    root = yaml_nodes.compose(data) if document is None else yaml_nodes.from_json(document)
    if names != cassette.redact_names:
        yaml_nodes.put_redact_names(root, names)
    items: list[Node] = getattr(yaml_nodes.find_member(root, "interactions"), "value", [])
    for change in changes:
        item = items[change.recording.index - 1]
        redact_interaction(item, change.recording.interaction, change.redacted, redactor)
    redact_other_scalars(root, redactor)
    return yaml_nodes.serialize(root) if document is None else yaml_nodes.to_json(root)


def _check(data: bytes, cassette: Cassette, changes: tuple[Change, ...]) -> None:
    """Raise CassetteError if the new text does not have the intended content."""
    wanted = [recording.interaction for recording in cassette.recordings]
    for change in changes:
        wanted[change.recording.index - 1] = change.redacted
    found = [recording.interaction for recording in read(data, cassette.path).recordings]
    if found != wanted:
        raise CassetteError("cannot be redacted without loss; record it again", cassette.path)
