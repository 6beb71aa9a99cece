"""Where this user's files belong, per system: the CA stays, locks and ready-files come and go."""

import os
from pathlib import Path

import platformdirs

from ringback.cassette.storage.lock_dir import lock_dir as cassette_lock_dir
from ringback.errors import RingbackError

_NAME = "ringback"


def confdir(given: Path | None) -> Path:
    """Return the folder of the certificate authority: the one that is named, or the user's own.

    It is absolute, for what is printed of it is used in other folders.
    """
    return default_confdir() if given is None else given.absolute()


def default_confdir() -> Path:
    """Return the folder of the certificate authority."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def runtime_dir(confdir: Path) -> Path:
    """Return the folder of what lives no longer than a process, made where it is missing.

    It is the system's own where there is one; containers and cron have none, and a folder in /tmp
    could be another user's, so then it is in `confdir`. Raises RingbackError where neither works.
    """
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(own) / _NAME if own and os.access(own, os.W_OK) else confdir / "run"
    return _made(folder)


def lock_dir(confdir: Path) -> Path:
    """Return the folder of the locks on cassettes, made where it is missing.

    It is the same whatever `confdir` is, as long as the user can have a folder there. Raises
    RingbackError.
    """
    return _made(cassette_lock_dir(confdir / "run" / "locks"))


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise RingbackError(
            f"{folder} cannot be made ({error.strerror or error}); "
            f"name a folder that can be written with --confdir"
        ) from None
    return folder
