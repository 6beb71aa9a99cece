"""The cassettes of a test that pytest has collected."""

from pathlib import Path
from typing import TYPE_CHECKING

from ringback_proxy.pytest_plugin import cassette_paths
from ringback_proxy.pytest_plugin.markers import MarkerOptions

if TYPE_CHECKING:
    import pytest


def find_cassettes(
    item: "pytest.Item", marker_options: MarkerOptions, folder: Path, *, may_change: bool
) -> tuple[Path, ...]:
    """Return the cassettes that a test's markers name, or its default one.

    Unless the run `may_change` existing cassettes, the default one may be a cassette that
    pytest-recording made, if it is no other collected test's. Raises UsageError.
    """
    if marker_options.cassettes:
        return tuple(
            cassette_paths.resolve_named(folder, name) for name in marker_options.cassettes
        )

    def is_free(name: str) -> bool:
        return not may_change and not _belongs_to_another(name, item)

    return (cassette_paths.resolve_default(folder, item.name, _read_class(item), is_free),)


def _belongs_to_another(name: str, item: "pytest.Item") -> bool:
    """Return whether another test of the same file has exactly this name."""
    return any(
        one is not item
        and one.path == item.path
        and cassette_paths.qualify_name(one.name, _read_class(one)) == name
        for one in item.session.items
    )


def _read_class(item: "pytest.Item") -> str | None:
    in_class = getattr(item, "cls", None)
    return in_class.__qualname__ if in_class else None


def overrides_folder(item: "pytest.Item") -> bool:
    """Return whether the project has its own `ringback_cassette_dir` fixture for a test.

    The test may have a marker alone: then the fixture is not among those that it asks for.
    """
    find = item.session._fixturemanager.getfixturedefs  # pytest has no public name for it
    try:
        found = find("ringback_cassette_dir", item)
    except AttributeError:  # pytest before 8 wants an id
        found = find("ringback_cassette_dir", item.nodeid)  # type: ignore[arg-type]  # of today's
    return found is not None and len(found) > 1
