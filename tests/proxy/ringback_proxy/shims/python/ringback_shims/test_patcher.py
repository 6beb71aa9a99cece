import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from ringback_proxy.shims.python.ringback_shims.patcher import Patcher, Setter

NAME = "ringback_patched_example"


@pytest.fixture(autouse=True)
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{NAME}.py").write_text("value = 'original'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, NAME, raising=False)


def change(module: Any, set_attribute: Setter) -> None:
    set_attribute(module, "value", "changed")


def imported() -> Any:
    return importlib.import_module(NAME)


@pytest.mark.parametrize("first", [True, False], ids=["imported first", "imported later"])
def test_a_module_is_patched_and_restored(first: bool) -> None:
    finders = list(sys.meta_path)
    if first:
        imported()
    patcher = Patcher({NAME: change})
    patcher.apply()
    assert imported().value == "changed"

    patcher.undo()

    assert imported().value == "original"
    assert sys.meta_path == finders


def test_a_module_that_is_imported_after_it_is_left_alone() -> None:
    patcher = Patcher({NAME: change})
    patcher.apply()
    patcher.undo()

    assert imported().value == "original"


def test_a_module_that_does_not_exist_is_not_found() -> None:
    patcher = Patcher({"ringback_no_such_module": change})
    patcher.apply()
    try:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("ringback_no_such_module")
    finally:
        patcher.undo()


def test_another_version_of_a_module_does_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    def patch(module: Any, set_attribute: Setter) -> None:
        set_attribute(module, "no_such_attribute", "changed")

    patcher = Patcher({NAME: patch})
    patcher.apply()
    assert imported().value == "original"
    patcher.undo()

    message = capsys.readouterr().err
    assert message.startswith(f"ringback: {NAME} may ignore the proxy (")
