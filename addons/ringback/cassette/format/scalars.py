"""Texts as YAML scalars, which YAML 1.1 and 1.2 read back as the same texts.

Not written with PyYAML, for the reasons that `writer` has.
"""

import re
from base64 import encodebytes

# Characters that both YAML 1.1 and libyaml print unescaped. Excludes control characters, the byte
# order mark and the line breaks U+0085, U+2028 and U+2029.
PRINTABLE = "\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_ONE_LINE = re.compile(f"[{PRINTABLE}]*")
_UNPRINTABLE = re.compile(f'[^{PRINTABLE}]|["\\\\]')
# A plain scalar: begins with a letter or "/", so that it is not a number, date or indicator; has
# neither ": " nor " #".
_PLAIN = re.compile(r"[A-Za-z/](?:[!$-9;-~]++|:(?! |$)| (?! |#|$)|(?<! )#)*+")
# YAML 1.1 reads these as booleans or null.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def render_scalar(text: str) -> str:
    """Return a text as a scalar on one line, or on several if it is not UTF-8."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if _ONE_LINE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    try:
        text.encode()
    except UnicodeEncodeError:
        return render_binary(text.encode("utf-8", "surrogateescape"))
    return '"' + _UNPRINTABLE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    named = _ESCAPES.get(character)
    if named is not None:
        return named
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def render_binary(data: bytes) -> str:
    """Return bytes as a scalar on several lines."""
    return "!!binary |\n" + indent_block(encodebytes(data).decode("ascii").rstrip("\n"))


def indent_block(text: str) -> str:
    """Return the lines of a literal block."""
    # Deeper than any key of an interaction, so that it is valid for every scalar.
    return "\n".join(" " * 8 + line if line else "" for line in text.split("\n"))
