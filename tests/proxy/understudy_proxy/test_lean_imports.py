import json
import subprocess
import sys
from typing import Any

from support.patience import PATIENCE

# Each in an interpreter of its own: what is imported once stays so.
TOLD = """
import json
print(json.dumps({
    "modules": sorted(name for name in sys.modules if name.startswith("mitmproxy.addons")),
    "path": list(mitmproxy.addons.__path__) if "mitmproxy.addons" in sys.modules else None,
    "complete": hasattr(mitmproxy.addons, "default_addons"),
    "default": len(getattr(mitmproxy.addons, "default_addons", list)()),
}))
"""


def run(program: str, *flags: str) -> dict[str, Any]:
    """Run a program in a new interpreter, and give what it tells of mitmproxy's addons."""
    finished = subprocess.run(
        [sys.executable, *flags, "-c", f"import sys\n{program}\n{TOLD}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout)
    assert isinstance(told, dict)
    return told


DEFER = "from understudy_proxy import lean_imports\nlean_imports.defer_addons()\nimport mitmproxy\n"


def test_the_addons_are_not_imported() -> None:
    told = run(DEFER)

    assert told["modules"] == ["mitmproxy.addons"]
    assert not told["complete"]


def test_a_single_addon_can_be_imported() -> None:
    told = run(f"{DEFER}from mitmproxy.addons import disable_h2c\n")

    assert told["modules"] == ["mitmproxy.addons", "mitmproxy.addons.disable_h2c"]


def test_the_proxy_needs_no_more_than_its_own_addons() -> None:
    told = run(f"{DEFER}import understudy_proxy.master\n")

    assert len(told["modules"]) < 12
    assert not told["complete"]


def test_the_addons_can_be_completed_later() -> None:
    told = run(f"{DEFER}lean_imports.complete_addons()\n")

    assert told["complete"]
    assert told["default"] > 30


def test_what_is_complete_is_left_alone() -> None:
    told = run(f"{DEFER}lean_imports.complete_addons()\nlean_imports.complete_addons()\n")

    assert told["complete"]


def test_what_is_imported_already_is_left_alone() -> None:
    told = run(f"import mitmproxy.addons\n{DEFER}")

    assert told["complete"]


def test_there_may_be_nothing_to_complete() -> None:
    told = run(
        "from understudy_proxy import lean_imports\nlean_imports.complete_addons()\n"
        "import mitmproxy, types\nmitmproxy.addons = types.SimpleNamespace()\n"
    )

    assert told["modules"] == []


def test_warnings_as_errors_do_not_end_us() -> None:
    told = run(f"{DEFER}import understudy_proxy.master\n", "-W", "error::DeprecationWarning")

    assert not told["complete"]
