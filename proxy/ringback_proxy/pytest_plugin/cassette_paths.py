"""The path of a test's cassette, the same as pytest-recording's, so that its cassettes play.

`cassettes/MODULE/TEST.yaml` beside the test's file; for a test in a class `CLASS.TEST`, and in a
nested class `OUTER.CLASS.TEST`.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from ringback.errors import UsageError
from ringback.files import is_folder, may_exist

# What file systems do not accept in a name.
_FORBIDDEN = str.maketrans(dict.fromkeys(r"<>?%*:|\"'/\\", "-"))
_MAX_FILE_NAME = 255
_MAX_NAME = 200  # bytes; file systems accept 255, and a pending cassette's name is longer


def resolve_folder(test_file: Path) -> Path:
    """Return the folder of a test file's cassettes."""
    return test_file.parent / "cassettes" / test_file.stem


def qualify_name(test: str, in_class: str | None = None) -> str:
    """Return a test's name with that of its class, which may itself be qualified."""
    return f"{in_class}.{test}" if in_class else test


def _is_free(name: str) -> bool:  # noqa: ARG001 - every name is
    return True


def resolve_default(
    folder: Path,
    test: str,
    in_class: str | None = None,
    is_free: Callable[[str], bool] = _is_free,
) -> Path:
    """Return the path of the cassette of a test whose marker names none.

    A test whose name is not a file name (a parameter with a slash) gets a file with a digest in its
    name, so that two such tests do not share one. pytest-recording adds no outer classes, a digest
    only beyond 255 characters, and `.json` for `serializer: json`: an existing cassette with
    such a name is played, if `is_free(name)` says that it is not another test's.
    """
    name = qualify_name(test, in_class)
    own = folder / f"{_make_file_name(name)}.yaml"
    if may_exist(own):
        return own
    inner = in_class.rpartition(".")[2] if in_class else None
    for candidate in dict.fromkeys((name, qualify_name(test, inner))):
        for file_name in _list_recording_names(candidate.translate(_FORBIDDEN)):
            path = folder / file_name
            if path != own and _exists(path) and is_free(path.stem):
                return path
    return own


def _list_recording_names(plain: str) -> Iterator[str]:
    """Yield the names of files in which pytest-recording may have stored a test's cassette.

    It counts in characters, and the suffix without its dot if the test names its serializer.
    """
    for serializer, suffix in (
        (".yaml", ".yaml"),
        ("yaml", ".yaml"),
        ("json", ".json"),
    ):
        stem = plain
        if len(plain) + len(serializer) > _MAX_FILE_NAME:
            digest = hashlib.md5(plain.encode("utf-8", "surrogatepass"), usedforsecurity=False)
            end = f"...{digest.hexdigest()}"
            stem = plain[: _MAX_FILE_NAME - len(serializer) - len(end)] + end
        yield f"{stem}{suffix}"


def _exists(path: Path) -> bool:
    return _count_bytes(path.name) <= _MAX_FILE_NAME and may_exist(path)


def _make_file_name(name: str) -> str:
    plain = name.translate(_FORBIDDEN)
    if plain == name and _is_short(plain):
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    cut = plain.encode("utf-8", "replace")[: _MAX_NAME - 9].decode("utf-8", "ignore")
    return f"{cut}-{digest}"


def _is_short(name: str) -> bool:
    return _count_bytes(name) <= _MAX_NAME


def _count_bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))


def resolve_named(folder: Path, name: str) -> Path:
    """Return the path of a cassette that a marker names: in the folder unless it is absolute.

    Raises UsageError for a name that is too long for a file.
    """
    path = folder / name
    existing = next(filter(_exists, (path, path.with_name(f"{path.name}.yaml"))), None)
    if existing is None and not _is_short(path.name):
        raise UsageError(
            f"the cassette name {path.name[:40]!r}... is longer than the {_MAX_NAME} bytes that "
            "are accepted; give a shorter one"
        )
    if path.suffix in (".yaml", ".yml", ".json") or is_folder(path):
        return path
    return path.with_name(f"{path.name}.yaml")
