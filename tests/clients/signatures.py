"""Signatures of webhooks, judged by Twilio's own library for Node: part of `make test-clients`."""

import json
import os
import subprocess
from typing import Any

import pytest

from ringback.webhooks.signature import compute_signature
from tests.support.clients.runtimes import MODULES, PROGRAMS, require
from tests.support.process.programs import require_program
from tests.support.process.waiting import TIMEOUT

TOKEN = "9f8e7d6c" * 4
URLS = (
    "http://127.0.0.1:5000/hook",
    "http://localhost/hook?tenant=7&name=%C3%A9",
    "https://example.com/hook",
    "https://example.com:8443/h%C3%B6%C3%B6k/?a=1&b=",
    "http://localhost:5000/hook?EventType=onMessageAdded&Body=okay+today",
)
FORMS: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"Body": "hi", "Author": "ada"},
    {"b": "2", "a": "1", "B": "3"},
    {"Body": "Grüße, 世界 🎉", "Größe": "ä"},
    {"Filter": ["b", "a", "b"], "Body": ""},
    {"MessagingBinding.Address": "+15550001111", "Attributes": '{"a": [1, "ü"]}'},
)


def list_pairs(form: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    return [
        (name, one)
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def validate(cases: list[dict[str, Any]]) -> list[bool]:
    """Return of each case whether Twilio's library accepts its signature."""
    ran = subprocess.run(
        (require_program("node"), str(PROGRAMS / "validate.cjs")),
        input=json.dumps({"token": TOKEN, "cases": cases}),
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True, text=True, timeout=TIMEOUT, check=True,
    )  # fmt: skip
    results: list[bool] = json.loads(ran.stdout)
    return results


@pytest.mark.parametrize("changed", [False, True], ids=["as it was sent", "changed on the way"])
def test_twilio_node_accepts_what_was_sent_and_nothing_else(changed: bool) -> None:
    require(MODULES / "twilio")
    cases = [
        {
            "url": url,
            "form": {**form, "Body": "changed"} if changed else form,
            "signature": compute_signature(TOKEN, url, list_pairs(form)),
        }
        for url in URLS
        for form in FORMS
    ]

    assert validate(cases) == [not changed] * len(cases)
