"""The shapes of Twilio's SIDs: two capitals that name the kind, then 32 hexadecimal digits.

The kinds that are used here: AC account, BS push binding, CH conversation, CR push credential,
DY delivery receipt, FW Studio flow, HX content template, IG address configuration, IM message,
IS service, MB participant, ME media, MG messaging service, RL role, RQ request, SK API key,
SM, MM and WA message outside of the chat, US user, WH webhook.
"""

import re
from functools import cache

_DIGITS = "[0-9a-fA-F]{32}"
_LOWER_CASE_DIGITS = "[0-9a-f]{32}"


def sid_pattern(*prefixes: str, lower_case: bool = False) -> str:
    """Return the source of a regular expression for SIDs of some kinds, without any group.

    Twilio's own SIDs have lower-case digits; capitals match too unless `lower_case` is set.
    """
    kinds = "|".join(prefixes)
    return f"(?:{kinds}){_LOWER_CASE_DIGITS if lower_case else _DIGITS}"


def is_sid(prefix: str, text: str) -> bool:
    """Return whether a text has the shape of a SID of one kind."""
    return _compiled(prefix).fullmatch(text) is not None


@cache  # of a dozen kinds
def _compiled(prefix: str) -> re.Pattern[str]:
    return re.compile(sid_pattern(prefix))
