from importlib.metadata import version
from pathlib import Path

from tests.support.process.ringback import run


def test_the_module_is_the_program(tmp_path: Path) -> None:
    finished = run("--version", folder=tmp_path)

    assert finished.status == 0
    assert finished.stdout == f"ringback, version {version('ringback')}\n"
