"""Makes PHP trust the CA: its curl and its streams read that from ini files only."""

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "PHP_INI_SCAN_DIR"
INI = "ringback.ini"


def make_ini(bundle: Path) -> str:
    """Return the text of an ini file that names a PEM bundle."""
    path = str(bundle).replace("\\", "\\\\").replace('"', '\\"')
    return f'curl.cainfo = "{path}"\nopenssl.cafile = "{path}"\n'


def make_scan_dir(folder: Path, environ: Mapping[str, str]) -> str:
    """Return PHP_INI_SCAN_DIR: the user's folders, then `folder`, whose settings take effect.

    An empty part stands for the folder that PHP was built with, so its defaults are kept.
    """
    own = environ.get(VARIABLE, "").split(os.pathsep)
    return os.pathsep.join([*(part for part in own if part != str(folder)), str(folder)])
