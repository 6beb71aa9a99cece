import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

from ringback.mitmproxy_addon.options_addon import ConversationsFromOptions
from tests.support.process.waiting import TIMEOUT

SCRIPT = Path(__file__).parents[2] / "addons" / "conversations.py"


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_has_the_one_addon() -> None:
    (addon,) = loaded().addons

    assert isinstance(addon, ConversationsFromOptions)


def test_the_script_runs_where_only_its_folder_is_known(tmp_path: Path) -> None:
    """As mitmdump runs it from a checkout: without Ringback installed."""
    program = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import conversations"

    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
