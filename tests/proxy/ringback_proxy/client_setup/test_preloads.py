import os
import subprocess
from pathlib import Path

import pytest

from ringback_proxy.client_setup import preloads
from tests.support.process.programs import require_program

FOLDER, FILE = preloads.PYTHON_FOLDER, preloads.NODE_FILE


def test_the_files_are_part_of_the_package() -> None:
    assert (FOLDER / "sitecustomize.py").is_file()
    assert FILE.is_file()


def test_python_finds_nothing_of_ringback_that_could_hide_another_module() -> None:
    names = {path.name for path in FOLDER.iterdir()} - {"__pycache__"}
    assert names == {"sitecustomize.py", "ringback_shims"}


@pytest.mark.parametrize(
    ("own", "merged"),
    [
        ("", f"{FOLDER}"),
        ("/theirs", f"{FOLDER}{os.pathsep}/theirs"),
        (f"/a{os.pathsep}{FOLDER}{os.pathsep}/b", f"{FOLDER}{os.pathsep}/a{os.pathsep}/b"),
        # An empty part is the working folder.
        (f"{os.pathsep}/a", f"{FOLDER}{os.pathsep}{os.pathsep}/a"),
    ],
    ids=["none", "one", "ours already", "the working folder"],
)
def test_the_shims_folder_is_first_on_the_users_path(own: str, merged: str) -> None:
    assert preloads.make_variables({"PYTHONPATH": own})["PYTHONPATH"] == merged


@pytest.mark.parametrize("own", ["", "--no-warnings --require ./theirs.cjs"])
def test_the_users_node_options_are_kept_and_the_shim_is_added_once(own: str) -> None:
    once = preloads.make_variables({"NODE_OPTIONS": own})
    again = preloads.make_variables(once)

    assert once["NODE_OPTIONS"] == f"{own} --require {FILE}".strip()
    assert again == once


def test_node_accepts_a_path_with_spaces_and_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / 'my "own" folder' / "say.cjs"
    file.parent.mkdir()
    file.write_text("console.log('loaded')")
    monkeypatch.setattr(preloads, "NODE_FILE", file)

    ran = subprocess.run(
        (require_program("node"), "-e", "0"),
        env={**os.environ, **preloads.make_variables({})},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ran.stdout == "loaded\n"
