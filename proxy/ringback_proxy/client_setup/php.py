"""Pointing PHP at the CA: its curl and its streams read that from php.ini alone."""

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "PHP_INI_SCAN_DIR"
INI = "ringback.ini"


def ini(bundle: Path) -> str:
    """Return the text of an ini file that names a PEM bundle."""
    path = str(bundle).replace("\\", "\\\\").replace('"', '\\"')
    return f'curl.cainfo = "{path}"\nopenssl.cafile = "{path}"\n'


def scan_dir(folder: Path, environ: Mapping[str, str]) -> str:
    """Return PHP_INI_SCAN_DIR: what the user has, then our folder, whose settings win.

    An empty part stands for the folder that PHP was built with, so the defaults are kept.
    """
    own = environ.get(VARIABLE, "").split(os.pathsep)
    return os.pathsep.join([*(part for part in own if part != str(folder)), str(folder)])
