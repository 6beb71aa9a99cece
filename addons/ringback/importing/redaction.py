"""Redact imported exchanges, as if they had been recorded."""

from collections.abc import Iterable

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.caller.key_accounts import find_reply_account
from ringback.cassette.redaction.known.encoded_secrets import replace_in_interaction
from ringback.cassette.redaction.personal.personal_data import begin_rewriting
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.importing.exchange import Found, ImportedExchange, LeftOut


class ImportRedaction:
    """Redacts the exchanges of one import, which are one run; `names` are those of `--redact`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.redactor = Redactor(
            names, NumberedPlaceholders.of_new_run(()), begin_rewriting((), ())
        )
        self._callers: dict[str, Caller] = {}

    def learn(self, found: Iterable[Found]) -> None:
        """Learn the secrets and callers of all that was found.

        A secret that a later exchange shows may be in an earlier one, too.
        """
        for one in found:
            if isinstance(one, ImportedExchange):
                self._callers[one.place] = self._find_caller(one.interaction)

    def redact(self, one: Found) -> Found:
        """Return one of those, redacted; an exchange in which a secret stays is left out."""
        if isinstance(one, ImportedExchange):
            return self._redact(one, self._callers[one.place])
        return LeftOut(one.place, self.redactor.redact_text(one.request), one.reason, one.host)

    def _find_caller(self, interaction: Interaction) -> Caller:
        self.redactor.remember(interaction.request)
        caller = self.redactor.key_accounts.find_caller(interaction.request)
        return self.redactor.key_accounts.learn(caller, interaction.response)

    def _redact(self, exchange: ImportedExchange, caller: Caller) -> Found:
        redactor, interaction = self.redactor, exchange.interaction
        account = caller.account_sid or find_reply_account(interaction.response)
        redacted = Interaction(
            redactor.redact_request(interaction.request, account),
            redactor.redact_response(interaction.response, caller),
        )
        if redactor.find_leak(redacted) is not None:
            redacted = replace_in_interaction(redacted, redactor.secrets)
        leak = redactor.find_leak(redacted)
        if leak is None:
            return ImportedExchange(exchange.place, redacted)
        shown = f"{redacted.request.method} {redacted.request.origin}{redacted.request.path}"
        reason = f"{leak} still holds a secret after redaction; name it with --redact NAME"
        return LeftOut(exchange.place, shown, reason)
