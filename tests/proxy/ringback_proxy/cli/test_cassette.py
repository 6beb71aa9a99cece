import json
import os
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.storage.lock import CassetteLock
from ringback.errors import CassetteError, UsageError
from ringback_proxy.cli.cassette import cassette
from ringback_proxy.runtime_files import paths
from tests.support.cassettes.exchanges import (
    TOKEN,
    create,
    created,
    render_cassette,
    write_cassette,
)

CLEAN = Interaction(create(caller=None, FriendlyName="Ada"), created(OWN_ACCOUNT))
LEAKING = Interaction(create(FriendlyName="Eve", Note=TOKEN), created())

PLACES = (
    "the request header Authorization",
    "Note in the request body",
    "account_sid in the response body",
)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "clean.yaml", CLEAN)


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """As vcrpy records."""
    path = tmp_path / "leaking.yaml"
    path.write_text(yaml.dump(yaml.safe_load(render_cassette(LEAKING))))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cassette, [str(argument) for argument in arguments], catch_exceptions=False
    )


def test_show_lists_interactions(clean: Path) -> None:
    result = run("show", clean)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{clean}: 1 interaction"
    assert 'FriendlyName="Ada"' in result.stdout


def test_show_warns_about_a_torn_end(clean: Path) -> None:
    clean.write_text(render_cassette(CLEAN, CLEAN)[:-40])

    result = run("show", clean)

    assert "was cut off while it was written, before its `status`; it is left out" in result.stderr


def test_a_folder_stands_for_all_its_cassettes(clean: Path, leaking: Path) -> None:
    result = run("show", clean.parent)

    assert [line for line in result.stdout.splitlines() if line.endswith("interaction")] == [
        f"{clean}: 1 interaction",
        f"{leaking}: 1 interaction",
    ]


def test_redact_removes_secrets_that_would_not_be_recorded_today(leaking: Path) -> None:
    result = run("redact", leaking)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{leaking}:2: #1: {', '.join(PLACES)}",
        f"{leaking}: 1 interaction redacted",
    ]
    assert TOKEN not in leaking.read_text()


def test_redact_check_changes_nothing_and_ends_with_status_3(leaking: Path) -> None:
    before = leaking.read_text()

    result = run("redact", "--check", leaking)

    assert result.exit_code == 3
    assert result.stdout.endswith(f"{leaking}: 1 interaction to redact\n")
    assert TOKEN not in result.output
    assert leaking.read_text() == before


def test_redact_has_nothing_to_do_the_second_time(leaking: Path) -> None:
    run("redact", leaking)

    result = run("redact", "--check", leaking)

    assert result.exit_code == 0
    assert result.stdout == f"{leaking}: 0 interactions to redact\n"


def test_redact_applies_and_keeps_a_name(clean: Path) -> None:
    result = run("redact", "--redact", "FriendlyName", clean)

    assert "FriendlyName in the request body" in result.stdout
    assert yaml.safe_load(clean.read_text())["metadata"] == {
        "ringback": {"redact": ["FriendlyName"]}
    }


def test_redact_reports_changes_outside_of_the_interactions(clean: Path) -> None:
    clean.write_text(f"# AC{'12' * 16}\n" + clean.read_text())

    result = run("redact", clean)

    assert f"{clean}: outside of the requests and replies\n" in result.stdout
    assert "12121212" not in clean.read_text()


def test_redact_keeps_a_link(leaking: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(leaking)

    run("redact", link)

    assert link.is_symlink()
    assert TOKEN not in leaking.read_text()


def test_redact_does_not_touch_a_cassette_that_is_being_recorded(
    leaking: Path, tmp_path: Path
) -> None:
    lock = CassetteLock(leaking, paths.make_lock_dir(tmp_path))

    with pytest.raises(CassetteError, match="records to it already"):
        run("redact", "--confdir", tmp_path, leaking)

    lock.release()
    assert TOKEN in leaking.read_text()


def test_redact_changes_nothing_in_a_file_that_cannot_be_read(clean: Path) -> None:
    clean.write_text("a: [")

    with pytest.raises(CassetteError, match="did not find expected"):
        run("redact", clean)

    # And it is free again.
    write_cassette(clean, CLEAN)
    assert run("redact", clean).exit_code == 0


def test_lint_finds_nothing_in_a_good_cassette(clean: Path) -> None:
    result = run("lint", clean)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "ringback: 1 cassette checked, nothing found\n"


@pytest.fixture
def tree(clean: Path, leaking: Path) -> Path:
    """A folder with a leaking cassette in each place where a cassette may be."""
    folder = clean.parent / "tree"
    (folder / "test_module").mkdir(parents=True)
    clean.rename(folder / "top.yaml")
    text = leaking.read_text()
    (folder / "test_module" / "test_a.yaml").write_text(text)
    (folder / "leak.yml").write_text(text)
    (folder / "leak.json").write_text(json.dumps(yaml.safe_load(text)))
    (folder / "old.yaml.pending").write_text(text)
    return folder


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


def test_lint_prints_findings_and_ends_with_status_3(leaking: Path) -> None:
    result = run("lint", leaking)

    assert result.exit_code == 3
    assert result.stdout.startswith(f"{leaking}:2: secret: #1: in the request header Authorization")


def test_lint_prints_json(leaking: Path) -> None:
    result = run("lint", "--json", leaking)

    assert result.exit_code == 3
    (finding,) = json.loads(result.stdout)
    assert (finding["rule"], finding["line"]) == ("secret", 2)


def test_lint_prints_an_empty_list_without_findings(clean: Path) -> None:
    result = run("lint", "--json", clean)

    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_lint_continues_after_a_file_that_cannot_be_read(clean: Path, leaking: Path) -> None:
    clean.write_text("a: [")

    rules = [finding["rule"] for finding in json.loads(run("lint", "--json", clean.parent).stdout)]

    assert rules == ["unreadable", "secret"]


def test_lint_reports_a_file_that_cannot_be_opened_and_continues(
    tmp_path: Path, leaking: Path
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "a pipe.yaml")
    (tmp_path / "link.yaml").symlink_to("link.yaml")

    result = run("lint", "--json", tmp_path)

    assert result.exit_code == 3
    found = [(each["rule"], Path(each["path"]).name) for each in json.loads(result.stdout)]
    assert found == [
        ("unreadable", "a pipe.yaml"),
        ("unreadable", "folder.yaml"),
        ("secret", "leaking.yaml"),
        ("unreadable", "link.yaml"),
    ]
    assert f"{tmp_path}/folder.yaml: unreadable: is a folder" in run("lint", tmp_path).stdout


@pytest.mark.parametrize("absent", ["none.yaml", "empty"])
def test_lint_prints_other_findings_before_the_error_of_a_missing_path(
    tmp_path: Path, leaking: Path, absent: str
) -> None:
    (tmp_path / "empty").mkdir()

    result = CliRunner().invoke(cassette, ["lint", str(tmp_path / absent), str(leaking)])

    assert result.stdout.startswith(f"{leaking}:2: secret:")
    assert isinstance(result.exception, CassetteError)
    assert str(result.exception).startswith(f"{tmp_path / absent}: there is no")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 3),
        (("--allow", "equal"), 0),
        (("--match-on", "method"), 3),
        (("--ignore-field", "X"), 3),
        (("--redact", "FriendlyName", "--allow", "equal"), 3),
        (("--max-age", "1", "--allow", "equal"), 3),
    ],
)
def test_lint_has_options(tmp_path: Path, options: tuple[str, ...], status: int) -> None:
    date = "      Date: Mon, 02 Mar 2020 14:08:01 GMT\n"
    text = render_cassette(CLEAN, CLEAN).replace("    body:\n", f"{date}    body:\n")
    path = tmp_path / "one.yaml"
    path.write_text(text)

    assert run("lint", *options, path).exit_code == status


@pytest.mark.parametrize("options", [("--allow", "x"), ("--match-on", "x"), ("--match-on", "")])
def test_lint_rejects_unknown_rules_and_matchers(clean: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        run("lint", *options, clean)


def test_export_writes_a_har_archive(clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.har"

    printed = run("export", "--format", "har", clean)
    run("export", "-o", target, clean)

    assert json.loads(printed.stdout)["log"]["version"] == "1.2"
    assert target.read_text() == printed.stdout


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_shows_two_examples(command: str) -> None:
    assert run(command, "--help").stdout.count(f" ringback cassette {command} ") == 2


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_rejects_a_missing_file(command: str, tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="there is no such cassette"):
        run(command, tmp_path / "none.yaml")


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_requires_a_file(command: str) -> None:
    assert run(command).exit_code == 2
