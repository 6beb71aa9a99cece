import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringback.errors import CassetteError
from ringback_proxy.cli.cassette.group import cassette
from tests.support.cassettes.commands import run


def test_a_folder_stands_for_all_its_cassettes(clean: Path, leaking: Path) -> None:
    result = run("show", clean.parent)

    assert [line for line in result.stdout.splitlines() if line.endswith("interaction")] == [
        f"{clean}: 1 interaction",
        f"{leaking}: 1 interaction",
    ]


def test_a_folder_is_checked_with_its_sub_folders_and_every_ending(tree: Path) -> None:
    found = run("lint", tree)
    to_redact = run("redact", "--check", tree)
    leaking = ["leak.json", "leak.yml", "test_module/test_a.yaml"]
    note = f"ringback: {tree}: left out old.yaml.pending (of a run that did not end)\n"

    assert (found.exit_code, to_redact.exit_code) == (3, 3)
    for name in leaking:
        assert f"{tree / name}:" in found.stdout
        assert f"{tree / name}: 1 interaction to redact\n" in to_redact.stdout
    assert f"{tree / 'top.yaml'}: 0 interactions to redact\n" in to_redact.stdout
    assert (found.stderr, to_redact.stderr) == (note, note)


def test_show_and_export_read_the_whole_folder(tree: Path) -> None:
    shown, exported = run("show", tree), run("export", tree)

    assert shown.stdout.count(": 1 interaction\n") == 4
    assert len(json.loads(exported.stdout)["log"]["entries"]) == 4


@pytest.mark.parametrize("command", ["show", "redact"])
def test_an_unreadable_cassette_does_not_hide_the_others(tree: Path, command: str) -> None:
    (tree / "a.yaml").write_text("a: [")
    (tree / "b.yaml").write_text("b: 1")

    with pytest.raises(CassetteError, match=r"b\.yaml:1: not a cassette"):
        run(command, tree)

    result = CliRunner().invoke(cassette, [command, str(tree)])
    assert f"ringback: {tree / 'a.yaml'}:" in result.stderr
    assert f"{tree / 'top.yaml'}: " in result.stdout
