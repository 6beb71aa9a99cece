"""Where the cassette of a test lies: where pytest-recording has it, so that its cassettes play.

`cassettes/MODULE/TEST.yaml` beside the test's file; a test of a class is `CLASS.TEST`.
"""

import hashlib
from pathlib import Path

# What file systems refuse in a name.
_FORBIDDEN = str.maketrans(dict.fromkeys(r"<>?%*:|\"'/\\", "-"))
_LONGEST = 200  # bytes; file systems take 255, and a take's name is longer


def default_folder(test_file: Path) -> Path:
    """Give the folder of a test file's cassettes."""
    return test_file.parent / "cassettes" / test_file.stem


def default_cassette(folder: Path, test: str, in_class: str | None = None) -> Path:
    """Give the cassette of a test that names none.

    A test whose name no file can have (a parameter with a slash) gets a file with a digest in its
    name, so that two such tests do not share one; a cassette of pytest-recording, which has none,
    is played where it is there.
    """
    name = f"{in_class}.{test}" if in_class else test
    plain = name.translate(_FORBIDDEN)
    whole = folder / f"{plain}.yaml"
    is_short = len(plain.encode("utf-8", "surrogatepass")) <= _LONGEST
    if plain == name and is_short:
        return whole
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    cut = plain.encode("utf-8", "replace")[: _LONGEST - 9].decode("utf-8", "ignore")
    own = folder / f"{cut}-{digest}.yaml"
    return whole if is_short and whole.exists() and not own.exists() else own


def named_cassette(folder: Path, name: str) -> Path:
    """Give the cassette that a marker names: in the folder, unless it is an absolute path."""
    path = folder / name
    if path.suffix in (".yaml", ".yml", ".json") or path.is_dir():
        return path
    return path.with_name(f"{path.name}.yaml")
