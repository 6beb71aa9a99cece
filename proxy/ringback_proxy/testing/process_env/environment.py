"""The environment of this process, pointed at the proxy for a while.

In `os.environ`, which Python's clients read, the proxy's URL is the same in every test: a client
that lives longer keeps one connection, not one for each test. In the environment that child
processes inherit, the URL has the session's name: requests of a program that outlives its test are
not mistaken for the next test's. Clients of this process that read the environment only once, or
not at all, are patched.
"""

import os
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

from ringback_proxy.client_setup import variables as client_variables
from ringback_proxy.testing.ipc.start import ProxyInfo
from ringback_proxy.testing.process_env.client_patch import patch_clients
from ringback_proxy.testing.process_env.urllib_patch import patch_urlopen


def build_variables(info: ProxyInfo, session: str = "") -> dict[str, str]:
    """Return the variables for a client, whose requests belong to `session` if one is named."""
    variables = dict(info.variables)
    if session:
        url = info.proxy_url.replace("//", f"//{session}:x@", 1)
        with_url = (*client_variables.PROXIES, client_variables.MARKER)
        variables |= {key: url for key in with_url if key in variables}
    return variables


@contextmanager
def point_at_proxy(info: ProxyInfo, session: str, credentials: Mapping[str, str]) -> Iterator[None]:
    """Point `os.environ` at the proxy, and restore it at the end.

    `credentials` are set only where the user has set none.
    """
    own = build_variables(info)
    own |= {key: value for key, value in credentials.items() if key not in os.environ}
    with _patch(os.environ, own):
        for key, value in build_variables(info, session).items():
            if own[key] != value:
                os.putenv(key, value)  # inherited by child processes, and not seen in os.environ
        with patch_clients(), patch_urlopen():
            yield


@contextmanager
def _patch(environ: MutableMapping[str, str], changes: Mapping[str, str]) -> Iterator[None]:
    before = {key: environ.get(key) for key in changes}
    environ.update(changes)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                environ.pop(key, None)
            else:
                environ[key] = value
