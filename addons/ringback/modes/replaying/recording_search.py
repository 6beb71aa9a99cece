"""Find the recording of a request, in steps of which the long ones can be in a thread."""

import asyncio
from collections.abc import Iterator

from ringback.cassette.matching.recording_index import IndexedRecording, LookUp, RecordingIndex
from ringback.cassette.redaction.cache import Knowledge
from ringback.cassette.redaction.known.encoded_secrets import replace_in_request
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request


class RecordingSearch:
    """The search for the recording of a request; once it has run, these are known:

    - `found`: the recording, which then counts as played; None on a miss.
    - `look_up`: how it was found, or how it was looked for. `redacted` is the request as redacted.
    - `knowledge`: the redactor's, before it redacted the request.

    Secrets in encoded text are looked for only if there is no recording otherwise.

    The account of an API key is nowhere in its credentials: it is inferred from the first request
    that has a recording only if an account that it names is the key's own.
    """

    look_up: LookUp
    knowledge: Knowledge

    def __init__(self, request: Request, index: RecordingIndex, redactor: Redactor) -> None:
        self.request = request
        self.found: IndexedRecording | None = None
        self._index = index
        self._redactor = redactor
        self._next = self._look_up_each()

    @property
    def redacted(self) -> Request:
        """The request as redacted."""
        return self.look_up.request

    def run(self) -> None:
        """Search."""
        for account, look_up in self._next:
            if self._play(account, look_up):
                return

    async def run_in_thread(self) -> None:
        """Search; only playing, which changes what others find, is not done in a thread."""
        while step := await asyncio.to_thread(next, self._next, None):
            if self._play(*step):
                return

    def _look_up_each(self) -> Iterator[tuple[str | None, LookUp]]:
        """Yield each way to look the request up, and the account that is then assumed, if any."""
        self._redactor.remember(self.request)
        self.knowledge = self._redactor.knowledge
        redacted = self._redactor.redact_request(self.request)
        yield None, self._index.look_up(redacted)
        encoded = replace_in_request(redacted, self._redactor.secrets)
        if encoded != redacted:
            yield None, self._index.look_up(encoded)
        for account in self._redactor.key_accounts.find_possible(self.request):
            yield account, self._index.look_up(self._redactor.redact_request(self.request, account))

    def _play(self, account: str | None, look_up: LookUp) -> bool:
        """Return whether there is a recording that is now played."""
        self.found = self._index.play(look_up)
        if self.found is not None and account is not None:
            self._redactor.key_accounts.assume(self.request, account)
        if self.found is not None or account is None:
            self.look_up = look_up
        return self.found is not None
