"""Where the cassette of a test lies: where pytest-recording has it, so that its cassettes play.

`cassettes/MODULE/TEST.yaml` beside the test's file; a test of a class is `CLASS.TEST`, and one of a
class within a class `OUTER.CLASS.TEST`.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from ringback.errors import UsageError

# What file systems refuse in a name.
_FORBIDDEN = str.maketrans(dict.fromkeys(r"<>?%*:|\"'/\\", "-"))
_LONGEST = 200  # bytes; file systems take 255, and a take's name is longer


def default_folder(test_file: Path) -> Path:
    """Return the folder of a test file's cassettes."""
    return test_file.parent / "cassettes" / test_file.stem


def full_name(test: str, in_class: str | None = None) -> str:
    """Return the name of a test with that of its class, a qualified one."""
    return f"{in_class}.{test}" if in_class else test


def _is_free(name: str) -> bool:  # noqa: ARG001 - whatever it is
    return True


def default_cassette(
    folder: Path,
    test: str,
    in_class: str | None = None,
    is_free: Callable[[str], bool] = _is_free,
) -> Path:
    """Return the cassette of a test that names none.

    A test whose name no file can have (a parameter with a slash) gets a file with a digest in its
    name, so that two such tests do not share one; a cassette of pytest-recording, which has none,
    and none of the outer classes, is played where it is there. `is_free` says of such a name
    whether this test may play what lies under it.
    """
    name = full_name(test, in_class)
    own = folder / f"{_file_name(name)}.yaml"
    if own.exists():
        return own
    inner = in_class.rpartition(".")[2] if in_class else None
    for other in dict.fromkeys((name, full_name(test, inner))):
        theirs = other.translate(_FORBIDDEN)
        path = folder / f"{theirs}.yaml"
        if path != own and _is_short(theirs) and path.exists() and is_free(theirs):
            return path
    return own


def _file_name(name: str) -> str:
    plain = name.translate(_FORBIDDEN)
    if plain == name and _is_short(plain):
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    cut = plain.encode("utf-8", "replace")[: _LONGEST - 9].decode("utf-8", "ignore")
    return f"{cut}-{digest}"


def _is_short(name: str) -> bool:
    return len(name.encode("utf-8", "surrogatepass")) <= _LONGEST


def named_cassette(folder: Path, name: str) -> Path:
    """Return the cassette that a marker names: in the folder, unless it is an absolute path.

    Raises UsageError for a name that no file can have.
    """
    path = folder / name
    if len(path.name.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise UsageError(
            f"a cassette's name is {path.name[:40]!r} and so on, which is longer than the "
            f"{_LONGEST} bytes that are accepted; give a shorter one"
        )
    if path.suffix in (".yaml", ".yml", ".json") or path.is_dir():
        return path
    return path.with_name(f"{path.name}.yaml")
