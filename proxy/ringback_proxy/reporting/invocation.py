"""How a user types the command of this program, for hints that can be pasted."""

import os
import shutil
import sys
from pathlib import Path
from shlex import quote

from ringback_proxy.runtime_files import paths

NAME = "ringback"


def find_command() -> str:
    """Return what to type to start this program again.

    That is its name, preceded by what has installed it for this run only (uvx, pipx run), or its
    path if it is not on the PATH.
    """
    runner = _find_temporary_runner()
    if runner is not None:
        return f"{runner} {NAME}"
    if shutil.which(NAME) is not None:
        return NAME
    started_as = Path(sys.argv[0])
    if started_as.name == NAME:
        return quote(str(started_as))
    return f"{quote(sys.executable)} -m ringback_proxy"


def _find_temporary_runner() -> str | None:
    """Return uvx or pipx run, if this Python environment is one that they keep in their cache.

    uvx puts it on the PATH, but only for this process.
    """
    environment = Path(sys.prefix)
    if "UV" in os.environ and environment.parent.name.startswith("archive-v"):
        return "uvx"
    if (environment / "pipx_metadata.json").exists() and environment.parent.name != "venvs":
        return "pipx run"
    return None


def format_env_command(confdir: Path) -> str:
    """Return the command that prints the variables for a proxy whose CA is in `confdir`."""
    command = f"{find_command()} env"
    if confdir == paths.find_default_confdir():
        return command
    return f"{command} --confdir {quote(str(confdir))}"
