"""Reading cassettes for replay.

Apart from the recorder, so that a replay does not import what only a recording needs.
"""

from collections.abc import Iterable
from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.model import Library
from ringback.cassette.storage import files
from ringback.cassette.storage.folders import find_cassettes


def load_library(paths: Iterable[Path]) -> Library:
    """Read cassettes for replay: files, and the cassettes of folders, sorted.

    Raises CassetteError with the file and the line.
    """
    found = [find_cassettes(path) for path in paths]
    return Library(
        tuple(read(files.read_bytes(file), file) for each in found for file in each.files),
        notes=tuple(each.note for each in found if each.note),
    )
