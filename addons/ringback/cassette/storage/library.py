"""Reading cassettes for replay.

Apart from the recorder, so that a replay does not import what only a recording needs.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.model import Library
from ringback.cassette.storage import files
from ringback.cassette.storage.folders import find_cassettes

# What the files pass through as they are read: the command line shows its progress there.
watcher: ContextVar[Callable[[Sequence[Path]], Iterable[Path]]] = ContextVar(
    "watcher", default=lambda files: files
)


def load_library(paths: Iterable[Path]) -> Library:
    """Read cassettes for replay: files, and the cassettes of folders, sorted.

    Raises CassetteError with the file and the line.
    """
    found = [find_cassettes(path) for path in paths]
    each_file = [file for each in found for file in each.files]
    return Library(
        tuple(read(files.read_bytes(file), file) for file in watcher.get()(each_file)),
        notes=tuple(each.note for each in found if each.note),
    )
