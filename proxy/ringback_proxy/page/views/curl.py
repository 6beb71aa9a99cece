"""A request as a command line of curl."""

import shlex

from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Request

# What curl would read in a URL as a pattern.
_GLOB = frozenset("[]{}")
# Bytes of a body that a command line can have: Linux takes 131,072 in one argument.
_LONGEST = 100_000

_CREDENTIALS = '-u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN"'
# What curl sends by itself, or what it would send wrongly for a body of another length.
_OWN_HEADERS = frozenset(
    {
        "accept", "accept-encoding", "authorization", "connection", "content-length",
        "content-type", "host", "user-agent", "transfer-encoding", "proxy-connection",
    }
)  # fmt: skip


def make_curl(request: Request) -> str | None:
    """Return the command that sends a redacted request again.

    Return None for a body that is not text, or too long for a command line.
    """
    if len(request.body) > _LONGEST:
        return None
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        return None
    parts = ["curl", shlex.quote(request.url)]
    if not _GLOB.isdisjoint(request.url):
        parts.append("--globoff")
    if request.method != ("POST" if body else "GET"):
        parts += ["-X", shlex.quote(request.method)]
    if request.headers.get("Authorization") is not None:
        parts.append(_CREDENTIALS)
    for name, value in request.headers:
        if name.lower() not in _OWN_HEADERS:
            parts.append(f"-H {shlex.quote(f'{name}: {value}')}")
    return " \\\n  ".join([" ".join(parts), *_list_data(request, body)])


def _list_data(request: Request, body: str) -> list[str]:
    if not body:
        return []
    if is_form(request.headers):
        form = parse_form(body)
        return [
            f"--data-urlencode {shlex.quote(f'{name}={one}')}"
            for name in form
            for one in form.all(name)
        ]
    content_type = request.headers.get("Content-Type") or ""
    return [
        f"-H {shlex.quote(f'Content-Type: {content_type}')}",
        f"--data-raw {shlex.quote(body)}",
    ]
