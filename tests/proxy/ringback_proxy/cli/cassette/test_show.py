from pathlib import Path

from tests.support.cassettes.commands import CLEAN, run
from tests.support.cassettes.exchanges import render_cassette


def test_show_lists_interactions(clean: Path) -> None:
    result = run("show", clean)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{clean}: 1 interaction"
    assert 'FriendlyName="Ada"' in result.stdout


def test_show_warns_about_a_torn_end(clean: Path) -> None:
    clean.write_text(render_cassette(CLEAN, CLEAN)[:-40])

    result = run("show", clean)

    assert "was cut off while it was written, before its `status`; it is left out" in result.stderr
