"""Fixtures for suites that use the plugin, and are run by pytest itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.process.ringback import CREDENTIALS
from tests.support.twilio.upstream import Upstream

collect_ignore = ["support_desk"]  # a suite of its own, run by test_support_desk.py

PLUGIN = ("-p", "ringback_proxy.pytest_plugin.plugin")

Run = Callable[..., pytest.RunResult]

# An application that every suite here may import.
APPLICATION = """
import os
from twilio.rest import Client

def create(name="printer on fire"):
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    return client.conversations.v1.conversations.create(friendly_name=name)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the test's suite, with every warning an error."""
    # The plugin is named below; others of this environment would take two seconds to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(application=APPLICATION)
    pytester.syspathinsert()

    def run(*arguments: str | Path) -> pytest.RunResult:
        # In a process of its own: this one has its modules imported already.
        return pytester.runpytest_subprocess(
            *PLUGIN, "-p", "no:cacheprovider", "-W", "error", *map(str, arguments)
        )

    return run


@pytest.fixture
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def recording(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Set credentials, and return the options to record from a stand-in for Twilio."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return (
        "--ringback-mode=replay",
        f"--ringback-upstream={upstream.url}",
        f"--ringback-upstream-ca={upstream.ca}",
    )
