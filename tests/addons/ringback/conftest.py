"""Fixtures of the addon's tests."""

from tests.support.mitmproxy_context import context as context
