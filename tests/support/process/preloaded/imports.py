"""Imports what a server needs, once, before the forks; nothing here may start a thread."""

import importlib

from ringback_proxy.engine import collector, selection

selection.import_mitmproxy()
collector.pause()
for name in (
    "ctypes",
    "filelock._core._lock",
    "ringback.modes.faking.fake",
    "ringback.modes.recording.guarded_record",
    "ringback.modes.replaying.replay",
    "ringback_proxy.cli.main",
    "ringback_proxy.engine.front.engine",
    "ringback_proxy.reporting.console",
    "ringback_proxy.server.runner",
):
    importlib.import_module(name)
collector.resume()
