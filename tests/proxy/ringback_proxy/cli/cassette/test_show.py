import json
from pathlib import Path

import pytest

from ringback.errors import UsageError
from tests.support.cassettes.commands import CLEAN, run
from tests.support.cassettes.exchanges import TOKEN, render_cassette


def test_show_lists_interactions(clean: Path) -> None:
    result = run("show", clean)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{clean}: 1 interaction"
    assert '  FriendlyName="Ada"' in result.stdout.splitlines()


def test_show_prints_a_line_each(clean: Path) -> None:
    result = run("show", "--oneline", clean)

    first, second = result.stdout.splitlines()
    assert first == f"{clean}: 1 interaction"
    assert second.startswith(
        '  #1  line 3  POST /v1/Conversations  201 Created  FriendlyName="Ada"'
    )


def test_show_prints_one_json_list_of_all_files(clean: Path, leaking: Path) -> None:
    result = run("show", "--json", clean, leaking)

    assert [each["cassette"] for each in json.loads(result.stdout)] == [str(clean), str(leaking)]
    assert TOKEN not in result.stdout


def test_show_prints_one_thing_at_a_time(clean: Path) -> None:
    with pytest.raises(UsageError, match="give one of them"):
        run("show", "--json", "--oneline", clean)


def test_show_warns_about_a_torn_end(clean: Path) -> None:
    clean.write_text(render_cassette(CLEAN, CLEAN)[:-40])

    result = run("show", clean)

    assert "was cut off while it was written, before its `status`; it is left out" in result.stderr
