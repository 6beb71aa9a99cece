"""Record, within limits: what may be forwarded, whose account it is, and what is deleted again."""

import logging

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Forward
from ringback.modes.recording.clean_up import CleanUp
from ringback.modes.recording.write_guard import WriteGuard
from ringback.modes.wrapper import ModeWrapper

logger = logging.getLogger(__name__)

# Accounts that are named, because clients choose them.
_MOST_ACCOUNTS = 10


class GuardedRecordMode(ModeWrapper):
    """A mode that records (`inner`), of whose requests the guard forwards only some.

    The first request to each account has the account named on the console.
    """

    def __init__(
        self, inner: Mode, guard: WriteGuard, redactor: Redactor, clean_up: CleanUp | None = None
    ) -> None:
        super().__init__(inner)
        self._guard = guard
        self._redactor = redactor
        self._clean_up = clean_up
        self._accounts: set[str] = set()

    def decide(self, request: Request) -> Decision:
        """Return the decision of the inner mode, or refuse what it would forward."""
        return self._check(request, self.inner.decide(request))

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        return self._check(request, await self.inner.decide_large(request))

    def _check(self, request: Request, decision: Decision) -> Decision:
        """Return a decision of the inner mode, or a refusal of what it would forward."""
        if not isinstance(decision, Forward):
            return decision
        caller = self._redactor.key_accounts.find_caller(request)
        refusal = self._guard.check(request, caller)
        if refusal is not None:
            return refusal
        self._name_account(caller)
        return decision

    async def on_response(
        self, request: Request, response: Response, forward: Forward
    ) -> tuple[str, ...]:
        """Pass a response on to the inner mode, and note what it shows as created."""
        if self._clean_up is not None:
            self._clean_up.note(request, response)
        try:
            return await self.inner.on_response(request, response, forward)
        finally:
            self._name_account(self._redactor.key_accounts.find_caller(request))

    def _name_account(self, caller: Caller) -> None:
        """Name an account on the console, once it is known."""
        account = caller.account_sid
        if account is None or account in self._accounts or len(self._accounts) >= _MOST_ACCOUNTS:
            return
        self._accounts.add(account)
        # A whole SID would be redacted.
        logger.warning("requests are forwarded for the account %s...%s", account[:8], account[-4:])

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish the inner mode, delete what was created if wanted, and return a summary."""
        try:
            lines = await self.inner.finish(ended_well=ended_well)
        finally:
            cleaned = await self._clean_up.run() if self._clean_up is not None else ()
        return (*lines, *cleaned)
