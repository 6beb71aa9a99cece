"""A session's spec as the control API's JSON."""

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from ringback.http.origin import Origin
from ringback.settings.fault_spec import FaultSpec
from ringback.settings.table import ReplaySettings
from ringback_proxy.sessions.spec import SessionSpec

# What the test process itself does, or is in the spec.
_NOT_SENT = ("strict", "state")


def encode_spec(spec: SessionSpec) -> dict[str, Any]:
    """Return the body that begins a session of a test: its mode, settings, and `test`."""
    settings = spec.settings
    document: dict[str, Any] = {"mode": settings.mode}
    for one in fields(settings):
        value = getattr(settings, one.name)
        if one.name not in _NOT_SENT and value is not None:
            document[one.name] = _encode(value)
    if isinstance(settings, ReplaySettings):
        document["record_mode"] = spec.record_mode
        if spec.upstream is not None:
            document["upstream"] = _encode(spec.upstream)
    document["test"] = {
        "title": spec.title,
        "run": spec.run,
        "from_serve": spec.from_serve,
        "replay_option": spec.replay_option,
        "key_account_sid": spec.key_account_sid,
    }
    return document


def _encode(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    if isinstance(value, FaultSpec):
        return value.describe()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):  # of this process, whose folder may not be the proxy's
        return str(value.absolute())
    if isinstance(value, Origin):
        return str(value)
    return value
