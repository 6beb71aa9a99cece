"""Which value of a playback each placeholder of its cassettes stands for.

A placeholder stands for whichever value is first sent in its place. From then on it stands for that
value only, and no other placeholder of the same run of the same cassette does: within a run,
different numbers are different values. A plain `REDACTED` stands for any value.

The stand-ins of personal data are bound alike. Those of people (phone numbers, e-mail addresses,
identities) are of different values if their numbers differ; two names or texts may be equal in
other test data. A client may also send a stand-in itself, which an earlier reply had in it because
nothing was bound to it yet.
"""

from collections.abc import Collection
from pathlib import Path

from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.value_placeholders import is_of_sent_value, is_personal

_Place = tuple[Path, str]
# Formats of stand-ins, of which each is another person's.
_PEOPLE = frozenset({"phone", "email", "person"})
# A cassette, one of its runs, and a value, as the placeholder that it was sent as.
_Owner = tuple[Path, str, str]


class Bindings:
    """The bindings of one playback; values are known by the placeholders that they were sent as.

    `literal`: the cassettes without stand-ins for personal data, in which only equal values fit.
    """

    def __init__(self, literal: Collection[Path] = ()) -> None:
        self._literal = literal
        self._values: dict[_Place, str] = {}
        self._owners: dict[_Owner, str] = {}
        self._placeholders: dict[_Place, str] = {}

    def fork(self) -> "Bindings":
        """Return the bindings of another playback, in which nothing is bound."""
        return Bindings(self._literal)

    def find(self, cassette: Path, placeholder: str) -> str | None:
        """Return what a placeholder of a cassette stands for; None if it is not bound."""
        return self._values.get((cassette, placeholder))

    def find_placeholder(self, cassette: Path, value: str, like: str = "") -> str | None:
        """Return the first placeholder of a cassette that is bound to a value; None if none is.

        One of the same kind as `like` is preferred.
        """
        alike = self._owners.get((cassette, _kind_of(like), value))
        return alike or self._placeholders.get((cassette, value))

    def fits(self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]) -> bool:
        """Return whether recorded placeholders can stand for the values of a sent request."""
        return self._find_new(cassette, recorded, sent) is not None

    def bind(self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]) -> None:
        """Bind the placeholders of a recorded request that fits a sent one."""
        for placeholder, value in (self._find_new(cassette, recorded, sent) or {}).items():
            self._values[cassette, placeholder] = value
            self._owners.setdefault((cassette, _kind_of(placeholder), value), placeholder)
            self._placeholders.setdefault((cassette, value), placeholder)

    def _find_new(
        self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]
    ) -> dict[str, str] | None:
        """Return the bindings that are missing for a request to fit; None if it does not."""
        new: dict[str, str] = {}
        for placeholder, value in zip(recorded, sent, strict=False):
            bound = new.get(placeholder) or self._values.get((cassette, placeholder))
            if placeholder == REDACTED or bound == value:
                continue
            if self._is_literal(cassette, placeholder):
                if placeholder != value:
                    return None
                continue
            is_free = self._is_free(cassette, placeholder, value, new)
            if _is_taken_from_reply(placeholder, value) and (
                not is_personal(placeholder) or (bound is not None and is_free)
            ):
                continue
            # What was sent itself may be bound to a value later.
            if not is_free or bound not in (None, placeholder):
                return None
            new[placeholder] = value
        return new

    def _is_literal(self, cassette: Path, placeholder: str) -> bool:
        """Return whether a placeholder is of personal data that the cassette has itself."""
        return is_personal(placeholder) and (
            cassette in self._literal or is_of_sent_value(placeholder)
        )

    def _is_free(self, cassette: Path, placeholder: str, value: str, new: dict[str, str]) -> bool:
        """Return whether no other placeholder that has to be of another value stands for one."""
        if _is_shared(placeholder):
            return True
        kind = _kind_of(placeholder)
        return (cassette, kind, value) not in self._owners and not any(
            _kind_of(other) == kind for other, its_value in new.items() if its_value == value
        )


def _is_taken_from_reply(placeholder: str, value: str) -> bool:
    """Return whether a client sent a placeholder itself, such as in the URL of a next page."""
    return placeholder == value and not is_of_sent_value(value)


def _is_shared(placeholder: str) -> bool:
    """Return whether others may stand for the same value: of names and texts, not of people."""
    return is_personal(placeholder) and placeholder.split("-")[2] not in _PEOPLE


def _kind_of(placeholder: str) -> str:
    """Return the run of a placeholder, and the format of a stand-in."""
    return "-".join(placeholder.split("-")[2:])
