import json
from pathlib import Path

from tests.support.cassettes.commands import run


def test_export_writes_a_har_archive(clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.har"

    printed = run("export", "--format", "har", clean)
    run("export", "-o", target, clean)

    assert json.loads(printed.stdout)["log"]["version"] == "1.2"
    assert target.read_text() == printed.stdout
