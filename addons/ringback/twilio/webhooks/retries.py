"""How often a webhook is sent again: by the fragment of its URL, as in `...#rc=2`."""

import re
from urllib.parse import urlsplit

from ringback.http.forms import parse_form

DEFAULT = 1
MOST = 5


def count_retries(url: str) -> int:
    """Return how often a webhook is sent again after a failure.

    INFERRED (fidelity: webhook-retries): that the connection overrides of Twilio's other webhooks
    are those of Conversations too.
    """
    text = parse_form(urlsplit(url).fragment).first("rc") or ""
    return min(int(text), MOST) if re.fullmatch(r"\d{1,2}", text, re.ASCII) else DEFAULT
