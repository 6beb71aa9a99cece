"""The cassettes in a folder and its sub-folders, and what there is left out.

Every file with an ending of a cassette is one, except JSON without any interactions. Links are
followed, each folder once.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.storage import files
from ringback.errors import CassetteError
from ringback.files import is_folder

SUFFIXES = (".yaml", ".yml", ".json")
_LEFTOVERS = (".pending", ".torn")
_LOCK = ".lock"
_NAMED = 3
# Keys without which JSON is not a cassette, of this or of an older version of the format.
_CASSETTE_KEYS = (b"interactions", b'"request"')


@dataclass(frozen=True, slots=True)
class FoundCassettes:
    """The cassettes at a path, sorted; `note` is a sentence on what was left out, or empty."""

    files: tuple[Path, ...]
    note: str = ""


def find_cassettes(path: Path) -> FoundCassettes:
    """Return a file itself, or the cassettes of a folder and its sub-folders.

    Raises CassetteError if there is none, or if a folder cannot be read.
    """
    if not is_folder(path):
        return FoundCassettes((path,))
    found: list[Path] = []
    left_out: dict[str, list[str]] = {}
    for one in _walk(path, set()):
        if _is_lock(one):
            continue
        reason = _reject(one)
        if reason is None:
            found.append(one)
        else:
            left_out.setdefault(reason, []).append(str(one.relative_to(path)))
    note = _describe(path, left_out)
    if not found:
        message = "there is no cassette in this folder: no .yaml, .yml or .json"
        raise CassetteError(f"{message}; {note.partition(': ')[2]}" if note else message, path)
    return FoundCassettes(tuple(sorted(found)), note)


def _walk(folder: Path, seen: set[str]) -> Iterator[Path]:
    """Yield the files below a folder, and the hidden folders instead of their files."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", folder) from None
    for child in children:
        if not is_folder(child) or child.name.startswith("."):
            yield child
            continue
        below = list(_walk(child, seen))
        # An empty folder with a cassette's name is reported when it is read.
        yield from [child] if not below and child.suffix in SUFFIXES else below


def _reject(path: Path) -> str | None:
    """Return why a file or hidden folder is left out; None for a cassette."""
    if is_folder(path) and path.name.startswith("."):
        return "hidden"
    if path.suffix not in SUFFIXES:
        return "of a run that did not end" if _is_leftover(path) else "not a cassette by its name"
    if path.suffix == ".json" and not _may_be_cassette(path):
        return "JSON of another kind"
    return None


def _is_lock(path: Path) -> bool:
    return path.name.startswith(".") and path.suffix == _LOCK


def _is_leftover(path: Path) -> bool:
    return path.suffix.rstrip("0123456789") in _LEFTOVERS


def _may_be_cassette(path: Path) -> bool:
    try:
        data = files.read_bytes(path)
    except CassetteError:
        return True  # reading it as a cassette reports the reason
    return not data.strip() or any(key in data for key in _CASSETTE_KEYS)


def _describe(path: Path, left_out: dict[str, list[str]]) -> str:
    if not left_out:
        return ""
    groups = (f"{_join(names)} ({reason})" for reason, names in sorted(left_out.items()))
    return f"{path}: left out {', '.join(groups)}"


def _join(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
