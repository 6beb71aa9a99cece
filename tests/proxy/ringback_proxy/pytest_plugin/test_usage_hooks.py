"""Reports of whole test runs are tested in tests/plugin."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ringback_proxy.pytest_plugin import usage_hooks
from ringback_proxy.pytest_plugin.usage_report import UsageReport


def configured(*options: str) -> pytest.Config:
    """Return the configuration of a run with these options."""
    return pytest.Config.fromdictargs({}, [*options])


def item_of(config: pytest.Config) -> Any:
    return SimpleNamespace(config=config)


def test_a_run_has_one_usage_report() -> None:
    config = configured()
    assert usage_hooks.get_usage_report(config) is usage_hooks.get_usage_report(config)
    assert usage_hooks.get_usage_report(config) is not usage_hooks.get_usage_report(configured())


def test_deselected_tests_make_a_run_with_a_report_partial() -> None:
    asked, unasked = configured("--ringback-report"), configured()
    for config in (asked, unasked):
        usage_hooks.pytest_deselected([item_of(config)])
    assert usage_hooks.get_usage_report(asked).is_partial
    assert not usage_hooks.get_usage_report(unasked).is_partial


def test_the_report_of_a_worker_is_merged() -> None:
    worker = UsageReport()
    worker.expect("test_it", [Path("it.yaml")])
    node = SimpleNamespace(config=configured(), workeroutput={"ringback": worker.serialize()})
    usage_hooks.pytest_testnodedown(node, None)
    assert usage_hooks.get_usage_report(node.config).expected == worker.expected


@pytest.mark.parametrize("output", [{}, {"ringback": None}], ids=["died", "nothing noted"])
def test_a_worker_without_a_report_changes_nothing(output: dict[str, object]) -> None:
    node = SimpleNamespace(config=configured(), workeroutput=output)
    usage_hooks.get_usage_report(node.config).expect("test_it", [Path("it.yaml")])
    usage_hooks.pytest_testnodedown(node, None)
    assert usage_hooks.get_usage_report(node.config).expected == {
        "test_it": frozenset([Path("it.yaml")])
    }
