"""Apply the current redaction to an existing cassette, by whichever program it was recorded.

In a cassette with Ringback's layout, only the interactions that change are replaced, so that a
diff shows nothing else. Any other is serialized anew if it changes: unknown keys, tags and aliases
are kept, comments are not.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.json_document import parse_json_document
from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.format.yaml_nodes import Node
from ringback.cassette.model import Cassette, make_record_command
from ringback.cassette.redaction.personal.personal_data import begin_rewriting
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.cassette.tools.comments import find_comments
from ringback.cassette.tools.redact_nodes import (
    find_other_changes,
    redact_interaction,
    redact_other_scalars,
)
from ringback.cassette.tools.redacted_places import Change, check_leaks, find_changes
from ringback.errors import CassetteError

# A line of neither Ringback's nor vcrpy's layout, at the level of the keys of messages or above it.
_UNKNOWN_LINE = re.compile(
    rb"^(?![ ]{5}|\r?$|---|version: 1|metadata: \{\}"
    rb"|[ ]{0,4}(?:- )?(?:interactions|request|response|headers|status):[ ]*(?:\{\}|\[\])?\r?$"
    rb"|[ ]{0,4}(?:- )?(?:method|uri|body|parsed_body):(?:[ ]|\r?$))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class RedactionResult:
    """The redacted text of a cassette, and what changed in it.

    `other_changes` is whether anything outside the requests and responses was redacted: in keys
    that other programs added, or in a comment, which is then dropped.
    """

    data: bytes
    changes: tuple[Change, ...] = ()
    other_changes: bool = False


def redact_cassette(data: bytes, path: Path, redact_names: tuple[str, ...] = ()) -> RedactionResult:
    """Redact a cassette by the names in its metadata and by `redact_names`, which are added there.

    Raises CassetteError if the cassette

    - cannot be read,
    - ends with an incomplete interaction,
    - would have other content than intended afterwards, or
    - has a secret that redaction cannot remove.
    """
    cassette = read(data, path)
    _refuse_torn(cassette)
    if not cassette.whole:
        return RedactionResult(data)
    names = tuple(dict.fromkeys((*cassette.redact_names, *redact_names)))
    redactor = _make_redactor(cassette, names)
    changes = find_changes(cassette, redactor)
    check_leaks(changes, redactor)
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


def _refuse_torn(cassette: Cassette) -> None:
    if cassette.torn_line is not None:
        record = make_record_command(cassette.path)
        message = (
            f"its last interaction was {cassette.torn_report}; `{record} -- true` moves that aside"
        )
        raise CassetteError(message, cassette.path, cassette.torn_line)


def _make_redactor(cassette: Cassette, names: tuple[str, ...]) -> Redactor:
    interactions = [recording.interaction for recording in cassette.recordings]
    return Redactor(
        names,
        NumberedPlaceholders.of_new_run(interactions),
        begin_rewriting(interactions, cassette.redact_names),
    )


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
