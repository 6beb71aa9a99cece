"""Find and replace the secrets of one run, in any of their spellings.

Secrets of fewer than 16 characters are ignored: tests use tokens such as `t`, and a cassette
without the letter t would be useless.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from ringback.cassette.redaction.known.secret_spellings import (
    MINIMUM_LENGTH,
    PART,
    STEP,
    SecretSpellings,
)
from ringback.cassette.redaction.unescape import unescape

_MAXIMUM_SECRETS = 256  # each request adds its own again; only load tests have more
_FEW = 4  # so many are looked for one by one sooner than their parts are


class KnownSecrets:
    """The secrets that this run has met so far."""

    def __init__(self) -> None:
        self._secrets: dict[str, SecretSpellings] = {}
        self._parts: Counter[str] = Counter()
        self.remembered = 0  # number of secrets ever added, including those dropped since

    def copy(self) -> "KnownSecrets":
        """Return the same secrets, to which others can be added."""
        copied = KnownSecrets()
        copied._secrets, copied._parts = self._secrets, Counter(self._parts)
        copied.remembered = self.remembered
        return copied

    def remember(self, secret: str) -> None:
        """Add a secret, if it is long enough."""
        if len(secret) < MINIMUM_LENGTH or secret in self._secrets:
            return
        spellings = SecretSpellings(secret)
        self._parts.update(spellings.parts)
        # Replaced, not changed: large bodies are redacted in other threads meanwhile.
        secrets = {**self._secrets, secret: spellings}
        if len(secrets) > _MAXIMUM_SECRETS:
            self._parts.subtract(secrets.pop(next(iter(secrets))).parts)
            self._parts = +self._parts
        self._secrets = secrets
        self.remembered += 1

    def __iter__(self) -> Iterator[str]:
        return iter(self._secrets)

    @property
    def are_ascii(self) -> bool:
        """Whether each secret has ASCII characters only."""
        return all(map(str.isascii, self._secrets))

    def redact(self, text: str) -> str:
        """Return a text without any known secret."""
        if len(text) < MINIMUM_LENGTH or not self._secrets:
            return text
        readings = [
            reading for reading in self._unescape(text) if self.may_occur_plainly_in(reading)
        ]
        if readings:
            for spellings in self._secrets.values():
                if any(map(spellings.occurs_in, readings)):
                    text = spellings.redact(text)
        return text

    def _unescape(self, text: str) -> Iterable[str]:
        return unescape(text, ascii_only=self.are_ascii)

    def occur_in(self, text: str) -> bool:
        """Return whether a text contains any known secret."""
        return any(map(self.occur_plainly_in, self._unescape(text)))

    def occur_plainly_in(self, text: str) -> bool:
        """Return whether a text contains any known secret without an escape."""
        return self.may_occur_plainly_in(text) and any(
            spellings.occurs_in(text) for spellings in self._secrets.values()
        )

    def may_occur_plainly_in(self, text: str) -> bool:
        """Return whether a text may contain a secret without an escape; never miss one.

        It is one look-up for parts of all secrets, if there are many.
        """
        if len(self._secrets) <= _FEW:
            return any(spellings.occurs_in(text) for spellings in self._secrets.values())
        text = text.lower()  # so are the parts
        places = range(0, len(text), STEP)
        return not self._parts.keys().isdisjoint([text[at : at + PART] for at in places])

    def __repr__(self) -> str:
        return f"<KnownSecrets: {len(self._secrets)}>"
