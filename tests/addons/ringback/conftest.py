"""Fixtures of the addon's tests."""

from tests.support.proxy.mitmproxy_context import context as context
