"""Modes as their factories make them, with a cassette of one interaction."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from ringback.http.messages import Headers, Request, request_to
from ringback.modes.factories.assembled import Assembled
from ringback.modes.factory import assemble
from ringback.settings.names import ModeName
from ringback.settings.setting import build
from ringback.settings.table import (
    SETTINGS_OF,
    Settings,
)
from tests.support.proxy.flows import HOST

AUTHORIZATION = "Basic QUM1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTpzZWNyZXQ="


def conversations(method: str = "GET", body: bytes = b"") -> Request:
    headers = Headers(
        [
            ("Authorization", AUTHORIZATION),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
    )
    return request_to(method, f"https://{HOST}/v1/Conversations", headers, body)


def recording(method: str = "GET", redact: str = "") -> str:
    """Return a cassette with one interaction."""
    return f"""\
version: 1
{f"metadata: {{ringback: {{redact: [{redact}]}}}}" if redact else "metadata: {}"}
interactions:
- request:
    method: {method}
    uri: https://{HOST}/v1/Conversations
    body: null
    headers: {{Content-Type: [application/x-www-form-urlencoded]}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body: {{string: '{{}}'}}
"""


def assembled(settings: Settings, locks: Path, stack: ExitStack) -> Assembled:
    made = assemble(settings, locks)
    stack.callback(lambda: asyncio.run(made.mode.finish(ended_well=True)))
    return made


def settings_of(mode: ModeName, cassette: Path, **more: object) -> Settings:
    """Return settings with which a mode can be made."""
    return build(SETTINGS_OF[mode], {"cassette": (cassette,), **more})
