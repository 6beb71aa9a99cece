"""Parse cassettes: vcrpy's format version 1, in YAML or JSON.

An interrupted write leaves an incomplete interaction at the end of the file (`torn_end`). After a
power failure there can be NUL bytes instead.
"""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

from ringback.cassette.format.foreign import explain_foreign
from ringback.cassette.format.interaction_fields import MalformedError
from ringback.cassette.format.interactions import InteractionParser
from ringback.cassette.format.json_document import list_sections, parse_json_document
from ringback.cassette.format.sections import Section, UnreadableError
from ringback.cassette.format.torn_end import DamagedError, find_torn_end
from ringback.cassette.format.yaml_loader import parse_sections
from ringback.cassette.model import Cassette, Recording, make_record_command
from ringback.errors import CassetteError

FORMAT_VERSION = "1"

_OLD = (
    "a cassette of vcrpy before 1.0; `python -m vcr.migration {path}` brings it up to date, or "
    "delete it and record again"
)
_OLD_TAG = "python/object:vcr.request.Request"
_GZIP = "compressed with gzip; decompress it with `gzip -dc {path} > {plain}`"
_INTERACTIONS = b"\ninteractions:"
_NO_CASSETTE = "not a cassette: there is no list `interactions`"


def read(data: bytes, path: Path) -> Cassette:
    """Parse one cassette; an empty file is an empty cassette, as in vcrpy.

    Raises CassetteError with the file and the line.
    """
    written = data.rstrip(b"\0") if _is_utf8(data) else data
    try:
        cassette = _read(written, path)
    except DamagedError as error:
        cassette = _without_torn_end(written, path, error)
    if cassette.torn_line is None and len(written) < len(data):
        return replace(cassette, torn_line=data.count(b"\n", 0, len(written)) + 1)
    return cassette


def read_redact_names(data: bytes, path: Path) -> tuple[str, ...] | None:
    """Return the `--redact` names of a cassette whose interactions are damaged.

    Return None if there are no interactions, or if what is before them is damaged, too.
    """
    head, found, _ = data.partition(_INTERACTIONS)
    if not found:
        return None
    try:
        return read(head + _INTERACTIONS + b" []\n", path).redact_names
    except CassetteError:
        return None


def _without_torn_end(data: bytes, path: Path, error: DamagedError) -> Cassette:
    start = find_torn_end(data, error)
    if start is None:
        raise error
    try:
        cassette = _read(data[:start], path)
    except CassetteError:
        raise error from None  # the damage is in an earlier interaction
    if not cassette.appendable:
        raise error
    line = data.count(b"\n", 0, start) + 1
    return replace(cassette, torn_line=line, torn_before=error.missing)


def is_blank(data: bytes) -> bool:
    """Return whether there is nothing but white space and comments."""
    return not data.strip() or all(
        not line or line.startswith(b"#") for line in map(bytes.strip, data.split(b"\n"))
    )


def _read(data: bytes, path: Path) -> Cassette:
    if is_blank(data):
        return Cassette(path)
    if data.startswith(b"\x1f\x8b"):
        raise CassetteError(_fill(_GZIP, path), path)
    try:
        return _parse(data, path)
    except CassetteError as error:
        foreign = explain_foreign(data, path)
        if not foreign:
            raise
        raise CassetteError(foreign, path, error.line) from None


def _parse(data: bytes, path: Path) -> Cassette:
    reading = _Reading(path)
    try:
        document = parse_json_document(data, path)
        for entry in parse_sections(data) if document is None else list_sections(document):
            reading.add(entry)
    except UnreadableError as error:
        message = _fill(_OLD, path) if _OLD_TAG in error.message else error.message
        raise DamagedError(message, path, error.line) from None
    cassette = reading.cassette()
    appendable = cassette.appendable and data.endswith(b"\n") and _is_utf8(data)
    return replace(cassette, appendable=appendable, whole=len(data))


def _fill(advice: str, path: Path) -> str:
    """Return advice with its commands for a file."""
    plain = path.with_suffix("") if path.suffix == ".gz" else path.with_name(f"{path.name}.yaml")
    return advice.format(
        path=shlex.quote(str(path)),
        plain=shlex.quote(str(plain)),
        record=make_record_command(path, is_other=True),
    )


def _is_utf8(data: bytes) -> bool:
    # libyaml also reads UTF-16, but interactions are appended in UTF-8.
    return not data.startswith((b"\xff\xfe", b"\xfe\xff"))


class _Reading:
    """Collects the sections of one cassette."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parser = InteractionParser()
        self._recordings: list[Recording] = []
        self._redact_names: tuple[str, ...] = ()
        self._found = False
        self._appendable = False

    def cassette(self) -> Cassette:
        if not self._found:
            raise CassetteError(_NO_CASSETTE, self._path, 1)
        recordings = tuple(self._recordings)
        return Cassette(self._path, recordings, self._redact_names, self._appendable)

    def add(self, entry: Section) -> None:
        self._appendable = False
        match entry.key:
            case None:
                self._recordings.append(self._recording(entry))
            case "interactions" if self._found:
                # vcrpy would use the last list and ignore the first one.
                raise CassetteError("a second list `interactions`", self._path, entry.line)
            case "interactions" if entry.value is None:
                self._found = True
                self._appendable = entry.item_column == 0
            case "version" if entry.value is not None and str(entry.value) != FORMAT_VERSION:
                found = f"version {str(entry.value)[:40]} of the format; version 1 is read"
                raise CassetteError(found, self._path, entry.line)
            case "metadata":
                self._redact_names = _redact_names(entry.value)
            case "interactions" | "":
                raise self._refused(_OLD if _is_old(entry.value) else _NO_CASSETTE, entry)

    def _refused(self, advice: str, entry: Section) -> CassetteError:
        return CassetteError(_fill(advice, self._path), self._path, entry.line)

    def _recording(self, entry: Section) -> Recording:
        index = len(self._recordings) + 1
        try:
            found = self._parser.parse(entry.value)
        except MalformedError as error:
            message = f"interaction {index}: {error}"
            raise DamagedError(
                message, self._path, entry.line, error.incomplete, error.ended
            ) from None
        return Recording(
            found.request, found.response, self._path, index, entry.line, found.seconds
        )


def _is_old(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and "request" in first


def _redact_names(metadata: Any) -> tuple[str, ...]:
    """Return the `--redact` names in a cassette's metadata, in order.

    Reads every section of the metadata, not only `ringback`, because early versions of this
    product stored them under another name. Redacting a field too many is safe.
    """
    sections = metadata.values() if isinstance(metadata, dict) else ()
    lists = [section.get("redact") for section in sections if isinstance(section, dict)]
    names = [str(name) for each in lists if isinstance(each, list) for name in each]
    return tuple(dict.fromkeys(names))
