"""Choose the folder for the locks on cassettes: the same for all processes of a user."""

import os
import stat
import tempfile
from pathlib import Path

_NAME = "ringback"


def lock_dir(otherwise: Path) -> Path:
    """Return the folder for locks; it need not exist yet. The first of these that can be used:

    1. a folder in the user's runtime folder (`XDG_RUNTIME_DIR`),
    2. a private folder among the temporary files, as in containers and under cron,
    3. `otherwise`.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / _NAME / "locks"
    temporary = Path(tempfile.gettempdir())
    # On Windows each user has a folder for temporary files.
    own = temporary / (f"{_NAME}-{os.getuid()}" if os.name == "posix" else _NAME)
    return own / "locks" if _make_private(own) else otherwise


def _make_private(folder: Path) -> bool:
    """Create a folder if needed; return whether only this user can write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    if os.name != "posix":  # pragma: no cover - CI is Linux
        return True
    others_may_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not others_may_write
