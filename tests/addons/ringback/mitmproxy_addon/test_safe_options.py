from typing import Optional

import pytest
from mitmproxy.options import Options
from mitmproxy.test import taddons

from ringback.mitmproxy_addon.safe_options import safe_options, set_safe_options


@pytest.mark.parametrize("offline", [True, False])
def test_each_option_is_set_that_is_not_safe(context: taddons.context, offline: bool) -> None:
    context.options.update(connection_strategy="eager", upstream_cert=True, rawtcp=True)

    set_safe_options(context.options, offline=offline)

    for name, value in safe_options(offline=offline).items():
        assert getattr(context.options, name) == value


def test_other_twilio_hosts_are_intercepted_only_offline() -> None:
    offline, forwarding = (safe_options(offline=each)["allow_hosts"] for each in (True, False))

    assert offline != forwarding


def test_nothing_is_updated_without_need(context: taddons.context) -> None:
    updates: list[set[str]] = []

    def note(updated: set[str]) -> None:
        updates.append(updated)

    set_safe_options(context.options, offline=True)
    context.options.changed.connect(note)

    set_safe_options(context.options, offline=True)

    assert updates == []


def test_options_that_are_added_one_by_one_are_set_when_each_is_there() -> None:
    options = Options()
    options.add_option("connection_strategy", str, "eager", "")
    set_safe_options(options, offline=True)
    options.add_option("stream_large_bodies", Optional[str], "1m", "")  # noqa: UP045 - what mitmproxy compares with
    set_safe_options(options, offline=True)
    options.add_option("keep_host_header", bool, False, "")

    options.process_deferred()

    for name, value in safe_options(offline=True).items():
        assert getattr(options, name) == value
