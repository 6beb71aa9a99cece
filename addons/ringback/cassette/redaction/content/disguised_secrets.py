"""Finds secrets that are in a text in a form that nobody reads as one, and that no one needs.

Backwards, with separators between the characters, in full-width characters, or in base85. Where
such a text ends cannot be known, so it is not replaced: what has it is not written.
"""

import re
from base64 import a85encode, b85encode
from collections.abc import Iterable, Iterator
from functools import lru_cache

_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SEPARATORS = bytes(code for code in range(128) if not chr(code).isalnum())
_PIECE = 16_384  # characters that are translated at once
# Secrets that words could be have fewer characters or digits.
_SHORTEST = 20
_FEWEST_DIGITS = 2


def occurs_disguised(text: str, secrets: Iterable[str]) -> bool:
    """Return whether one of some secrets is in a text, disguised."""
    forms = [form for secret in secrets for form in _list_forms(secret)]
    if not forms:
        return False
    plain = _to_ascii(text)
    letters = plain.encode("ascii", "ignore").translate(None, _SEPARATORS).lower()
    dense = "".join(plain.split())
    return any(form in letters if isinstance(form, bytes) else form in dense for form in forms)


def _to_ascii(text: str) -> str:
    """Return a text with full-width characters as the usual ones."""
    if text.isascii() or not _FULL_WIDTH.search(text):
        return text
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return "".join(piece.translate(_TO_ASCII) for piece in pieces)


@lru_cache(maxsize=512)  # they are looked for in every reading of a text
def _list_forms(secret: str) -> tuple[bytes | str, ...]:
    """Return the letters and digits of a secret, in both directions, and its parts in base85."""
    data = secret.encode("utf-8", "surrogateescape")
    letters = secret.encode("ascii", "ignore").translate(None, _SEPARATORS).lower()
    digits = sum(chr(code).isdigit() for code in letters)
    if len(letters) < _SHORTEST or digits < _FEWEST_DIGITS:
        return ()
    return letters, letters[::-1], data.hex().encode(), *_list_base85(data)


def _list_base85(data: bytes) -> Iterator[str]:
    """Yield the characters that only the secret determines, by offset and alphabet."""
    for encode in (b85encode, a85encode):
        for offset in range(4):
            encoded = encode(b"\1" * offset + data).decode("ascii")
            yield encoded[-(-offset // 4) * 5 : (offset + len(data)) // 4 * 5]
