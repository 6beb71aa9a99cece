from contextlib import ExitStack
from pathlib import Path

import pytest

from ringback.errors import CassetteError, UsageError
from ringback.modes.factory import assemble
from ringback.modes.outcomes import Answer, Forward
from ringback.settings.table import (
    RecordSettings,
)
from tests.support.proxy.assembly import assembled, conversations


@pytest.mark.parametrize(
    ("record_mode", "decision"),
    [("new_episodes", Answer), ("once", Answer), ("all", Forward)],
)
def test_record_uses_the_record_mode(
    record_mode: str, decision: type, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    settings = RecordSettings(cassette=(cassette,), record_mode=record_mode)  # type: ignore[arg-type]
    made = assembled(settings, locks, finished)

    assert isinstance(made.mode.decide(conversations()), decision)


def test_a_cassette_has_one_writer(cassette: Path, locks: Path, finished: ExitStack) -> None:
    assembled(RecordSettings(cassette=(cassette,)), locks, finished)

    with pytest.raises(CassetteError, match="records to it already"):
        assemble(RecordSettings(cassette=(cassette,)), locks)


def test_record_accepts_only_one_cassette(locks: Path) -> None:
    with pytest.raises(UsageError, match=r"2 were given; give --cassette once, such as -c a\.yaml"):
        assemble(RecordSettings(cassette=(Path("a.yaml"), Path("b.yaml"))), locks)


def test_record_rejects_a_folder(tmp_path: Path, locks: Path) -> None:
    with pytest.raises(UsageError, match=r"give --cassette a file in it") as error:
        assemble(RecordSettings(cassette=(tmp_path,)), locks)

    assert str(tmp_path / "create.yaml") in str(error.value)
