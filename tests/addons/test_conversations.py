import runpy
from pathlib import Path

from understudy.plain_mitmproxy import ConversationsFromOptions

SCRIPT = Path(__file__).parents[2] / "addons" / "conversations.py"


def test_the_script_gives_mitmproxy_our_addon_and_no_other() -> None:
    (addon,) = runpy.run_path(str(SCRIPT))["addons"]

    assert isinstance(addon, ConversationsFromOptions)


def test_no_neighbour_of_the_script_shadows_a_module_of_somebody_elses() -> None:
    # mitmproxy puts the script's folder first on sys.path and leaves it there.
    assert {path.name for path in SCRIPT.parent.iterdir() if path.name != "__pycache__"} == {
        "conversations.py",
        "understudy",
    }
