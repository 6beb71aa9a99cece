"""Tests mirror sources, file for file, so that either is found from the other."""

from pathlib import Path

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
    """Give every test file that stands for a source file."""
    return {
        path.relative_to(ROOT / "tests")
        for root in SOURCE_ROOTS
        for path in (ROOT / "tests" / root).rglob("test_*.py")
    }


def mirror(source: Path) -> Path:
    """Give the test file that a source file has to have."""
    return source.with_name(f"test_{source.stem.strip('_')}.py")


def test_every_source_file_has_its_test_file() -> None:
    assert sorted(map(str, {mirror(source) for source in sources()} - mirrors())) == []


def test_every_test_file_has_its_source_file() -> None:
    assert sorted(map(str, mirrors() - {mirror(source) for source in sources()})) == []


def test_a_package_can_be_found_by_its_first_file() -> None:
    assert Path("addons/understudy/http/messages.py") in sources()
    assert mirror(Path("proxy/p/__main__.py")) == Path("proxy/p/test_main.py")
