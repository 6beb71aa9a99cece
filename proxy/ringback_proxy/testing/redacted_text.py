"""Text of a test's exchanges that may be shown: the callers' secrets are taken out."""

from collections.abc import Iterable

from ringback.journal import JournalEntry


class RedactedText:
    """Knows the secrets in the requests of some entries."""

    def __init__(self, entries: Iterable[JournalEntry]) -> None:
        # Only a failed test comes here, and a test run that has none need not load it.
        from ringback.cassette.redaction.redactor import Redactor

        self._redactor = Redactor()
        for entry in entries:
            self._redactor.remember(entry.request)

    def text(self, text: str) -> str:
        """Return a text without them."""
        return self._redactor.text(text)
