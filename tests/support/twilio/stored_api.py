"""A model of the API whose state is in a database, for the tests of the model: `make test-state`.

Each call is answered by another copy of the model than the one before: by turns of two that run, as
behind a load balancer ("shared"), or by one that has just started ("restarted").
"""

import copy
from collections.abc import Callable
from typing import Any

from ringback.state.session_state import SessionState
from ringback.twilio.api import TwilioApi
from ringback.twilio.webhooks.pre_action import PreAction
from tests.support.state.kind import Kind
from tests.support.state.store import open_store

# A test with more calls than this has some answered by the same copy, or it would read the whole
# state as often as it changes it.
_MOST_STARTS = 20


class StoredApi:
    """Answers as a model with the arguments `arguments` does, from copies of the state."""

    def __init__(self, kind: Kind, arguments: dict[str, Any]) -> None:
        self._kind = kind
        self._connection, self._name = open_store()
        self._arguments = arguments
        self._copies = [self._copy() for _ in range(2)]
        self._calls = 0
        self._shown_tokens: dict[str, str] = {}

    def _copy(self) -> tuple[TwilioApi, SessionState]:
        sids = copy.deepcopy(self._arguments["sids"])
        api = TwilioApi(**{**self._arguments, "sids": sids})
        return api, SessionState(self._name, api.replicate())

    def _take_turn(self) -> tuple[TwilioApi, SessionState]:
        self._calls += 1
        if self._kind is Kind.SHARED:
            # Thue-Morse: no rhythm of a test, such as to write and to look, has always one copy.
            return self._copies[self._calls.bit_count() % 2]
        if self._calls < _MOST_STARTS or self._calls % _MOST_STARTS == 0:
            self._copies = [self._copy()]
        return self._copies[0]

    def _do(self, work: Callable[[TwilioApi], Any]) -> Any:
        """Return the result of `work` with the copy whose turn it is."""
        api, state = self._take_turn()
        return self._transact(api, state, lambda: work(api))

    def _transact(self, api: TwilioApi, state: SessionState, work: Callable[[], Any]) -> Any:
        self._connection.begin()
        try:
            state.sync(self._connection)
            self._share_tokens(api)
            result = work()
        finally:
            state.write(self._connection)
            self._share_tokens(api)
            self._connection.commit()
        if not isinstance(result, PreAction):
            return result
        resume = result.resume
        return PreAction(
            result.webhook, lambda reply: self._transact(api, state, lambda: resume(reply))
        )

    def _share_tokens(self, api: TwilioApi) -> None:
        """Let each copy know the auth tokens that another one was shown: none is ever written."""
        for store in api._accounts.stores.values():
            store.auth_token = self._shown_tokens.get(store.account.sid, store.auth_token)
            if store.auth_token is not None:
                self._shown_tokens[store.account.sid] = store.auth_token

    def __getattr__(self, name: str) -> Any:
        if name == "account_sids":
            return self._do(lambda api: api.account_sids)
        return lambda *given, **named: self._do(lambda api: getattr(api, name)(*given, **named))
