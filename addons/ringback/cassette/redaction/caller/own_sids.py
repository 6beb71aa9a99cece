"""The SIDs of this run's callers, which placeholders replace."""

from collections.abc import Mapping

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT, OWN_KEY


class OwnSids:
    """The callers' SIDs in lower case, each with its placeholder: those of all are `known`."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known: Mapping[str, str] = known or {}

    def copy(self) -> "OwnSids":
        """Return the same SIDs, to which others can be added."""
        return OwnSids(self.known)

    def add(self, caller: Caller) -> dict[str, str]:
        """Add the SIDs of a caller, and return them with their placeholders."""
        own = {}
        if caller.account_sid is not None:
            own[caller.account_sid.lower()] = OWN_ACCOUNT
        if caller.key_sid is not None:
            own[caller.key_sid.lower()] = OWN_KEY
        if not own.items() <= self.known.items():
            # Replaced, not changed: another thread may be reading it.
            self.known = {**self.known, **own}
        return own
