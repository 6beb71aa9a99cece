"""A session's spec from the JSON of `ipc/spec_encoding.py`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ringback_proxy.control.session_specs import parse_spec
from ringback_proxy.sessions.spec import SessionSpec


def decode_spec(document: Mapping[str, Any]) -> SessionSpec:
    """Return the spec of a test: its mode and settings, and in `test` what it is known by.

    Raises UsageError.
    """
    settings = {name: value for name, value in document.items() if name != "test"}
    return replace(parse_spec("", settings, None), **document["test"], from_test=True)
