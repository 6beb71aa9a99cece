"""Test runs with the plugin are in tests/plugin."""

import subprocess
import sys

OWN = [
    "ringback",
    "ringback.settings",
    "ringback.settings.names",
    "ringback_proxy",
    "ringback_proxy.pytest_plugin",
    "ringback_proxy.pytest_plugin.options",
    "ringback_proxy.pytest_plugin.plugin",
    "ringback_proxy.pytest_plugin.usage_hooks",
]
LOADED = """
import pytest, sys
before = set(sys.modules)
import ringback_proxy.pytest_plugin.plugin
print(*sorted(set(sys.modules) - before))
"""


def test_loading_it_loads_nothing_else() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", LOADED], text=True).split()
    assert loaded == OWN
