"""docs/platforms.md names every file that asks which system it runs on, and no others."""

import re

from tests.support.documents.documents import DOCS, ROOT

TEXT = (DOCS / "platforms.md").read_text()
# How code asks, or finds out by what is missing.
ASKS = re.compile(
    r"sys\.platform|os\.name\b|is_posix\(|platformdirs\.|add_signal_handler"
    r"|(?:has|get)attr\((?:os|signal), [\"n]"
)
SOURCES = [path for root in ("addons", "proxy") for path in sorted((ROOT / root).rglob("*.py"))]


def test_every_file_that_asks_for_the_system_is_named() -> None:
    asking = [str(p.relative_to(ROOT)) for p in SOURCES if ASKS.search(p.read_text())]

    assert "proxy/ringback_proxy/client_setup/platform_support.py" in asking
    assert [path for path in asking if f"`{path}`" not in TEXT] == []


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(r"`((?:addons|proxy)/[^`]+)`", TEXT)

    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []
