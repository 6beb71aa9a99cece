"""How this program is started again by whoever reads what it says."""

import shutil
import sys
from pathlib import Path
from shlex import quote

from ringback_proxy.runtime_files import paths

NAME = "ringback"


def command() -> str:
    """Return what to type for this program: its name, or where it is if that is not on the PATH."""
    if shutil.which(NAME) is not None:
        return NAME
    started_as = Path(sys.argv[0])
    if started_as.name == NAME:
        return quote(str(started_as))
    return f"{quote(sys.executable)} -m ringback_proxy"


def env_command(confdir: Path) -> str:
    """Return the command that finds a proxy whose CA is in `confdir`."""
    asked = f"{command()} env"
    if confdir == paths.default_confdir():
        return asked
    return f"{asked} --confdir {quote(str(confdir))}"
