"""Rearrange a cassette so that interactions can be appended to the file.

The order is `version`, other keys, `interactions`. In a cassette with vcrpy's layout, only blocks
of lines move, and comments stay. Any other is serialized anew: unknown keys, tags and aliases are
kept, comments are not.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.reader import read
from ringback.cassette.format.sections import Section, UnreadableError
from ringback.cassette.format.writer import render_header
from ringback.cassette.format.yaml_loader import parse_sections
from ringback.cassette.model import Recording
from ringback.errors import CassetteError

# An explicitly empty list: an item after it would not be valid YAML.
_EMPTY = re.compile(rb"^(interactions:) *(?:\[ *\]|null|~)(?= *(?:#[^\n]*)?\r?\n)")


def make_appendable(data: bytes, path: Path, redact_names: tuple[str, ...] = ()) -> bytes:
    """Return a cassette's text, rearranged so that interactions can be appended.

    An incomplete last interaction is dropped, and `redact_names` are added to the metadata. Raises
    CassetteError if the cassette is JSON, or if its recordings would change.
    """
    before = read(data, path)
    data = data[: before.whole]
    if not before.whole:
        return render_header(redact_names).encode()
    if path.suffix == ".json":
        raise CassetteError("is JSON, which is replayed only; record to a .yaml file", path)
    for candidate in _candidates(data, before.redact_names, redact_names):
        after = read(candidate, path)
        if after.appendable and _equal(before.recordings, after.recordings):
            return candidate
    raise CassetteError("cannot be brought into an order to append to; record anew", path)


def _equal(before: tuple[Recording, ...], after: tuple[Recording, ...]) -> bool:
    return [(one.request, one.response) for one in before] == [
        (one.request, one.response) for one in after
    ]


def _candidates(data: bytes, known: tuple[str, ...], wanted: tuple[str, ...]) -> Iterable[bytes]:
    if set(wanted) <= set(known):
        rearranged = _move_blocks(data)
        if rearranged is not None:
            yield rearranged
    yield _serialize_anew(data, tuple(dict.fromkeys((*known, *wanted))))


def _move_blocks(data: bytes) -> bytes | None:
    """Move the lines of `interactions` to the end and those of `version` to the front.

    Returns None if a key does not begin its line.
    """
    try:
        keys = [entry for entry in parse_sections(data) if entry.key is not None]
    except UnreadableError:  # pragma: no cover - it has just been read
        return None
    lines = data.splitlines(keepends=True)
    if not data.endswith(b"\n") or any(not _begins_its_line(entry, lines) for entry in keys):
        return None
    starts = [0, *((entry.line or 1) - 1 for entry in keys[1:]), len(lines)]
    blocks = {
        entry.key: b"".join(lines[start:end])
        for entry, start, end in zip(keys, starts[:-1], starts[1:], strict=True)
    }
    interactions = _EMPTY.sub(rb"\1", blocks.pop("interactions", b""), count=1)
    version = blocks.pop("version", b"version: 1\n")
    return b"".join((version, *blocks.values(), interactions))


def _begins_its_line(entry: Section, lines: list[bytes]) -> bool:
    key = str(entry.key).encode()
    # YAML also treats U+0085, U+2028 and U+2029 as line breaks, so the numbers can disagree.
    (line,) = lines[(entry.line or 1) - 1 :][:1] or (b"",)
    return line.startswith((key + b":", b'"' + key + b'":'))


def _serialize_anew(data: bytes, redact_names: tuple[str, ...]) -> bytes:
    root = yaml_nodes.compose(data)
    if redact_names:
        yaml_nodes.put_redact_names(root, redact_names)
    members = {key.value: (key, value) for key, value in root.value}
    interactions = members.pop("interactions")
    version = members.pop(
        "version", (yaml_nodes.make_scalar("version"), yaml_nodes.make_integer(1))
    )
    root.value = [version, *members.values()]
    root.flow_style = False
    if not yaml_nodes.list_items(interactions[1]):
        return yaml_nodes.serialize(root) + b"interactions:\n"
    root.value.append(interactions)
    interactions[1].flow_style = False
    return yaml_nodes.serialize(root)
