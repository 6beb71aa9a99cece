"""The per-user folders: one for the CA, and one for locks, ready-files and runs."""

import os
from pathlib import Path

import platformdirs

from ringback.cassette.storage import lock_dir
from ringback.errors import RingbackError

_NAME = "ringback"


def resolve_confdir(given: Path | None) -> Path:
    """Return the folder of the certificate authority: the given one, or the user's default.

    The path is absolute, because printed commands that contain it are run in other folders.
    """
    return find_default_confdir() if given is None else given.absolute()


def find_default_confdir() -> Path:
    """Return the default folder of the certificate authority."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def make_runtime_dir(confdir: Path) -> Path:
    """Return the folder for the files of running processes; create it if necessary.

    It is below XDG_RUNTIME_DIR if that can be written, else in `confdir`: containers and cron have
    no such variable, and a folder in /tmp could belong to another user. Raises RingbackError.
    """
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(own) / _NAME if own and os.access(own, os.W_OK) else confdir / "run"
    return _make(folder)


def make_lock_dir(confdir: Path) -> Path:
    """Return the folder for the locks of cassettes; create it if necessary.

    It does not depend on `confdir`, unless the user has no other folder that can be written.
    Raises RingbackError.
    """
    return _make(lock_dir.lock_dir(confdir / "run" / "locks"))


def _make(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise RingbackError(
            f"{folder} cannot be created ({error.strerror or error}); "
            f"name a folder that can be written with --confdir"
        ) from None
    return folder
