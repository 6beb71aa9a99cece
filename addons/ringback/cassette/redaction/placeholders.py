"""What stands in a cassette for what is kept out of it.

Account and API-key sids keep their shape. The caller's own becomes one fixed sid, whichever it is,
so that the dummy account of a test run finds what a real account recorded; any other becomes a
sid of its own that is always the same. Stand-ins are recognised, so nothing is replaced twice.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from ringback.sids import sid_pattern

REDACTED = "REDACTED"
OWN_ACCOUNT = "AC" + "0" * 32
OWN_KEY = "SK" + "0" * 32

# A stand-in for another's sid begins so; one real sid in four thousand million does.
_MARK = "0" * 8

# A sid within a longer hexadecimal text is none, but a hexadecimal escape may stand before one.
_SID = re.compile(
    r"(?:(?<![0-9A-Fa-f])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2})"
    r"|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\[bf]))"
    rf"{sid_pattern('AC', 'SK')}(?![0-9A-Fa-f])"
)


def replace_sids(text: str, own: Mapping[str, str]) -> str:
    """Replace every account and API-key sid; `own` maps the caller's (lower case) to theirs.

    In lower case, where it may be any digest, only the caller's are sids.
    """
    for sid, stand_in in own.items():
        text = text.replace(sid, stand_in)
    if "AC" not in text and "SK" not in text:
        return text
    return _SID.sub(lambda match: _find_placeholder(match[0], own), text)


def is_placeholder(sid: str) -> bool:
    """Return whether a sid stands for another one already."""
    return sid[2:].startswith(_MARK)


def _find_placeholder(sid: str, own: Mapping[str, str]) -> str:
    known = own.get(sid.lower())
    if known is not None:
        return known
    if is_placeholder(sid):
        return sid
    return sid[:2] + _MARK + sha256(sid.lower().encode()).hexdigest()[:24]
