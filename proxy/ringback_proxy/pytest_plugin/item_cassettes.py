"""Which cassettes a test has, as pytest collected it."""

from pathlib import Path
from typing import TYPE_CHECKING

from ringback_proxy.pytest_plugin import cassette_paths
from ringback_proxy.pytest_plugin.markers import MarkerOptions

if TYPE_CHECKING:
    import pytest


def of(
    item: "pytest.Item", wish: MarkerOptions, folder: Path, *, may_change: bool
) -> tuple[Path, ...]:
    """Return those that its markers name, or the one of its own.

    Where what is there may not be changed, its own may be one that pytest-recording made, unless
    that is another test's here. Raises UsageError.
    """
    if wish.cassettes:
        return tuple(cassette_paths.named_cassette(folder, name) for name in wish.cassettes)

    def is_free(name: str) -> bool:
        return not may_change and not _is_another_s(name, item)

    return (cassette_paths.default_cassette(folder, item.name, _class_of(item), is_free),)


def _is_another_s(name: str, item: "pytest.Item") -> bool:
    """Return whether another test of the same file has exactly this name."""
    return any(
        one.path == item.path and cassette_paths.full_name(one.name, _class_of(one)) == name
        for one in item.session.items
    )


def _class_of(item: "pytest.Item") -> str | None:
    in_class = getattr(item, "cls", None)
    return in_class.__qualname__ if in_class else None


def lie_elsewhere(item: "pytest.Item") -> bool:
    """Return whether the project has a fixture of its own for where a test's cassettes lie."""
    info = getattr(item, "_fixtureinfo", None)  # pytest has no public name for it
    found = getattr(info, "name2fixturedefs", {}).get("ringback_cassette_dir", ())
    return len(found) > 1
