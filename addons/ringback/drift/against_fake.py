"""Compare recordings with what the fake answers to the same requests, offline.

Each cassette has a fresh fake. At each request it knows what the recordings before it have shown,
so that one wrong reply is one finding, not the cause of many.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

from ringback.cassette.comparison.replies import compare_replies
from ringback.cassette.comparison.report import Comparison
from ringback.cassette.model import Cassette, Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.reply_date import parse_reply_date
from ringback.drift.recorded_sids import RecordedSids
from ringback.drift.selection import explain_skip, has_redacted_value
from ringback.http import basic_auth
from ringback.http.messages import Request
from ringback.twilio.api import NotFaked, Reply, TwilioApi
from ringback.twilio.values import hosts

_AUTHORIZATION = basic_auth.encode(OWN_ACCOUNT, "drift")
_REDACTED_VALUE = "a value in the request was redacted, and the fake refuses what stands for it"


def compare_with_fake(cassette: Cassette) -> Iterator[Comparison]:
    """Yield a comparison for each recording, in order."""
    redactor = Redactor(cassette.redact_names)
    playable = [recording for recording in cassette.recordings if recording.is_playable]
    for recording in playable:
        redactor.remember(recording.request)
    fake = _RecordedFake(playable)
    for recording in playable:
        shown = f"{recording.request.method} {redactor.redact_target(recording.request)}"
        yield fake.compare(Comparison(recording, shown))


class _RecordedFake:
    """A fake whose state, clock and SIDs are those of the recordings."""

    def __init__(self, recordings: list[Recording]) -> None:
        dates = (parse_reply_date(recording.response) for recording in recordings)
        self._now = next(filter(None, dates), datetime.now(UTC))
        self._sids = RecordedSids()
        self._api = TwilioApi(clock=self._read_clock, sids=self._sids)
        self._api.seed_preexisting((_as_sent(each), each.response) for each in recordings)

    def _read_clock(self) -> datetime:
        return self._now

    def compare(self, comparison: Comparison) -> Comparison:
        """Return the comparison of its recording, which the fake then knows."""
        recording = comparison.recording
        self._now = parse_reply_date(recording.response) or self._now
        compared = self._compare(comparison)
        self._api.seed(_as_sent(recording), recording.response)
        return compared

    def _compare(self, comparison: Comparison) -> Comparison:
        recording = comparison.recording
        host = recording.request.host
        reason = explain_skip(recording) if hosts.is_doubled(host) else f"{host} is not faked"
        if reason:
            return replace(comparison, reason=reason)
        self._sids.expect(recording.response)
        # What Twilio refused must not stay, should the fake accept it.
        api = self._api if recording.response.status < 400 else deepcopy(self._api)
        reply = api.answer(_as_sent(recording))
        if isinstance(reply, NotFaked):
            return replace(comparison, reason=reply.message)
        assert isinstance(reply, Reply), "no webhooks are sent"
        differences = compare_replies(recording.response, reply.response)
        is_refused = reply.response.status >= 400 > recording.response.status
        if is_refused and has_redacted_value(recording.request):
            return replace(comparison, reason=_REDACTED_VALUE)
        return replace(comparison, differences=differences)


def _as_sent(recording: Recording) -> Request:
    """Return a recorded request with credentials, as recordings have none."""
    headers = recording.request.headers.having("Authorization", _AUTHORIZATION)
    return replace(recording.request, headers=headers)
