"""Real clients meet each fault, and docs/faults.md says what they make of it."""

import runpy
from pathlib import Path

from tests.support.clients.runtimes import MODULES, require
from tests.support.documents.documents import DOCS, ROOT

TABLES = runpy.run_path(str(ROOT / "tests" / "clients" / "faults.py"))
OUTCOMES = TABLES["read_outcomes"]()


def test_clients_of_python_meet_each_fault_as_documented(tmp_path: Path) -> None:
    found = TABLES["try_python"](tmp_path)

    assert found == {client: OUTCOMES[client] for client in found}
    assert len(found) == 5


def test_twilio_s_library_for_node_meets_each_fault_as_documented(tmp_path: Path) -> None:
    require(MODULES / "twilio")

    found = TABLES["try_node"](tmp_path)

    assert found == {client: OUTCOMES[client] for client in found}
    assert len(found) == 2


def test_the_page_has_the_tables_of_the_last_try() -> None:
    page = (DOCS / "faults.md").read_text()

    assert TABLES["render"]() in page, "run: make faults-table"
    assert TABLES["replace_tables"](page) == page


def test_retries_recover_from_what_they_promise() -> None:
    node = OUTCOMES["twilio-node autoRetry"]
    recovered = {fault for fault, by_method in node.items() if by_method["POST"] == "201"}
    assert recovered == {"too-many-requests", "drip,ms=20"}

    python = OUTCOMES["twilio-python max_retries=3"]
    recovered = {fault for fault, by_method in python.items() if by_method["GET"] == "200"}
    assert recovered == {"slow,ms=2000", "timeout", "reset", "close", "malformed", "drip,ms=20"}
