"""Whole test runs with these specs are in tests/plugin."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.pytest_plugin import usage_hooks
from ringback_proxy.pytest_plugin.session_spec import build_spec
from ringback_proxy.sessions.spec import SessionSpec

NODE_ID = "test_a.py::test_it"


def mark(*args: Any, **kwargs: Any) -> Any:
    return SimpleNamespace(args=args, kwargs=kwargs)


def make_item(folder: Path, *options: str, ini: str = "", marker: Any = None) -> Any:
    """Return a test as a run with these options and this line in its ini-file collects it."""
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    config = pytest.Config.fromdictargs({}, [f"--rootdir={folder}", *options, str(folder)])
    item = SimpleNamespace(name="test_it", nodeid=NODE_ID, path=folder / "test_a.py", config=config)
    item.session = SimpleNamespace(items=[item])
    item.iter_markers = lambda name: [] if marker is None else [marker]
    return item


def test_a_test_without_a_marker_fakes_with_the_settings_of_all_tests(tmp_path: Path) -> None:
    spec = build_spec(make_item(tmp_path), {"seed": 7, "strict": True}, tmp_path)
    assert spec == SessionSpec(FakeSettings(seed=7), title=NODE_ID, strict=True)


def test_a_fake_answers_other_hosts_from_the_cassettes_of_its_marker(tmp_path: Path) -> None:
    item = make_item(tmp_path, marker=mark("twilio", mode="fake"))
    spec = build_spec(item, {}, tmp_path)
    assert spec.settings == FakeSettings(cassette=(tmp_path / "twilio.yaml",))
    assert usage_hooks.get_usage_report(item.config).expected == {
        NODE_ID: frozenset([tmp_path / "twilio.yaml"])
    }


def test_a_replay_has_its_cassettes_and_what_the_run_may_record(tmp_path: Path) -> None:
    options = ("--ringback-record-mode=once", "--ringback-upstream=http://up:81")
    item = make_item(tmp_path, *options, marker=mark("flow", ignore_field=["A"]))
    spec = build_spec(item, {"seed": 7}, tmp_path)
    assert spec.settings == ReplaySettings(
        cassette=(tmp_path / "flow.yaml",),
        ignore_field=("A",),
        seed=7,
    )
    assert spec.upstream == Origin("http", "up", 81)
    assert (spec.record_mode, spec.title, spec.replay_option) == ("once", NODE_ID, "")
    assert usage_hooks.get_usage_report(item.config).expected == {
        NODE_ID: frozenset([tmp_path / "flow.yaml"])
    }


def test_names_to_redact_are_added_to_those_of_the_settings(tmp_path: Path) -> None:
    options = ("--ringback-redact=personal-data",)
    item = make_item(tmp_path, *options, marker=mark("flow", redact=["Colour"]))
    spec = build_spec(item, {}, tmp_path)
    assert isinstance(spec.settings, ReplaySettings)
    assert spec.settings.redact == ("personal-data", "Colour")


@pytest.mark.parametrize(
    ("options", "ini", "marker", "replay_option"),
    [
        pytest.param(("--ringback-mode=replay",), "", None, "--ringback-mode=replay", id="option"),
        pytest.param((), "ringback_mode = replay", None, "", id="ini-file"),
        pytest.param((), "", mark(mode="replay"), "", id="marker"),
    ],
)
def test_a_hint_names_the_option_without_which_the_test_would_not_replay(
    options: tuple[str, ...], ini: str, marker: Any, replay_option: str, tmp_path: Path
) -> None:
    spec = build_spec(make_item(tmp_path, *options, ini=ini, marker=marker), {}, tmp_path)
    assert isinstance(spec.settings, ReplaySettings)
    assert spec.settings.cassette == (tmp_path / "test_it.yaml",)
    assert spec.replay_option == replay_option


def test_all_tests_of_a_run_have_its_id(tmp_path: Path) -> None:
    item = make_item(tmp_path, "--ringback-mode=replay")
    run = build_spec(item, {}, tmp_path).run
    assert run
    assert build_spec(item, {}, tmp_path).run == run
    assert build_spec(make_item(tmp_path, "--ringback-mode=replay"), {}, tmp_path).run != run


def test_a_worker_of_xdist_has_the_id_of_its_controller(tmp_path: Path) -> None:
    item = make_item(tmp_path, "--ringback-mode=replay")
    item.config.workerinput = {"testrunuid": "of all workers"}
    assert build_spec(item, {}, tmp_path).run == "of all workers"


def test_a_setting_that_is_not_accepted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no setting 'colour'"):
        build_spec(make_item(tmp_path), {"colour": "red"}, tmp_path)
