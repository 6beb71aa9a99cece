"""Patterns for the characters of a secret, escaped in any way or not."""

import re
from html import escape

_BACKSLASHES = r"(?:\\|%(?:25)*5[Cc])+"
# Backslashes at the beginning of a spelling. Not from within a row of them: a long row would be
# tried again from each of its characters.
FIRST_BACKSLASHES = rf"(?<!\\)(?<!%5[Cc])(?<!255[Cc]){_BACKSLASHES}"
# At most CR and LF twice: without a bound, a long row of breaks would be tried again from each of
# its characters.
_BREAK = rf"(?:[\r\n]|%(?:25)*0[AaDd]|{_BACKSLASHES}[rn]){{,8}}"
# A line break within a folded line or quoted-printable.
FOLD = rf"(?:(?:=|%(?:25)*3[Dd])?(?:[\r\n]|%(?:25)*0[AaDd]|{_BACKSLASHES}[rn]){{1,4}}[ \t]{{,8}})?"


def base64_core(core: str) -> str:
    """Return a pattern for base64 characters, possibly broken into lines."""
    first = _character(core[0], FIRST_BACKSLASHES)
    return _BREAK.join([first, *map(_character, core[1:])])


def any_case(character: str, backslashes: str = _BACKSLASHES) -> str:
    """Return a pattern for a character in upper or lower case, escaped in any way or not."""
    cases = dict.fromkeys((character, character.lower(), character.upper()))
    spellings = [
        spelling
        for one in cases
        if len(one) == 1
        for spelling in (_html(one), _character(one, backslashes), _quoted_printable(one))
    ]
    return f"(?:{'|'.join(spellings)})"


def _quoted_printable(character: str) -> str:
    return "".join(f"=(?:3[Dd])*{hexadecimal(f'{byte:02x}')}" for byte in encode_text(character)[0])


def _character(character: str, backslashes: str = _BACKSLASHES) -> str:
    """Return a pattern for a character, escaped or not."""
    spellings = [re.escape(character), *map(_percent, encode_text(character))]
    spellings.append(_json(character, backslashes))
    if character in '"\\/':
        spellings += [backslashes + spelling for spelling in spellings[:2]]
    if character == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"


def _percent(data: bytes) -> str:
    return "".join(f"%(?:25)*{hexadecimal(f'{byte:02x}')}" for byte in data)


def _html(character: str) -> str:
    number, name = ord(character), escape(character)[1:-1]
    digits = hexadecimal(f"{number:x}")
    numbers = rf"#0*{number}(?![0-9]);?|#[xX]0*{digits}(?![0-9A-Fa-f]);?"
    return rf"&(?:amp;)*(?:{numbers}{name and f'|{name};'})"


def _json(character: str, backslashes: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escapes = (hexadecimal(units[at : at + 4]) for at in range(0, len(units), 4))
    first, *others = (f"u{escape}" for escape in escapes)
    number = ord(character)
    digits = hexadecimal(f"{number:x}")
    spellings = [_BACKSLASHES.join([first, *others]), rf"u\{{0*{digits}\}}", f"U0*{digits}"]
    if number <= 0xFF:
        spellings += [f"x{hexadecimal(f'{number:02x}')}", f"{number:03o}"]
    return f"{backslashes}(?:{'|'.join(spellings)})"


def hexadecimal(digits: str) -> str:
    """Return a pattern for hexadecimal digits in upper or lower case."""
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in digits)


def encode_text(text: str) -> list[bytes]:
    """Return the bytes of a text, by each encoding that clients use."""
    # requests encodes credentials in Latin-1, other clients in UTF-8.
    encodings = [text.encode("utf-8", "surrogateescape")]
    if not text.isascii() and all(character <= "\xff" for character in text):
        encodings.append(text.encode("latin-1"))
    return encodings
