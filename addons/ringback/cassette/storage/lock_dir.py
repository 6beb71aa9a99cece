"""Where the locks on cassettes lie: in one place for all that a user runs."""

import os
import stat
import tempfile
from pathlib import Path

_NAME = "ringback"


def lock_dir(otherwise: Path) -> Path:
    """Return the folder of the locks, which may still have to be made.

    It is in the user's runtime folder; without one, as in containers and under cron, in a folder
    of the user's own among the temporary files; and where somebody else has taken that, `otherwise`
    it is.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / _NAME / "locks"
    temporary = Path(tempfile.gettempdir())
    # Windows has temporary files per user.
    own = temporary / (f"{_NAME}-{os.getuid()}" if os.name == "posix" else _NAME)
    return own / "locks" if _is_ours(own) else otherwise


def _is_ours(folder: Path) -> bool:
    """Make a folder that nobody else can write to; say whether it is one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    if os.name != "posix":  # pragma: no cover - CI is Linux
        return True
    others_may_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not others_may_write
