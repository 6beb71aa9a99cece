"""What import-linter cannot express: who imports which parts of mitmproxy."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process.waiting import wait_for

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


# What a plain start does without, although it is part of what can be asked for: each takes
# milliseconds, in every start of every test suite.
CORE = ("mitmproxy.proxy.layers", "mitmproxy.proxy.mode_servers", "wsproto.events", "h11", "h2")
CASSETTES = ("yaml", "ringback.cassette.matching", "ringback.cassette.storage.library", "vcr")
MODEL = ("ringback.twilio.api", "ringback.twilio.resources")
OPTIONAL = (
    "filelock", "ctypes", "email.message", "jinja2", "phonenumbers",
    "ringback.cassette.redaction.personal.text",
    "ringback.drift", "ringback.importing", "ringback.modes.recording",
    "ringback.twilio.outside_events", "ringback.twilio.replication",
    "ringback.twilio.state_document", "ringback.twilio.webhooks.inbound",
    "ringback_proxy.doctor.examine", "ringback_proxy.page.views", "ringback_proxy.testing", "rich",
    "hypothesis", "pytest",
)  # fmt: skip


def list_modules(
    folder: Path, *arguments: str, module: str = "ringback_proxy"
) -> subprocess.Popen[bytes]:
    """Start a program that lists the modules that it has loaded, at its end."""
    code = (
        f"import atexit, pathlib, runpy, sys\n"
        f"listing = pathlib.Path({str(folder / 'modules')!r})\n"
        f"atexit.register(lambda: listing.write_text(' '.join(sys.modules)))\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        f"runpy.run_module({module!r}, run_name='__main__')"
    )
    # In the user's own folder, runs that were killed may have left what is removed at a start.
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
    return subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=environ)


def read_modules(folder: Path) -> set[str]:
    """Return what a program has listed in a folder."""
    return set((folder / "modules").read_text().split())


def of(loaded: set[str], *packages: str) -> list[str]:
    """Return the modules that belong to one of the packages."""
    dotted = tuple(f"{each}." for each in packages)
    return sorted(name for name in loaded if f"{name}.".startswith(dotted))


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (("fake",), (*OPTIONAL, *CORE, *CASSETTES)),
        (("replay", "-c", "example.yaml"), (*OPTIONAL, *CORE, *MODEL)),
    ],
    ids=["fake", "replay"],
)
def test_a_start_loads_nothing_that_was_not_asked_for(
    tmp_path: Path, arguments: tuple[str, ...], needless: tuple[str, ...]
) -> None:
    shutil.copy(ROOT / "cassettes/example.yaml", tmp_path)
    ready = tmp_path / "ready.json"
    options = ("--quiet", "--port", "0", "--confdir", str(tmp_path), "--ready-file", str(ready))

    with list_modules(tmp_path, *arguments, *options) as process:
        wait_for(lambda: ready.exists() or None, lambda: f"status {process.poll()}")
        process.terminate()
    loaded = read_modules(tmp_path)

    assert process.returncode == 0
    assert of(loaded, "ringback_proxy.engine.front.engine") != []
    assert of(loaded, *needless) == []


@pytest.mark.parametrize("arguments", [("--help",), ("fake", "--help")], ids=" ".join)
def test_help_loads_no_proxy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    status = list_modules(tmp_path, *arguments).wait()

    assert status == 0
    needless = ("mitmproxy", "cryptography", "ringback_proxy.server", "yaml", *MODEL)
    assert of(read_modules(tmp_path), *needless) == []


def test_the_pytest_plugin_loads_no_proxy_until_a_test_asks(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass")
    plugin = ("-q", "-p", "no:cacheprovider", "-p", "no:ringback")
    arguments = (*plugin, "-p", "ringback_proxy.pytest_plugin.plugin")

    status = list_modules(tmp_path, *arguments, module="pytest").wait()
    loaded = read_modules(tmp_path)

    assert status == 0
    assert of(loaded, "ringback_proxy.pytest_plugin") != []
    needless = ("mitmproxy", "cryptography", "click", "yaml", "ringback_proxy.testing")
    assert of(loaded, *needless, "ringback.twilio", "ringback.cassette", "ringback.modes") == []
