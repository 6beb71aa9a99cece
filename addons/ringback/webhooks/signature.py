"""The signature of a webhook request, as Twilio computes it and its libraries validate it."""

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha1

HEADER = "X-Twilio-Signature"


def compute_signature(auth_token: str, url: str, form: Iterable[tuple[str, str]] = ()) -> str:
    """Return the signature of a request.

    - `url`: the target's own, with its query, as the receiver believes it was called.
    - `form`: the fields of a POST; empty for a GET, whose parameters are in the query.
    """
    # Each distinct pair once, by name and then by value: a repeated name has its values sorted.
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(auth_token.encode(), signed.encode(), sha1).digest()
    return base64.b64encode(digest).decode()
