import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.errors import CassetteError, UsageError
from ringback_proxy.cli.cassette.group import cassette
from tests.support.cassettes.commands import CLEAN, run
from tests.support.cassettes.exchanges import create, created, render_cassette, write_cassette


def test_lint_finds_nothing_in_a_good_cassette(clean: Path) -> None:
    result = run("lint", clean)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "ringback: 1 cassette checked, nothing found\n"


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


def test_lint_reports_personal_data_if_asked(tmp_path: Path) -> None:
    pytest.importorskip("phonenumbers", reason="the extra personal-data is not installed")
    interaction = Interaction(create(caller=None, Identity="ada"), created(OWN_ACCOUNT))
    path = write_cassette(tmp_path / "one.yaml", interaction)

    assert run("lint", path).exit_code == 0
    result = run("lint", "--personal-data", "--region", "GB", path)

    assert result.exit_code == 3
    assert ": personal: #1: in Identity in the request body" in result.stdout


def test_lint_refuses_an_unknown_region(clean: Path) -> None:
    pytest.importorskip("phonenumbers", reason="the extra personal-data is not installed")
    with pytest.raises(UsageError, match="'MARS' is not a region"):
        run("lint", "--personal-data", "--region", "Mars", clean)
