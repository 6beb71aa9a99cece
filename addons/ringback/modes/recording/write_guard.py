"""What a recording may ask of Twilio: how many writes, and of which account."""

import re

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Request
from ringback.modes.outcomes import Miss
from ringback.sids import sid_pattern
from ringback.twilio.values.access_tokens import LOGIN_PATH

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_PATH_ACCOUNT = re.compile(rf"/Accounts/({sid_pattern('AC')})(?![0-9A-Za-z])")


class WriteGuard:
    """Refuses requests beyond `max_writes`, and of another account than `only_account`.

    A login is no write: it creates nothing.
    """

    def __init__(self, max_writes: int | None = None, only_account: str | None = None) -> None:
        self._max_writes = max_writes
        self._only_account = only_account
        self._writes = 0

    def check(self, request: Request, caller: Caller) -> Miss | None:
        """Return the refusal of a request that would be forwarded, else count it."""
        is_write = request.method not in _READS and request.path != LOGIN_PATH
        refusal = self._check_account(request, caller, is_write=is_write)
        if refusal is None and is_write:
            refusal = self._check_number(request)
            self._writes += refusal is None
        return refusal

    def _check_number(self, request: Request) -> Miss | None:
        if self._max_writes is None or self._writes < self._max_writes:
            return None
        return Miss(
            f"--max-writes {self._max_writes}: {request.label} would be one more request that is "
            "not a GET, so it was not forwarded; give a larger number to allow it."
        )

    def _check_account(self, request: Request, caller: Caller, *, is_write: bool) -> Miss | None:
        if self._only_account is None:
            return None
        named = _PATH_ACCOUNT.search(request.path)
        accounts = {named[1] if named else None, caller.account_sid} - {None}
        if any(account != self._only_account for account in accounts):
            return Miss(
                f"--only-account: {request.label} is for another account, so it was not forwarded; "
                "use the credentials of that account, or leave the option out."
            )
        if accounts or not is_write:
            return None
        return Miss(
            f"--only-account: {request.label} was not forwarded, because its credentials name no "
            "account. That of an API key is known after the first GET; or use the account's SID "
            "and its auth token."
        )
