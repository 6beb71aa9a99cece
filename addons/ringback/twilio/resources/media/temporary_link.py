"""Links to files that answer without credentials for a while.

They have the form of those in live replies; the signature stands for one of Twilio's.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Headers, Request, Response
from ringback.twilio.values.datetimes import format_http_date
from ringback.twilio.values.file_content import FileContent

LIFETIME = timedelta(minutes=5)  # INFERRED (fidelity: temporary-links)
KEY_PAIR = "APKA" + "0" * 16

# INFERRED (fidelity: temporary-links): the reply of a content delivery network, not of Twilio.
DENIED = b"<Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>"


def make_link(origin: str, sid: str, now: datetime) -> str:
    """Return a link to a file; `origin` is that of the API, whose region the link has too."""
    expires = int((now + LIFETIME).timestamp())
    host = origin.replace("://mcs.", "://media.", 1)
    return f"{host}/{sid}?Expires={expires}&Signature={_sign(sid, expires)}&Key-Pair-Id={KEY_PAIR}"


def follow_link(request: Request, content: FileContent | None, now: datetime) -> Response:
    """Return the file that a link leads to, or a 403 in XML for a link that is not valid (now)."""
    sid, query = request.path[1:], parse_form(request.query)
    if content is None or request.method not in ("GET", "HEAD") or not _is_valid(sid, query, now):
        status, content = 403, FileContent(DENIED, "application/xml")
    else:
        status = 200
    headers = Headers([("Date", format_http_date(now)), ("Content-Type", content.content_type)])
    return Response(status, headers, b"" if request.method == "HEAD" else content.data)


def _is_valid(sid: str, query: Form, now: datetime) -> bool:
    """Return whether a link's query was made for a file and has not expired."""
    text = query.first("Expires") or ""
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        return False
    expires = int(text)
    return query.first("Signature") == _sign(sid, expires) and now.timestamp() < expires


def _sign(sid: str, expires: int) -> str:
    return blake2b(f"{sid}/{expires}".encode(), digest_size=32).hexdigest()
