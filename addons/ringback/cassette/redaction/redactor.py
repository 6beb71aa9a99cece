"""Redact everything that is written or shown.

Recorded and incoming requests are redacted alike, so that a redacted recording still matches.
Redaction is idempotent.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ringback.cassette.model import Interaction, names_personal_data
from ringback.cassette.redaction.cache import HeaderCache, Knowledge
from ringback.cassette.redaction.caller.authorization import Caller, find_secrets
from ringback.cassette.redaction.caller.key_accounts import KeyAccounts
from ringback.cassette.redaction.caller.own_sids import OwnSids
from ringback.cassette.redaction.content.disguised_secrets import occurs_disguised
from ringback.cassette.redaction.known.encoded_secrets import replace_encoded
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.leak_check import find_leak
from ringback.cassette.redaction.placeholders import REDACTED, replace_sids
from ringback.cassette.redaction.restoration import restore_values
from ringback.cassette.redaction.scrubber import Scrubber
from ringback.cassette.redaction.sensitive_names import SensitiveNames
from ringback.cassette.redaction.value_placeholders import (
    NumberedPlaceholders,
    Placeholders,
    has_numbered,
)
from ringback.http.messages import Headers, Request, Response

if TYPE_CHECKING:  # imported where a redactor is asked for it
    from ringback.cassette.redaction.personal.personal_data import PersonalData
    from ringback.cassette.redaction.personal.values import PersonalValues


class Redactor:
    """Redacts requests, responses and texts of one run, and remembers the run's secrets.

    - `names`: headers, form fields and JSON fields to redact in addition to the usual ones.
    - `placeholders`: what the values of sensitive names become.
    - `written`: what the values of personal data become in a cassette that is redacted; by default
      they are only compared and shown. It is used if `names` has `personal-data`.
    - `compares`: whether requests are compared, so that stand-ins are replaced as well.
    - `personal`: the redaction of personal data, or None.
    - `secrets`: the secrets of the run that it has met so far.
    - `key_accounts`: the accounts of API keys, as far as they are known.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        placeholders: Placeholders | None = None,
        written: "PersonalValues | None" = None,
        *,
        compares: bool = False,
    ) -> None:
        names = tuple(names)
        self.personal = _make_personal(written, compares) if names_personal_data(names) else None
        self._placeholders = placeholders or Placeholders()
        self._names = SensitiveNames(names)
        self.secrets = KnownSecrets()
        self._own = OwnSids()
        self.key_accounts = KeyAccounts()
        self._headers = HeaderCache()
        self._remembered: tuple[object, object] | None = None

    @classmethod
    def of_sent_requests(cls, names: Iterable[str]) -> "Redactor":
        """Return a redactor of requests that are compared with redacted recordings."""
        return cls(names, NumberedPlaceholders.of_sent_values(), compares=True)

    def copy(self) -> "Redactor":
        """Return a redactor that knows the same names and secrets, and learns on its own."""
        copied = Redactor(placeholders=self._placeholders.copy())
        copied._names, copied.secrets = self._names, self.secrets.copy()
        copied._own, copied.key_accounts = self._own.copy(), self.key_accounts.copy()
        copied.personal = self.personal.copy() if self.personal else None
        return copied

    @property
    def knowledge(self) -> Knowledge:
        """The numbers of known secrets and of API keys with a known account.

        While they stay equal, redacting a request again returns the same result.
        """
        return self.secrets.remembered, len(self.key_accounts)

    def remember(self, request: Request) -> None:
        """Add a request's secrets to those that are redacted in every text."""
        asked = request.headers.pairs, request.userinfo
        if asked == self._remembered:  # clients repeat the same headers
            return
        self._remembered = asked
        for secret in find_secrets(request):
            self.secrets.remember(secret)

    def redact_request(
        self,
        request: Request,
        account: str | None = None,
        placeholders: Placeholders | None = None,
        written: "PersonalValues | None" = None,
    ) -> Request:
        """Return a redacted request, and remember its secrets for this run.

        - `account`: the caller's account, for credentials that do not name it.
        - `placeholders`: others than usual.
        - `written`: what personal values become, if they are to be written.
        """
        self.remember(request)
        is_usual = account is None and placeholders is None
        caller = self.key_accounts.find_caller(request)
        caller = replace(caller, account_sid=caller.account_sid or account)
        scrubber = self._scrubber(caller, placeholders, self._names.of_host(request.host))
        if self.personal is not None:
            request = self.personal.redact_request(request, written)
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
        if not is_usual:
            return scrubber.redact_headers(headers)
        return self._headers.redact(headers, caller, self.knowledge, scrubber.redact_headers)

    def redact_target(self, request: Request) -> str:
        """Return the redacted path and query of a request."""
        self.remember(request)
        if self.personal is not None:
            bare = replace(request, headers=Headers(), body=b"")
            target = self.personal.redact_request(bare, None).target
        else:
            target = request.target
        names = self._names.of_host(request.host)
        return self._scrubber(self.key_accounts.find_caller(request), names=names).redact_target(
            target
        )

    def redact_member(self, name: str, value: object) -> object:
        """Return the redacted value of a member of a JSON object."""
        if self._names.includes(name):
            return REDACTED
        if self.personal is not None and isinstance(value, str):
            return self.personal.redact_value(value, name)
        return value

    def redact_response(
        self,
        response: Response,
        caller: Caller,
        placeholders: Placeholders | None = None,
        written: "PersonalValues | None" = None,
    ) -> Response:
        """Return a redacted response to a caller."""
        scrubber = self._scrubber(self.key_accounts.learn(caller, response), placeholders)
        if self.personal is not None:
            response = self.personal.redact_response(response, written)
        content_type = response.headers.get("content-type") or ""
        return replace(
            response,
            headers=scrubber.redact_headers(response.headers),
            body=scrubber.redact_body(response.body, content_type),
            reason=scrubber.redact_text(response.reason),
        )

    def restore_values(
        self, response: Response, find_bound: Callable[[str], str | None]
    ) -> Response:
        """Return a recorded JSON response with the values that its placeholders stand for.

        - `find_bound` returns what a placeholder in the response is bound to: the one that this
          redactor made of a value.
        - Only the values of sensitive names, and personal data, are restored: these are redacted
          when they are shown.
        """
        personal = self.personal

        def find_value(placeholder: str) -> str | None:
            bound = find_bound(placeholder)
            value = self._placeholders.find_value(bound) if bound else None
            return personal.reveal(value) if value and personal else value

        if has_numbered(response.body):
            response = restore_values(response, self._names, find_value)
        return personal.restore(response, find_bound) if personal else response

    def redact_text(self, text: str) -> str:
        """Return a redacted text, such as a log line or a warning."""
        if self.personal is not None:
            text = self.personal.redact_text(text)
        return Scrubber(self._names, self.secrets, self._own.known).redact_text(text)

    def is_named(self, name: str) -> bool:
        """Return whether a name is that of a secret, or of `--redact`."""
        return self._names.includes(name)

    def redact_value(self, text: str, is_named: bool) -> str:
        """Return a redacted value of an unknown key, which may be a body.

        `is_named` is whether a key above it is a sensitive name.
        """
        if self.personal is not None:
            text = self.personal.redact_value(text)
        scrubber = Scrubber(self._names, self.secrets, self._own.known, self._placeholders)
        redacted = replace_encoded(scrubber.redact_value(text, is_named), self.secrets)
        return REDACTED if occurs_disguised(redacted, self.secrets) else redacted

    def would_redact(self, text: str) -> bool:
        """Return whether a text of any kind has something to redact, treated as plain text."""
        if self.personal is not None and self.personal.redact_text(text) != text:
            return True
        return Scrubber(self._names, self.secrets, self._own.known).would_redact(text)

    def has_known_secret(self, text: str) -> bool:
        """Return whether a text contains a secret of this run, in any spelling, or any SID."""
        return self.secrets.occur_in(text) or replace_sids(text, self._own.known) != text

    def find_leak(self, interaction: Interaction) -> str | None:
        """Return the place of a secret of this run in a redacted interaction, or None."""
        place = find_leak(interaction, self.secrets)
        return self.redact_text(place) if place is not None else None

    def _scrubber(
        self,
        caller: Caller,
        placeholders: Placeholders | None = None,
        names: SensitiveNames | None = None,
    ) -> Scrubber:
        return Scrubber(
            names or self._names,
            self.secrets,
            self._own.add(caller),
            placeholders or self._placeholders,
        )


def _make_personal(written: "PersonalValues | None", compares: bool) -> "PersonalData":
    # It has many expressions to compile, and few redactors are asked for it.
    from ringback.cassette.redaction.personal.personal_data import PersonalData

    return PersonalData(written, compares=compares)
