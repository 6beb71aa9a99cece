"""Redact everything that is written or shown, and restore the caller's SIDs in replayed replies.

Recorded and incoming requests are redacted alike, so that a redacted recording still matches.
Redaction is idempotent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from ringback.cassette.model import Interaction
from ringback.cassette.redaction import json_text
from ringback.cassette.redaction.authorization import (
    Caller,
    Credentials,
    find_caller,
    is_sid,
    parse_authorization,
    parse_value,
)
from ringback.cassette.redaction.encoded_secrets import (
    has_known_secret,
    inflate,
    replace_encoded,
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
from ringback.cassette.redaction.value_placeholders import (
    Placeholders,
    is_value_placeholder,
    restore_in_text,
)
from ringback.http.messages import Headers, Request, Response
from ringback.sids import sid_pattern

# INFERRED (fidelity: key-account): the account of an API key is the one in the key's replies.
_REPLY_ACCOUNT = re.compile(rf'"account_sid"\s*:\s*"({sid_pattern("AC")})"'.encode())
_ACCOUNT = re.compile(rf"(?<![0-9A-Fa-f]){sid_pattern('AC')}(?![0-9A-Fa-f])")
_MOST_ACCOUNTS = 4
_MOST_PREPARED = 16
_MOST_HEADERS = 64


class Redactor:
    """Redacts requests, responses and texts of one run, and remembers the run's secrets.

    - `names`: headers, form fields and JSON fields to redact in addition to the usual ones.
    - `placeholders`: what the values of sensitive names become.
    """

    def __init__(self, names: Iterable[str] = (), placeholders: Placeholders | None = None) -> None:
        self._placeholders = placeholders or Placeholders()
        self._names = SensitiveNames(names)
        self._secrets = KnownSecrets()
        self._own: dict[str, str] = {}
        self._prepared: dict[int, tuple[Request, tuple[int, int], Request]] = {}
        self._accounts: dict[str, str] = {}
        self._redacted_headers: dict[object, Headers] = {}
        self._remembered: tuple[object, object] | None = None

    def copy(self) -> "Redactor":
        """Return a redactor that knows the same names and secrets, and learns on its own."""
        copied = Redactor(placeholders=self._placeholders.copy())
        copied._names, copied._secrets = self._names, self._secrets.copy()
        copied._own, copied._accounts = self._own, dict(self._accounts)
        return copied

    def find_caller(self, request: Request) -> Caller:
        """Return the caller of a request, with the account of an API key once it is known."""
        caller = find_caller(request.headers)
        if caller.key_sid is None:
            return caller
        return replace(caller, account_sid=self._accounts.get(caller.key_sid))

    @property
    def knowledge(self) -> tuple[int, int]:
        """The numbers of known secrets and of API keys with a known account.

        While they stay equal, redacting a request again returns the same result.
        """
        return self._secrets.remembered, len(self._accounts)

    def find_possible_accounts(self, request: Request) -> tuple[str, ...]:
        """Return the accounts in a request's target and body, one of which may be its API key's.

        Returns none if the caller is not an API key, or if its account is known.
        """
        caller = self.find_caller(request)
        if caller.key_sid is None or caller.account_sid is not None:
            return ()
        found = _ACCOUNT.findall(unquote(request.target) + unquote(request.body.decode("latin-1")))
        return tuple(dict.fromkeys(found))[:_MOST_ACCOUNTS]

    def assume_account(self, request: Request, account: str) -> None:
        """Treat an account as that of the request's API key, until a reply names the account."""
        key = find_caller(request.headers).key_sid
        if key is not None:
            self._accounts[key] = account

    def remember(self, request: Request) -> None:
        """Add a request's secrets to those that are redacted in every text."""
        asked = request.headers.pairs, request.userinfo
        if asked == self._remembered:  # clients repeat the same headers
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

    def prepare(self, request: Request) -> None:
        """Redact a request for the next call of `redact_request` with it; for use in a thread."""
        redacted = self.redact_request(request)
        if len(self._prepared) >= _MOST_PREPARED:  # of requests that were refused meanwhile
            self._prepared = {}
        self._prepared[id(request)] = (request, self.knowledge, redacted)

    def redact_request(
        self, request: Request, account: str | None = None, placeholders: Placeholders | None = None
    ) -> Request:
        """Return a redacted request, and remember its secrets for this run.

        - `account`: the caller's account, for credentials that do not name it.
        - `placeholders`: others than usual.
        """
        self.remember(request)
        prepared = self._prepared.pop(id(request), None) if self._prepared else None
        is_usual = account is None and placeholders is None
        if prepared and is_usual and prepared[:2] == (request, self.knowledge):
            return prepared[2]
        caller = self.find_caller(request)
        caller = replace(caller, account_sid=caller.account_sid or account)
        scrubber = self._scrubber(caller, placeholders)
        content_type = request.headers.get("content-type") or ""
        return replace(
            request,
            target=scrubber.redact_target(request.target),
            headers=self._redact_headers(request.headers, caller, scrubber, is_usual),
            body=scrubber.redact_body(request.body, content_type),
            userinfo="",
        )

    def _redact_headers(
        self, headers: Headers, caller: Caller, scrubber: Scrubber, is_usual: bool
    ) -> Headers:
        """Return redacted headers; clients repeat theirs, so the last ones are kept."""
        if not is_usual:
            return scrubber.redact_headers(headers)
        key = headers.pairs, caller, self.knowledge
        known = self._redacted_headers.get(key)
        if known is None:
            if len(self._redacted_headers) >= _MOST_HEADERS:
                self._redacted_headers = {}
            known = self._redacted_headers[key] = scrubber.redact_headers(headers)
        return known

    def redact_target(self, request: Request) -> str:
        """Return the redacted path and query of a request."""
        self.remember(request)
        return self._scrubber(self.find_caller(request)).redact_target(request.target)

    def redact_members(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return the members of a JSON object, with the values of sensitive names redacted."""
        is_secret = self._names.includes
        return {name: REDACTED if is_secret(name) else value for name, value in document.items()}

    def redact_response(
        self, response: Response, caller: Caller, placeholders: Placeholders | None = None
    ) -> Response:
        """Return a redacted response to a caller."""
        scrubber = self._scrubber(self._with_account(caller, response), placeholders)
        content_type = response.headers.get("content-type") or ""
        return replace(
            response,
            headers=scrubber.redact_headers(response.headers),
            body=scrubber.redact_body(response.body, content_type),
            reason=scrubber.redact_text(response.reason),
        )

    def restore(
        self,
        response: Response,
        caller: Caller,
        recorded: Caller = Caller(),  # noqa: B008 - frozen
    ) -> Response:
        """Return a recorded response with the caller's own SIDs.

        They replace the placeholders and, in a cassette without redaction, the SIDs of the
        `recorded` caller.
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
        headers = (
            (name, _put_back(value, changes) if "AC" in value or "SK" in value else value)
            for name, value in response.headers
        )
        return replace(
            response, headers=Headers(headers), body=_replace_all(response.body, changes)
        )

    def restore_values(
        self, response: Response, find_bound: Callable[[str], str | None]
    ) -> Response:
        """Return a recorded JSON response with the values that its placeholders stand for.

        - `find_bound` returns what a placeholder in the response is bound to: the one that this
          redactor made of a value.
        - Only values of sensitive names are put back, because these are redacted when they are
          shown: also in a text such as `password: x`, and the parameters of URLs.
        """
        try:
            text = response.body.decode()
        except UnicodeDecodeError:
            return response
        if not json_text.is_document(text):
            return response

        def find(placeholder: str) -> str:
            bound = find_bound(placeholder)
            return (bound and self._placeholders.find_value(bound)) or placeholder

        def restore(value: str, named: bool) -> str:
            if named and is_value_placeholder(value):
                return find(value)
            return restore_in_text(value, self._names.includes, find)

        text = json_text.replace_scalars(text, self._names.includes, restore)
        return replace(response, body=text.encode("utf-8", "surrogateescape"))

    def redact_text(self, text: str) -> str:
        """Return a redacted text, such as a log line or a warning."""
        return Scrubber(self._names, self._secrets, self._own).redact_text(text)

    def is_named(self, name: str) -> bool:
        """Return whether a name is that of a secret, or of `--redact`."""
        return self._names.includes(name)

    def redact_value(self, text: str, is_named: bool) -> str:
        """Return a redacted value of an unknown key, which may be a body.

        `is_named` is whether a key above it is a sensitive name.
        """
        scrubber = Scrubber(self._names, self._secrets, self._own, self._placeholders)
        return replace_encoded(scrubber.redact_value(text, is_named), self._secrets)

    def would_redact(self, text: str) -> bool:
        """Return whether a text of any kind has something to redact, treated as plain text."""
        return Scrubber(self._names, self._secrets, self._own).would_redact(text)

    def has_known_secret(self, text: str) -> bool:
        """Return whether a text contains a secret of this run, in any spelling, or any SID."""
        return self._secrets.occur_in(text) or replace_sids(text, self._own) != text

    def redact_encoded(self, request: Request) -> Request:
        """Return a redacted request without the known secrets in encoded or compressed text.

        For what is written and for requests without a recording, because it is slow.
        """
        return replace(
            request,
            target=replace_encoded(request.target, self._secrets),
            headers=self._redact_encoded_headers(request.headers),
            body=self._redact_encoded_body(request.body),
        )

    def redact_encoded_response(self, response: Response) -> Response:
        """Return the same of a redacted response."""
        return replace(
            response,
            headers=self._redact_encoded_headers(response.headers),
            body=self._redact_encoded_body(response.body),
        )

    def _redact_encoded_headers(self, headers: Headers) -> Headers:
        return Headers((name, replace_encoded(value, self._secrets)) for name, value in headers)

    def _redact_encoded_body(self, body: bytes) -> bytes:
        if any(has_known_secret(text, self._secrets) for text in inflate(body)):
            return REDACTED.encode()
        return replace_encoded(body.decode("latin-1"), self._secrets).encode("latin-1")

    def find_leak(self, interaction: Interaction) -> str | None:
        """Return the place of a secret of this run in a redacted interaction, or None."""
        place = find_leak(interaction, self._secrets)
        return self.redact_text(place) if place is not None else None

    def _with_account(self, caller: Caller, response: Response) -> Caller:
        if caller.account_sid is not None:
            return caller
        account = _reply_account(response)
        if account is not None and caller.key_sid is not None:
            self._accounts.setdefault(caller.key_sid, account)
        return replace(caller, account_sid=account)

    def _scrubber(self, caller: Caller, placeholders: Placeholders | None = None) -> Scrubber:
        own = {}
        if caller.account_sid is not None:
            own[caller.account_sid.lower()] = OWN_ACCOUNT
        if caller.key_sid is not None:
            own[caller.key_sid.lower()] = OWN_KEY
        if not own.items() <= self._own.items():
            # Replaced, not changed: another thread may be reading it.
            self._own = {**self._own, **own}
        return Scrubber(self._names, self._secrets, own, placeholders or self._placeholders)


def _secrets_of(credentials: Credentials) -> Iterator[str]:
    yield credentials.secret
    if not is_sid(credentials.user):
        yield credentials.user  # some services accept a token as user name


def _reply_account(response: Response) -> str | None:
    """Return the account that a reply names, unless it is a placeholder, perhaps of another's."""
    match = _REPLY_ACCOUNT.search(response.body)
    account = match[1].decode() if match else None
    return account if account is not None and not is_placeholder(account) else None


def _put_back(value: str, changes: list[tuple[bytes, bytes]]) -> str:
    return _replace_all(value.encode("utf-8", "surrogateescape"), changes).decode(
        "utf-8", "surrogateescape"
    )


def _replace_all(data: bytes, changes: list[tuple[bytes, bytes]]) -> bytes:
    for old, new in changes:
        data = data.replace(old, new)
    return data
