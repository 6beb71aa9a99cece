"""What a value in a reply is: a number, a text, a SID, a date. Values themselves do not count.

The name says what a text should be, as in all of Twilio's APIs: `sid`, `date_created`, `url`. Under
any other name a text is a text, whatever a test happens to write there.
"""

import re
from typing import Any

from ringback.cassette.redaction.value_placeholders import is_value_placeholder
from ringback.sids import sid_pattern

NOTHING = "null"
REDACTED = "redacted"

_SID = re.compile(sid_pattern("[A-Z][A-Z]"))
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_MAIL_DATE = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def find_kind(name: str, value: Any, *, in_links: bool = False) -> str:
    """Return what a value is, in words for a sentence: `a number`, `a SID`, `null`.

    `name` is the member's, `in_links` whether it is in an object of links, whose names are free.
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return _find_text_kind(name, str(value), in_links)


def _find_text_kind(name: str, text: str, in_links: bool) -> str:
    if is_value_placeholder(text):
        return REDACTED
    if (in_links or name == "url" or name.endswith("_url")) and _URL.fullmatch(text):
        return "a URL"
    if name == "sid" and _SID.fullmatch(text):
        return f"a SID of the kind {text[:2]}"
    if name.endswith("_sid") and _SID.fullmatch(text):
        return "a SID"
    if name.startswith("date_") or name.endswith(("_date", "_timestamp")):
        if _ISO_DATE.fullmatch(text):
            return "an ISO 8601 date"
        if _MAIL_DATE.fullmatch(text):
            return "an RFC 2822 date"
    return "text"
