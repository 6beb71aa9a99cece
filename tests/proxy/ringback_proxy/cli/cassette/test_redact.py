from pathlib import Path

import pytest
import yaml

from ringback.cassette.storage.lock import CassetteLock
from ringback.errors import CassetteError
from ringback_proxy.runtime_files import paths
from tests.support.cassettes.commands import CLEAN, run
from tests.support.cassettes.exchanges import TOKEN, write_cassette

PLACES = (
    "the request header Authorization",
    "Note in the request body",
    "account_sid in the response body",
)


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
