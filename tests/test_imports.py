"""What import-linter cannot express: who imports which parts of mitmproxy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The folders that run mitmproxy or extend it.
EDGE = (
    "addons/conversations.py",
    "addons/ringback/mitmproxy_addon",
    "proxy/ringback_proxy/access",
    "proxy/ringback_proxy/doctor",
    "proxy/ringback_proxy/engine",
    "proxy/ringback_proxy/server",
    "proxy/ringback_proxy/sessions",
    "proxy/ringback_proxy/testing/proxy_side",
)
ENGINE = "proxy/ringback_proxy/engine"
# What mitmproxy's API reference describes of `mitmproxy.proxy`.
DOCUMENTED = (
    "mitmproxy.proxy.context.",
    "mitmproxy.proxy.mode_specs.",
    "mitmproxy.proxy.server_hooks.",
)
SOURCES = (*(ROOT / "addons").rglob("*.py"), *(ROOT / "proxy").rglob("*.py"))


def imported_by(path: Path) -> Iterator[str]:
    """Yield what a file imports: `a.b` for `import a.b`, `a.b.c` for `from a.b import c`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def imports_outside(package: str, *folders: str) -> set[tuple[str, str]]:
    """Return each file that is not in the folders and imports of the package, with the import."""
    files = ((path, str(path.relative_to(ROOT))) for path in SOURCES)
    return {
        (file, name)
        for path, file in files
        if not file.startswith(folders)
        for name in imported_by(path)
        if f"{name}.".startswith(f"{package}.")
    }


def test_only_the_edge_imports_mitmproxy() -> None:
    assert imports_outside("mitmproxy", *EDGE) == set()


def test_only_the_engine_imports_undocumented_parts_of_mitmproxys_core() -> None:
    found = imports_outside("mitmproxy.proxy", ENGINE)

    assert {name for _, name in found if not name.startswith(DOCUMENTED)} == set()


def test_imports_are_found() -> None:
    found = imports_outside("mitmproxy", "tests")

    assert (f"{ENGINE}/front/engine.py", "mitmproxy.master.Master") in found


@pytest.mark.parametrize(
    "program",
    ["ringback_proxy.cli.main", "ringback_proxy.testing.proxy_side.main"],
    ids=["command line", "a test run's proxy"],
)
def test_a_program_prepares_the_import_of_mitmproxy_first(program: str) -> None:
    # Without `import_mitmproxy` it brings all of its own addons, which takes as long again.
    code = f"import sys, {program}; sys.exit('mitmproxy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
