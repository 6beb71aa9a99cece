"""A model of the API whose state is in a database, for the tests of the model: `make test-state`.

Each call is answered by another copy of the model than the one before: by turns of two that run, as
behind a load balancer ("shared"), or by one that has just started ("restarted").
"""

import copy
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from ringback.state import schema
from ringback.state.session_state import SessionState
from ringback.state.sqlite import SqliteConnection
from ringback.twilio.accounts import Accounts
from ringback.twilio.api import TwilioApi
from ringback.twilio.webhooks.pre_action import PreAction

# Read on import: the tests themselves have a clean environment.
_KIND = os.environ.get("RINGBACK_TEST_STATE")

_stored: "WeakKeyDictionary[TwilioApi, StoredApi]" = WeakKeyDictionary()


class StoredApi:
    """Answers as `api` does, from copies that have their state from a database."""

    def __init__(self, api: TwilioApi, kind: str) -> None:
        self._original = api
        self._kind = kind
        self._connection = SqliteConnection(Path(":memory:"))
        schema.prepare(self._connection, "the tests' state")
        self._copies = [self._copy() for _ in range(2)]
        self.shown_tokens: dict[str, str] = {}

    def _copy(self) -> tuple[TwilioApi, SessionState]:
        accounts = self._original._accounts
        api = copy.copy(self._original)
        fresh = Accounts(
            copy.deepcopy(accounts.sids),
            accounts.validation,
            accounts.adopts_services,
            accounts.webhooks,
            accounts.auth_token,
        )
        api._sids = fresh.sids
        _replace(api, "_authenticator", sids=fresh.sids)
        _replace(api, "_processor", accounts=fresh, authenticator=api._authenticator)
        _replace(api, "_outside", accounts=fresh)
        api._accounts = fresh
        return api, SessionState("default", api.replicate())

    def _do(self, work: Callable[[TwilioApi], Any]) -> Any:
        """Return the result of `work` with the copy whose turn it is."""
        if self._kind == "restarted":
            self._copies = [self._copy()]
        api, state = self._copies[0]
        self._copies = [*self._copies[1:], self._copies[0]]
        self._connection.begin()
        state.sync(self._connection)
        for store in api._accounts.stores.values():
            store.auth_token = self.shown_tokens.get(store.account.sid, store.auth_token)
        try:
            return self._do_in(state, lambda: work(api))
        finally:
            for store in api._accounts.stores.values():
                if store.auth_token is not None:
                    self.shown_tokens[store.account.sid] = store.auth_token
            self._connection.commit()

    def _do_in(self, state: SessionState, work: Callable[[], Any]) -> Any:
        try:
            result = work()
        finally:
            state.write(self._connection)
        if not isinstance(result, PreAction):
            return result
        resume = result.resume
        return PreAction(result.webhook, lambda reply: self._resume(state, resume, reply))

    def _resume(self, state: SessionState, resume: Callable[[Any], Any], reply: Any) -> Any:
        self._connection.begin()
        state.sync(self._connection)
        try:
            return self._do_in(state, lambda: resume(reply))
        finally:
            self._connection.commit()

    def __getattr__(self, name: str) -> Any:
        if name == "account_sids":
            return self._do(lambda api: api.account_sids)
        return lambda *given, **named: self._do(lambda api: getattr(api, name)(*given, **named))


def _replace(api: TwilioApi, name: str, **values: Any) -> None:
    made = copy.copy(getattr(api, name))
    for key, value in values.items():
        object.__setattr__(made, key, value)
    setattr(api, name, made)


def store_if_asked(api: TwilioApi) -> Any:
    """Return a model as it is, or with its state in a database if the environment says so."""
    if not _KIND or not isinstance(api, TwilioApi):
        return api
    if api not in _stored:
        _stored[api] = StoredApi(api, _KIND)
    return _stored[api]
