"""The README's table of clients is what the matrix has found."""

import runpy
from pathlib import Path

from tests.support.runtimes import CLIENTS

ROOT = Path(__file__).parents[2]
TABLE = runpy.run_path(str(ROOT / "tests" / "clients" / "table.py"))


def test_every_client_of_the_matrix_has_passed() -> None:
    assert set(TABLE["results"]()) == {client.name for client in CLIENTS}


def test_the_readme_has_the_table_of_the_last_run() -> None:
    readme = (ROOT / "README.md").read_text()

    assert TABLE["rendered"]() in readme, "run `make clients-table`"
    assert TABLE["put_into"](readme) == readme
