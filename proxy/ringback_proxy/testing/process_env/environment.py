"""The environment of this process, pointed at the proxy for a while.

In `os.environ`, which Python's clients read, the proxy's URL is the same in every test: a client
that lives longer keeps one connection, not one for each test. Behind it, in the environment that
programs inherit, the URL bears the test's own name: what a program that outlives its test asks for
is told apart from the next test's requests. Clients of this process that do not look there by
themselves, or only once, are made to.
"""

import os
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager

from ringback.settings.table import FakeSettings
from ringback_proxy.client_setup import variables as environment
from ringback_proxy.testing.ipc.messages import Facts, SessionSpec
from ringback_proxy.testing.process_env.aiohttp_patch import trusting_the_environment
from ringback_proxy.testing.process_env.urllib_patch import fresh_opener

# What an application without an account of its own starts with; any will do offline.
DUMMIES = {
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "TWILIO_AUTH_TOKEN": "ringback-dummy-token",
}


def dummies(part: SessionSpec) -> Mapping[str, str]:
    """Return credentials that a part accepts, for whoever has none; none where it may record."""
    if part.record_mode != "none":
        return {}
    settings = part.settings
    if not isinstance(settings, FakeSettings):
        return DUMMIES
    account, token = settings.account_sid, settings.auth_token
    own = {"TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": token}
    return {**DUMMIES, **{key: value for key, value in own.items() if value is not None}}


def variables(facts: Facts, name: str = "") -> dict[str, str]:
    """Return the variables for a client; with a `name`, its requests belong to that act alone."""
    found = dict(facts.variables)
    if name:
        url = facts.proxy_url.replace("//", f"//{name}:x@", 1)
        named = (*environment.PROXIES, environment.MARKER)
        found |= {key: url for key in named if key in found}
    return found


@contextmanager
def pointed(facts: Facts, name: str, dummies: Mapping[str, str]) -> Iterator[None]:
    """Point `os.environ` at the proxy; put everything back at the end.

    `dummies` are there where the user has set none.
    """
    own = variables(facts)
    own |= {key: value for key, value in dummies.items() if key not in os.environ}
    with _changed(os.environ, own):
        for key, value in variables(facts, name).items():
            if own[key] != value:
                os.putenv(key, value)
        with trusting_the_environment(), fresh_opener():
            yield


@contextmanager
def _changed(environ: MutableMapping[str, str], to: Mapping[str, str]) -> Iterator[None]:
    before = {key: environ.get(key) for key in to}
    environ.update(to)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                environ.pop(key, None)
            else:
                environ[key] = value
