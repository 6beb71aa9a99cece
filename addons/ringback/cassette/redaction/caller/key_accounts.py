"""The accounts of API keys, which credentials with a key do not name."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import unquote

from ringback.cassette.redaction.caller.authorization import Caller, find_caller
from ringback.cassette.redaction.placeholders import is_placeholder
from ringback.http.messages import Request, Response
from ringback.sids import sid_pattern
from ringback.sliced_search import SlicedPattern

# INFERRED (fidelity: key-account): the account of an API key is the one in the key's replies.
_REPLY_ACCOUNT = re.compile(rf'"account_sid"\s*:\s*"({sid_pattern("AC")})"'.encode())
_ACCOUNT = SlicedPattern(rf"(?<![0-9A-Fa-f]){sid_pattern('AC')}(?![0-9A-Fa-f])", start="AC")
# The account is in the path of the oldest API. Where a recorded request has no credentials, as by
# hand or with vcrpy's `filter_headers`, it is the caller's.
_PATH_ACCOUNT = re.compile(rf"/2010-04-01/Accounts/({sid_pattern('AC')})(?![0-9A-Za-z])")
_MOST_ACCOUNTS = 4
_NOBODY = Caller()
_NONE: Mapping[str, str] = MappingProxyType({})


class KeyAccounts:
    """The known accounts of API keys, by the SID of the key."""

    def __init__(self, known: Mapping[str, str] = _NONE) -> None:
        self._known = dict(known)

    def __len__(self) -> int:
        return len(self._known)

    def copy(self) -> "KeyAccounts":
        """Return the same accounts, which change on their own."""
        return KeyAccounts(self._known)

    def find_caller(self, request: Request) -> Caller:
        """Return the caller of a request, with the account of an API key once it is known."""
        caller = find_caller(request.headers)
        if caller == _NOBODY and (named := _PATH_ACCOUNT.match(request.target)):
            return Caller(account_sid=named[1])
        if caller.key_sid is None:
            return caller
        return replace(caller, account_sid=self._known.get(caller.key_sid))

    def find_possible(self, request: Request) -> tuple[str, ...]:
        """Return the accounts in a request's target and body, one of which may be its API key's.

        Returns none if the caller is not an API key, or if its account is known.
        """
        caller = self.find_caller(request)
        if caller.key_sid is None or caller.account_sid is not None:
            return ()
        text = unquote(request.target) + unquote(request.body.decode("latin-1"))
        found = (match[0] for match in _ACCOUNT.finditer(text))
        return tuple(dict.fromkeys(found))[:_MOST_ACCOUNTS]

    def assume(self, request: Request, account: str) -> None:
        """Treat an account as that of the request's API key, until a reply names the account."""
        key = find_caller(request.headers).key_sid
        if key is not None:
            self._known[key] = account

    def learn(self, caller: Caller, response: Response) -> Caller:
        """Return a caller with its account, which a response to it may name."""
        if caller.account_sid is not None:
            return caller
        account = find_reply_account(response)
        if account is not None and caller.key_sid is not None:
            self._known.setdefault(caller.key_sid, account)
        return replace(caller, account_sid=account)


def find_reply_account(response: Response) -> str | None:
    """Return the account that a reply names, unless it is a placeholder, perhaps of another's."""
    match = _REPLY_ACCOUNT.search(response.body)
    account = match[1].decode() if match else None
    return account if account is not None and not is_placeholder(account) else None
