"""Write imported exchanges to a new cassette."""

from collections.abc import Iterable
from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Interaction
from ringback.cassette.storage import files
from ringback.cassette.storage.lock import CassetteLock
from ringback.errors import CassetteError
from ringback.files import is_folder


def write_cassette(
    path: Path, interactions: Iterable[Interaction], names: tuple[str, ...], lock_dir: Path
) -> None:
    """Write redacted interactions to a cassette that does not exist yet, in one step.

    `names` are those of `--redact`, kept in the cassette. Raises CassetteError.
    """
    if is_folder(path):
        advice = f"is a folder; give -o a file in it, such as {path / 'imported.yaml'}"
        raise CassetteError(advice, path)
    if path.suffix not in (".yaml", ".yml"):
        advice = f"a cassette ends with .yaml; give -o {path.with_suffix('.yaml')}"
        raise CassetteError(advice, path)
    wanted = list(interactions)
    data = "".join((render_header(names), *map(render, wanted))).encode()
    found = [recording.interaction for recording in read(data, path).recordings]
    if found != wanted:
        raise CassetteError("cannot hold what was imported without loss; please report it", path)
    made = files.make_folder(path)
    lock = CassetteLock(path, lock_dir)
    try:
        if path.exists() or path.is_symlink():
            raise CassetteError("exists already; give another -o PATH, or move it away", path)
        files.replace(path, data)
    finally:
        lock.release()
        files.remove_empty(made)
