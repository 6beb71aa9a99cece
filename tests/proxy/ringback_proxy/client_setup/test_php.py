import os
import subprocess
from pathlib import Path

import pytest

from ringback_proxy.client_setup import php
from tests.support.process.programs import require_program


@pytest.mark.parametrize(
    ("own", "merged"),
    [("", ":/ours"), ("/theirs", "/theirs:/ours"), (":/theirs", ":/theirs:/ours")],
)
def test_ringbacks_folder_is_read_after_the_users(own: str, merged: str) -> None:
    environ = {"PHP_INI_SCAN_DIR": own.replace(":", os.pathsep)}

    assert php.make_scan_dir(Path("/ours"), environ) == merged.replace(":", os.pathsep)


def test_nothing_is_put_in_twice() -> None:
    once = php.make_scan_dir(Path("/ours"), {})

    assert php.make_scan_dir(Path("/ours"), {"PHP_INI_SCAN_DIR": once}) == once


def test_php_reads_the_ini(tmp_path: Path) -> None:
    bundle = tmp_path / 'a "bundle"; really.pem'
    (tmp_path / php.INI).write_text(php.make_ini(bundle))
    show = "echo ini_get('curl.cainfo'), '|', ini_get('openssl.cafile');"

    shown = subprocess.run(
        (require_program("php"), "-r", show),
        env={**os.environ, "PHP_INI_SCAN_DIR": php.make_scan_dir(tmp_path, {})},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert shown == f"{bundle}|{bundle}"
