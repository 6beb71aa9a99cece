"""Keeps secrets out of everything that is written or shown, and puts the caller's sids back.

The same is done to what is recorded and to what comes in, so a redacted recording still matches.
Done twice it changes nothing more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.credentials import (
    Caller,
    Credentials,
    find_caller,
    is_sid,
    parse_authorization,
    parse_value,
)
from ringback.cassette.redaction.known_secrets import KnownSecrets
from ringback.cassette.redaction.leak_check import find_leak
from ringback.cassette.redaction.placeholders import (
    OWN_ACCOUNT,
    OWN_KEY,
    REDACTED,
    is_placeholder,
    replace_sids,
)
from ringback.cassette.redaction.scrubber import Scrubber
from ringback.cassette.redaction.sensitive_names import CREDENTIAL_HEADERS, SensitiveNames
from ringback.http.messages import Headers, Request, Response
from ringback.sids import sid_pattern

# INFERRED (fidelity: key-account): the account of an API key is the one in the key's replies.
_REPLY_ACCOUNT = re.compile(rf'"account_sid"\s*:\s*"({sid_pattern("AC")})"'.encode())
_ACCOUNT = re.compile(rf"(?<![0-9A-Fa-f]){sid_pattern('AC')}(?![0-9A-Fa-f])")
_MOST_ACCOUNTS = 4


class Redactor:
    """Redacts one run's requests, responses and texts; knows the secrets that it has seen.

    `names` are headers, form and JSON fields to redact besides the usual ones.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = SensitiveNames(names)
        self._secrets = KnownSecrets()
        self._own: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self._remembered: tuple[object, object] | None = None

    def find_caller(self, request: Request) -> Caller:
        """Say whose credentials a request carries; an API key's account once it is known."""
        caller = find_caller(request.headers)
        if caller.key_sid is None:
            return caller
        return replace(caller, account_sid=self._accounts.get(caller.key_sid))

    @property
    def knowledge(self) -> tuple[int, int]:
        """How many secrets and how many accounts of API keys are known so far.

        A request that was redacted under the same knowledge need not be redacted again.
        """
        return self._secrets.remembered, len(self._accounts)

    def find_possible_accounts(self, request: Request) -> tuple[str, ...]:
        """Return the accounts that a request names, where its key's own is one of them, if any.

        Nothing where the caller's account is known, or no API key asks.
        """
        caller = self.find_caller(request)
        if caller.key_sid is None or caller.account_sid is not None:
            return ()
        found = _ACCOUNT.findall(unquote(request.target) + unquote(request.body.decode("latin-1")))
        return tuple(dict.fromkeys(found))[:_MOST_ACCOUNTS]

    def assume_account(self, request: Request, account: str) -> None:
        """Take an account for that of the API key which sends a request, until a reply names it."""
        key = find_caller(request.headers).key_sid
        if key is not None:
            self._accounts[key] = account

    def remember(self, request: Request) -> None:
        """Keep a request's secrets out of every text from now on."""
        asked = request.headers.pairs, request.userinfo
        if asked == self._remembered:  # a client asks with the same headers again and again
            return
        self._remembered = asked
        if request.userinfo:
            user, _, password = request.userinfo.partition(":")
            for secret in _secrets_of(Credentials(unquote(user), unquote(password))):
                self._secrets.remember(secret)
        for name, value in request.headers:
            read = parse_authorization if name.lower() in CREDENTIAL_HEADERS else parse_value
            credentials = read(value)
            for secret in _secrets_of(credentials) if credentials else ():
                self._secrets.remember(secret)

    def redact_request(self, request: Request, account: str | None = None) -> Request:
        """Return a request that may be written down; its secrets are remembered for this run.

        `account` is the caller's where its credentials do not say so.
        """
        self.remember(request)
        caller = self.find_caller(request)
        scrubber = self._scrubber(replace(caller, account_sid=caller.account_sid or account))
        content_type = request.headers.get("content-type") or ""
        return replace(
            request,
            target=scrubber.target(request.target),
            headers=scrubber.headers(request.headers),
            body=scrubber.body(request.body, content_type),
            userinfo="",
        )

    def redact_target(self, request: Request) -> str:
        """Return the path and query of a request as they may be shown."""
        self.remember(request)
        return self._scrubber(self.find_caller(request)).target(request.target)

    def redact_members(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return the members of a JSON object, those with the name of a secret redacted."""
        return {
            name: REDACTED if name in self._names else value for name, value in document.items()
        }

    def redact_response(self, response: Response, caller: Caller) -> Response:
        """Return a response to a caller that may be written down."""
        scrubber = self._scrubber(self._with_account(caller, response))
        content_type = response.headers.get("content-type") or ""
        return replace(
            response,
            headers=scrubber.headers(response.headers),
            body=scrubber.body(response.body, content_type),
            reason=scrubber.text(response.reason),
        )

    def restore(
        self,
        response: Response,
        caller: Caller,
        recorded: Caller = Caller(),  # noqa: B008 - frozen
    ) -> Response:
        """Put the caller's own sids into a recorded response.

        They go where the stand-ins are and, in a cassette that nobody has redacted, where the
        `recorded` caller's are.
        """
        account = recorded.account_sid or _reply_account(response) or OWN_ACCOUNT
        changes = [
            (old.encode(), new.encode())
            for olds, new in (
                ({OWN_ACCOUNT, account}, caller.account_sid),
                ({OWN_KEY, recorded.key_sid or OWN_KEY}, caller.key_sid),
            )
            for old in olds
            if new is not None
        ]
        headers = ((name, _put_back(value, changes)) for name, value in response.headers)
        return replace(response, headers=Headers(headers), body=_replaced(response.body, changes))

    def text(self, text: str) -> str:
        """Return a text that may be shown: a line of the log, a warning."""
        return Scrubber(self._names, self._secrets, self._own).text(text)

    def would_redact(self, text: str) -> bool:
        """Return whether a text of any kind has a secret or a sid in it, wherever it stands."""
        return Scrubber(self._names, self._secrets, self._own).would_redact(text)

    def has_known_secret(self, text: str) -> bool:
        """Return whether a secret of this run or any sid stands in a text, however it is spelt."""
        return self._secrets.occur_in(text) or replace_sids(text, self._own) != text

    def find_leak(self, interaction: Interaction) -> str | None:
        """Name the place of an interaction that still has a secret of this run; else None."""
        place = find_leak(interaction, self._secrets)
        return self.text(place) if place is not None else None

    def _with_account(self, caller: Caller, response: Response) -> Caller:
        if caller.account_sid is not None:
            return caller
        account = _reply_account(response)
        if account is not None and caller.key_sid is not None:
            self._accounts.setdefault(caller.key_sid, account)
        return replace(caller, account_sid=account)

    def _scrubber(self, caller: Caller) -> Scrubber:
        own = {}
        if caller.account_sid is not None:
            own[caller.account_sid.lower()] = OWN_ACCOUNT
        if caller.key_sid is not None:
            own[caller.key_sid.lower()] = OWN_KEY
        self._own.update(own)
        return Scrubber(self._names, self._secrets, own)


def _secrets_of(credentials: Credentials) -> Iterator[str]:
    yield credentials.secret
    if not is_sid(credentials.user):
        yield credentials.user  # some services take a token for the user's name


def _reply_account(response: Response) -> str | None:
    """Return the account that a reply names, unless it is a stand-in, which may be another's."""
    match = _REPLY_ACCOUNT.search(response.body)
    account = match[1].decode() if match else None
    return account if account is not None and not is_placeholder(account) else None


def _put_back(value: str, changes: list[tuple[bytes, bytes]]) -> str:
    if "AC" not in value and "SK" not in value:
        return value
    return _replaced(value.encode("utf-8", "surrogateescape"), changes).decode(
        "utf-8", "surrogateescape"
    )


def _replaced(data: bytes, changes: list[tuple[bytes, bytes]]) -> bytes:
    for old, new in changes:
        data = data.replace(old, new)
    return data
