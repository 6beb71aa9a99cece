"""What Twilio is asked about a recording: the same GET, or one for the resource that it shows.

Nothing is written at Twilio, and nothing but Twilio is asked.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT, is_placeholder
from ringback.drift.selection import explain_skip, has_redacted_value
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.sids import sid_pattern
from ringback.twilio.values import hosts

_ACCOUNTS_AND_KEYS = re.compile(sid_pattern("AC", "SK"))
_PAGE_TOKEN = re.compile(r"[?&]PageToken=[^&]")
_ACCEPT = Headers([("Accept", "*/*")])


@dataclass(frozen=True, slots=True)
class Question:
    """A GET for Twilio; `is_same` is whether the recorded request was the same."""

    request: Request
    is_same: bool


class Questions:
    """The questions about the recordings of one cassette, asked by an account."""

    def __init__(self, recordings: Iterable[Recording], account_sid: str) -> None:
        self._account_sid = account_sid
        self._deleted = {
            recording.request.path: recording.index
            for recording in recordings
            if recording.request.method == "DELETE" and _is_good(recording.response)
        }

    def find(self, recording: Recording) -> Question | str:
        """Return the question about a recording, or why there is none."""
        reason = explain_skip(recording)
        if reason:
            return reason
        question = _choose(recording)
        if question is None:
            return "it is not a GET, and its reply does not say where its resource is"
        return self._check(question) or replace(question, request=self._address(question.request))

    def _check(self, question: Question) -> str:
        """Return why a request cannot be sent, or is no use; "" if it can."""
        request = question.request
        if not hosts.is_twilio(request.host) or request.scheme != "https" or request.port != 443:
            return f"{request.origin} is not Twilio's"
        if hosts.is_media_link(request.host):
            return "a temporary link"
        if _PAGE_TOKEN.search(request.target):
            return "its page token belongs to the list as it was"
        if has_redacted_value(request) or self._names_others(request.target):
            return "a value in its URL was redacted"
        return self._explain_deleted(request.path)

    def _names_others(self, target: str) -> bool:
        found = _ACCOUNTS_AND_KEYS.findall(target)
        return any(is_placeholder(sid) and sid != OWN_ACCOUNT for sid in found)

    def _explain_deleted(self, path: str) -> str:
        for deleted, index in self._deleted.items():
            if path == deleted or path.startswith(f"{deleted}/"):
                return f"#{index} deletes the resource"
        return ""

    def _address(self, request: Request) -> Request:
        """Return a request for the account that asks, without what its client sent besides."""
        target = request.target.replace(OWN_ACCOUNT, self._account_sid)
        return replace(request, target=target, headers=_ACCEPT, body=b"", userinfo="")


def _choose(recording: Recording) -> Question | None:
    request = recording.request
    if request.method == "GET":
        return Question(request, is_same=True)
    url = _find_url(recording) if _is_good(recording.response) else None
    return None if url is None else Question(request_to("GET", url), is_same=False)


def _find_url(recording: Recording) -> str | None:
    """Return the address of the resource in a reply: its `url`, or `uri` in Twilio's older API."""
    try:
        document: Any = json.loads(recording.response.body)
    except (ValueError, RecursionError):
        return None
    found = document.get("url") or document.get("uri") if isinstance(document, dict) else None
    if not isinstance(found, str):
        return None
    try:
        url = urljoin(recording.request.url, found)
        request_to("GET", url)
    except ValueError:
        return None
    return url


def _is_good(response: Response) -> bool:
    return 200 <= response.status < 300
