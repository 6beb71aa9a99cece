"""Tests mirror sources, file for file, so that either is found from the other."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE_ROOTS = ("addons", "proxy")
WITHOUT_CODE = ("__init__.py", "types.py")


def sources() -> set[Path]:
    """Return every source file that holds code."""
    return {
        path.relative_to(ROOT)
        for root in SOURCE_ROOTS
        for path in (ROOT / root).rglob("*.py")
        if path.name not in WITHOUT_CODE
    }


def mirrors() -> set[Path]:
    """Return every test file that stands for a source file."""
    return {
        path.relative_to(ROOT / "tests")
        for root in SOURCE_ROOTS
        for path in (ROOT / "tests" / root).rglob("test_*.py")
    }


def mirror(source: Path) -> Path:
    """Return the test file that a source file has to have."""
    return source.with_name(f"test_{source.stem.strip('_')}.py")


def test_every_source_file_has_its_test_file() -> None:
    assert sorted(map(str, {mirror(source) for source in sources()} - mirrors())) == []


def test_every_test_file_has_its_source_file() -> None:
    assert sorted(map(str, mirrors() - {mirror(source) for source in sources()})) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout: git lists the files")
def test_the_old_name_stands_nowhere_but_in_the_changelog() -> None:
    old_name = b"".join((b"under", b"study"))  # in two, or this file would hold it
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT).split(b"\0")
    paths = [ROOT / name.decode() for name in listed if (ROOT / name.decode()).is_file()]

    found = [
        path.relative_to(ROOT)
        for path in paths
        if old_name in bytes(path.relative_to(ROOT)).lower()
        or old_name in path.read_bytes().lower()
    ]

    assert paths
    assert found == [Path("CHANGELOG.md")]


def test_a_package_can_be_found_by_its_first_file() -> None:
    assert Path("addons/ringback/http/messages.py") in sources()
    assert mirror(Path("proxy/p/__main__.py")) == Path("proxy/p/test_main.py")
