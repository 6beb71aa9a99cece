from pathlib import Path

import pytest

from ringback.errors import UsageError
from ringback_proxy.pytest_plugin.cassette_paths import (
    resolve_default,
    resolve_folder,
    resolve_named,
)


def test_the_folder_is_beside_the_test_file() -> None:
    assert resolve_folder(Path("tests/test_a.py")) == Path("tests/cassettes/test_a")


@pytest.mark.parametrize(
    ("test", "in_class", "name"),
    [
        pytest.param("test_it", None, "test_it.yaml", id="function"),
        pytest.param("test_it", "TestIt", "TestIt.test_it.yaml", id="of a class"),
        pytest.param("test_it", "TestX.TestIt", "TestX.TestIt.test_it.yaml", id="a class in one"),
        pytest.param("test_it[a-b]", None, "test_it[a-b].yaml", id="parameter"),
        pytest.param("test_it[a/b]", None, "test_it[a-b]-306b0382.yaml", id="a slash"),
        pytest.param("test_it[a:b]", None, "test_it[a-b]-a5ba7bf6.yaml", id="a colon"),
    ],
)
def test_the_cassette_of_a_test(test: str, in_class: str | None, name: str, tmp_path: Path) -> None:
    assert resolve_default(tmp_path, test, in_class) == tmp_path / name


def test_a_name_is_never_longer_than_file_systems_accept(tmp_path: Path) -> None:
    cassette = resolve_default(tmp_path, f"test_it[{'é' * 300}]")
    assert len(cassette.name.encode()) <= 205
    cassette.touch()


def test_an_existing_cassette_of_pytest_recording_is_played(tmp_path: Path) -> None:
    (tmp_path / "test_it[a-b].yaml").touch()
    assert resolve_default(tmp_path, "test_it[a/b]").name == "test_it[a-b].yaml"


def test_a_cassette_of_pytest_recording_lacks_the_outer_class(tmp_path: Path) -> None:
    (tmp_path / "TestInner.test_it.yaml").touch()
    assert resolve_default(tmp_path, "test_it", "TestX.TestInner").name == "TestInner.test_it.yaml"


def test_another_test_s_cassette_is_not_played(tmp_path: Path) -> None:
    (tmp_path / "test_it[a-b].yaml").touch()
    found = resolve_default(tmp_path, "test_it[a/b]", is_free=lambda name: name != "test_it[a-b]")
    assert found.name == "test_it[a-b]-306b0382.yaml"


def test_an_own_cassette_wins_over_one_of_pytest_recording(tmp_path: Path) -> None:
    own = resolve_default(tmp_path, "test_it[a/b]")
    own.touch()
    (tmp_path / "test_it[a-b].yaml").touch()
    assert resolve_default(tmp_path, "test_it[a/b]") == own


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param("support_flow", "support_flow.yaml", id="a name"),
        pytest.param("v1.2", "v1.2.yaml", id="a name with a dot"),
        pytest.param("flow.yml", "flow.yml", id="a file"),
        pytest.param("../shared/flow.json", "../shared/flow.json", id="another folder"),
        pytest.param("folder", "folder", id="a folder"),
    ],
)
def test_a_named_cassette(name: str, path: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert resolve_named(tmp_path, name) == tmp_path / path


def test_a_name_that_is_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="longer than the 200 bytes"):
        resolve_named(tmp_path, "x" * 300)


def test_a_long_cassette_can_be_named_if_it_exists(tmp_path: Path) -> None:
    for name, file in (("x" * 250, "x" * 250 + ".yaml"), ("y" * 250 + ".json",) * 2):
        (tmp_path / file).touch()
        assert resolve_named(tmp_path, name) == tmp_path / file


# The hashed names are those that pytest-recording 0.14.1 makes.
@pytest.mark.parametrize(
    ("test", "file"),
    [
        ("t" * 201, "t" * 201 + ".yaml"),
        ("t" * 250, "t" * 250 + ".yaml"),
        ("t" * 251, "t" * 215 + "...941344c4020c8123da5480acd2a15376.yaml"),
        ("t" * 300, "t" * 215 + "...083ed6e2ac4333810197a4bc49805579.yaml"),
        ("test_it", "test_it.json"),
        ("test_it[a/b]", "test_it[a-b].json"),
    ],
)
def test_the_long_names_and_json_of_pytest_recording_are_found(
    test: str, file: str, tmp_path: Path
) -> None:
    (tmp_path / file).touch()

    assert resolve_default(tmp_path, test).name == file
    assert resolve_default(tmp_path, test, is_free=lambda _: False).name != file


def test_a_yaml_cassette_wins_over_json(tmp_path: Path) -> None:
    for name in ("test_it.json", "test_it.yaml"):
        (tmp_path / name).touch()

    assert resolve_default(tmp_path, "test_it").name == "test_it.yaml"
