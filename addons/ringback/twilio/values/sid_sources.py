"""Where SIDs come from: two capitals that name the kind, then 32 lower-case hex digits.

The digits are a version-4 UUID's. INFERRED from the live SIDs that are known, which all are.
"""

import hashlib
import random
from collections import Counter
from typing import Protocol


class SidSource(Protocol):
    """Gives the SIDs of a world."""

    def next(self, prefix: str) -> str:
        """Return a new SID of a kind: "CH" makes a conversation's."""
        ...

    def derived(self, prefix: str, cause: str) -> str:
        """Return the one SID that belongs to a cause: an account's default service, say."""
        ...


class RandomSids:
    """SIDs that nobody has seen before."""

    def __init__(self) -> None:
        # A SID is no secret. To ask the system for each of them takes ten times as long.
        self._random = random.Random()

    def next(self, prefix: str) -> str:
        """Return a SID at random."""
        return prefix + _version_4(self._random.randbytes(16))

    def derived(self, prefix: str, cause: str) -> str:
        """Return the SID of a cause, the same in every run."""
        return _hashed(prefix, cause)


class SeededSids:
    """SIDs that are the same in every run with the same seed.

    A SID comes from the seed, its kind, and how many of its kind came before, so that one more
    message does not shift the SIDs of the conversations.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._given: Counter[str] = Counter()

    def next(self, prefix: str) -> str:
        """Return the next SID of this kind."""
        ordinal = self._given[prefix]
        self._given[prefix] += 1
        return _hashed(prefix, f"{self._seed}/{ordinal}")

    def derived(self, prefix: str, cause: str) -> str:
        """Return the SID of a cause under this seed."""
        # The colon keeps causes apart from ordinals, which have a slash there.
        return _hashed(prefix, f"{self._seed}:{cause}")


def _hashed(prefix: str, cause: str) -> str:
    # A user name out of a broken header may hold lone surrogates.
    seen = f"{prefix}|{cause}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(seen, digest_size=16).digest()
    return prefix + _version_4(digest)


def _version_4(octets: bytes) -> str:
    """Return the digits of a UUID version 4 (RFC 9562), four times faster than `uuid`."""
    digits = octets.hex()
    return f"{digits[:12]}4{digits[13:16]}{'89ab'[octets[8] >> 4 & 3]}{digits[17:]}"
