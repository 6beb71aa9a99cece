"""The table of clients in docs/clients.md is what the matrix has found."""

import runpy

from tests.support.clients.runtimes import CLIENTS
from tests.support.documents.documents import DOCS, ROOT

TABLE = runpy.run_path(str(ROOT / "tests" / "clients" / "table.py"))


def test_every_client_of_the_matrix_has_passed() -> None:
    assert set(TABLE["read_results"]()) == {client.name for client in CLIENTS}


def test_the_page_has_the_table_of_the_last_run() -> None:
    page = (DOCS / "clients.md").read_text()

    assert TABLE["render"]() in page, "run: make docs-tables"
    assert TABLE["replace_table"](page) == page
