"""Sources of new SIDs: two capitals that name the kind, then 32 lower-case hexadecimal digits.

The digits are those of a version 4 UUID: INFERRED (fidelity: sid-digits).
"""

import hashlib
import random
from collections import Counter
from typing import Protocol


class SidSource(Protocol):
    """A source of SIDs."""

    def next(self, prefix: str) -> str:
        """Return a new SID of a kind, such as "CH" for a conversation."""
        ...

    def derive(self, prefix: str, cause: str) -> str:
        """Return the one SID of a kind that belongs to a cause, such as an account's SID."""
        ...


class RandomSids:
    """A source of random SIDs."""

    def __init__(self) -> None:
        # A SID is not a secret, and the system's random numbers take ten times as long.
        self._random = random.Random()

    def next(self, prefix: str) -> str:
        """Return a random SID."""
        return prefix + _format_uuid4(self._random.randbytes(16))

    def derive(self, prefix: str, cause: str) -> str:
        """Return the SID of a cause, which is the same in every run."""
        return _hash_sid(prefix, cause)


class SeededSids:
    """A source of SIDs that are the same in every run with the same seed.

    A SID depends on the seed, its kind, and the number of earlier SIDs of its kind, so that one
    more message does not change the SIDs of the conversations. `counts` are these numbers.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.counts: Counter[str] = Counter()

    def next(self, prefix: str) -> str:
        """Return the next SID of this kind."""
        ordinal = self.counts[prefix]
        self.counts[prefix] += 1
        return _hash_sid(prefix, f"{self._seed}/{ordinal}")

    def derive(self, prefix: str, cause: str) -> str:
        """Return the SID of a cause under this seed."""
        # The colon keeps causes apart from ordinals, which follow a slash.
        return _hash_sid(prefix, f"{self._seed}:{cause}")


def _hash_sid(prefix: str, cause: str) -> str:
    # The user name of a broken header may contain lone surrogates.
    key = f"{prefix}|{cause}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(key, digest_size=16).digest()
    return prefix + _format_uuid4(digest)


def _format_uuid4(octets: bytes) -> str:
    """Return the digits of a UUID version 4 (RFC 9562), four times faster than `uuid`."""
    digits = octets.hex()
    return f"{digits[:12]}4{digits[13:16]}{'89ab'[octets[8] >> 4 & 3]}{digits[17:]}"
