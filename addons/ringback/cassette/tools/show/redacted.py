"""The recordings of a cassette, redacted as they are shown."""

from dataclasses import dataclass, replace

from ringback.cassette.model import Cassette, Recording
from ringback.cassette.redaction.redactor import Redactor


@dataclass(frozen=True, slots=True)
class RedactedCassette:
    """A cassette whose recordings are redacted; `redactor` knows the secrets of all of them."""

    cassette: Cassette
    recordings: tuple[Recording, ...]
    redactor: Redactor

    @property
    def title(self) -> str:
        """The path and how many interactions there are."""
        count = len(self.recordings)
        return f"{self.cassette.path}: {count} interaction{'' if count == 1 else 's'}"


def redact_recordings(cassette: Cassette) -> RedactedCassette:
    """Return a cassette without the secrets that are still in it."""
    redactor = Redactor(cassette.redact_names)
    for recording in cassette.recordings:
        redactor.remember(recording.request)
    recordings = tuple(_redact(recording, redactor) for recording in cassette.recordings)
    return RedactedCassette(cassette, recordings, redactor)


def _redact(recording: Recording, redactor: Redactor) -> Recording:
    caller = redactor.key_accounts.find_caller(recording.request)
    return replace(
        recording,
        request=redactor.redact_request(recording.request),
        response=redactor.redact_response(recording.response, caller),
    )
