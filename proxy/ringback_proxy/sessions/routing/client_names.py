"""The name of the session that a client's requests are for.

It is the user name in the proxy URL or, over the base URL, a prefix of the path.
"""

import re
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from mitmproxy import connection, http

from ringback.http import basic_auth
from ringback.mitmproxy_addon.flows.requests import BASE_PATH
from ringback_proxy.sessions import names

_PREFIX = re.compile("/sessions/([^/?]*)(?=[/?]|$)")


class ClientNames:
    """The name that each client has sent last; the default session has none.

    - `default_user`: a user name that stands for the default session.
    """

    def __init__(self, default_user: str | None = None) -> None:
        self._default_user = default_user
        self._names: WeakKeyDictionary[connection.Client, str] = WeakKeyDictionary()
        self.get = self._names.get

    def __getitem__(self, client: connection.Client) -> str:
        """Return the name of a client; raises KeyError for the default session."""
        return self._names[client]

    def read_user(self, flow: http.HTTPFlow) -> None:
        """Remember whose request it is by the user name in the proxy URL."""
        name = _read_user_name(flow.request.headers)
        if name is None and not flow.request.authority:
            return  # a request in origin form: it came through a tunnel, which has the name
        if name in (None, names.DEFAULT, self._default_user):
            self._names.pop(flow.client_conn, None)
        else:
            self._names[flow.client_conn] = str(name)

    def read_prefix(self, flow: http.HTTPFlow) -> None:
        """Remember whose request it is by its path, which then loses the session's prefix."""
        match = _PREFIX.match(flow.request.path)
        name = names.DEFAULT if match is None else unquote(match[1])
        if name == names.DEFAULT:
            self._names.pop(flow.client_conn, None)
        else:
            self._names[flow.client_conn] = name
        if match is not None:
            rest = flow.request.path[match.end() :]
            flow.request.path = rest if rest.startswith("/") else f"/{rest}"
            flow.metadata[BASE_PATH] = match[0]


def remove_password(flow: http.HTTPFlow) -> None:
    """Remove what is meant for the proxy from a request that is passed on."""
    if not (flow.response or flow.error or flow.client_conn.tls):
        flow.request.headers.pop("Proxy-Authorization", None)


def _read_user_name(headers: http.Headers) -> str | None:
    """Return the user name of the proxy URL; None if the client sends none."""
    credentials = basic_auth.parse(headers.get("Proxy-Authorization"))
    if credentials is None:
        return None
    try:
        return credentials.user.decode() or None
    except UnicodeDecodeError:
        return credentials.user.decode("latin-1")  # the name of no session, or of --proxy-auth
