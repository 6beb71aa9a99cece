"""Chance that can be repeated: each draw depends on what it is for, and on no draw before."""

from hashlib import blake2b

_BYTES = 8


def draw(seed: int, rule: str, number: int, purpose: str) -> float:
    """Return a number from 0 up to, not including, 1.

    It is the same for the same seed, rule, purpose and number of a request, in whichever order
    requests arrive.
    """
    text = f"{seed}\0{rule}\0{number}\0{purpose}".encode("utf-8", "surrogatepass")
    drawn = blake2b(text, digest_size=_BYTES).digest()
    return (int.from_bytes(drawn, "big") >> 11) / 2**53
