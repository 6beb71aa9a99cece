"""Placeholders for secrets and SIDs in cassettes.

Placeholders for account and API-key SIDs have the form of SIDs:

- The caller's own SID becomes a fixed one, so that a test run with a dummy account finds what a
  real account recorded.
- Any other becomes a hash of itself, so that it is always the same.

Placeholders are recognised, so no SID is replaced twice.
"""

from collections.abc import Mapping
from hashlib import sha256

from ringback.sids import sid_pattern
from ringback.sliced_search import SlicedPattern

REDACTED = "REDACTED"
PERSONAL = "PERSONAL"  # what personal data is compared by and shown as; in no cassette
OWN_ACCOUNT = "AC" + "0" * 32
OWN_KEY = "SK" + "0" * 32

# Beginning of the placeholder for another's SID; one real SID in four thousand million has it.
_MARK = "0" * 8

# Not within a longer hexadecimal text, but possibly after a hexadecimal escape.
_SID = SlicedPattern(
    r"(?:(?<![0-9A-Fa-f])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2})"
    r"|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\[bf]))"
    rf"{sid_pattern('AC', 'SK')}(?![0-9A-Fa-f])",
    start="AC|SK",
)


def replace_sids(text: str, own: Mapping[str, str]) -> str:
    """Replace every account and API-key SID by its placeholder.

    `own` maps the caller's SIDs, in lower case, to their placeholders. In lower case only these
    are replaced, because any other could be a digest.
    """
    for sid, placeholder in own.items():
        text = text.replace(sid, placeholder)
    if "AC" not in text and "SK" not in text:
        return text
    return _SID.sub(lambda match: _find_placeholder(match[0], own), text)


def is_placeholder(sid: str) -> bool:
    """Return whether a SID is a placeholder."""
    return sid[2:].startswith(_MARK)


def _find_placeholder(sid: str, own: Mapping[str, str]) -> str:
    known = own.get(sid.lower())
    if known is not None:
        return known
    if is_placeholder(sid):
        return sid
    return sid[:2] + _MARK + sha256(sid.lower().encode()).hexdigest()[:24]
