import os
import subprocess
import sys

import pytest

from tests.support.process.waiting import TIMEOUT

IMPORT = "from ringback_proxy.engine import selection\nselection.import_mitmproxy()\n"
CREATE = """
import asyncio
from mitmproxy import options
from mitmproxy.master import Master
from ringback.errors import RingbackError

async def create():
    try:
        engine = selection.create(Master(options.Options()), lambda _: True)
    except RingbackError as error:
        print(error.exit_status, error)
    else:
        print(type(engine).__name__)

asyncio.run(create())
"""


def run(program: str, *flags: str, engine: str | None = None) -> str:
    """Run a program in an interpreter of its own; return what it prints."""
    environ = {**os.environ} if engine is None else {**os.environ, "RINGBACK_ENGINE": engine}
    finished = subprocess.run(
        [sys.executable, *flags, "-c", program],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
        env=environ,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        (None, "FrontEngine"),
        ("", "FrontEngine"),
        ("fast", "FrontEngine"),
        ("plain", "PlainEngine"),
    ],
)
def test_the_variable_names_the_engine(name: str | None, engine: str) -> None:
    assert run(IMPORT + CREATE, engine=name) == engine


def test_an_unknown_engine_is_a_usage_error() -> None:
    assert run(IMPORT + CREATE, engine="slow") == (
        "2 RINGBACK_ENGINE is 'slow'; set it to fast or plain, or unset it"
    )


def test_a_mitmproxy_that_has_changed_is_an_error_of_one_line() -> None:
    change = "import mitmproxy.log\ndel mitmproxy.log.MitmLogHandler.uninstall\n"

    printed = run(IMPORT + change + CREATE)

    assert printed.startswith("1 mitmproxy 1")
    assert "set RINGBACK_ENGINE=plain, or install 'mitmproxy<13'" in printed
    assert "\n" not in printed


def test_the_plain_engine_imports_nothing_of_the_fast_one() -> None:
    loaded = f"{IMPORT}{CREATE}import sys\nprint(*sys.modules)"

    modules = run(loaded, engine="plain").split()

    package = "ringback_proxy.engine."
    assert {name.removeprefix(package) for name in modules if name.startswith(package)} == {
        "collector", "connections", "lean_imports", "mitmproxy_changes", "plain_mitmproxy",
        "selection", "tcp_reset",
        "types", "upstream_timeout",
    }  # fmt: skip


@pytest.mark.parametrize(("engine", "enabled"), [(None, "False"), ("plain", "True")])
def test_the_collector_is_off_until_everything_is_imported(
    engine: str | None, enabled: str
) -> None:
    assert run(IMPORT + "import gc\nprint(gc.isenabled())", engine=engine) == enabled


def test_a_mitmproxy_that_is_imported_already_is_left_alone() -> None:
    program = f"import mitmproxy.addons, gc\n{IMPORT}print(gc.isenabled())"

    assert run(program) == "True"


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_deprecations_inside_mitmproxy_do_not_end_the_process(engine: str) -> None:
    assert run(IMPORT + CREATE, "-W", "error::DeprecationWarning", engine=engine)
