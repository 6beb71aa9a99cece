"""Redaction of the text that a failed test shows."""

from collections.abc import Iterable

from ringback.journal import JournalEntry


class TextRedactor:
    """Replaces the secrets that occur in the requests of journal entries."""

    def __init__(self, entries: Iterable[JournalEntry]) -> None:
        # Needed by failed tests only, so a passing run does not import it.
        from ringback.cassette.redaction.redactor import Redactor

        self._redactor = Redactor()
        for entry in entries:
            self._redactor.remember(entry.request)

    def redact(self, text: str) -> str:
        """Return the text without the secrets."""
        return self._redactor.redact_text(text)
