"""Which value of a playback each placeholder of its cassettes stands for.

A placeholder stands for whichever value is first sent in its place. From then on it stands for that
value only, and no other placeholder of the same run of the same cassette does: within a run,
different numbers are different values. A plain `REDACTED` stands for any value.
"""

from pathlib import Path

from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.value_placeholders import is_of_sent_value

_Place = tuple[Path, str]
# A cassette, one of its runs, and a value, as the placeholder that it was sent as.
_Owner = tuple[Path, str, str]


class Bindings:
    """The bindings of one playback; values are known by the placeholders that they were sent as."""

    def __init__(self) -> None:
        self._values: dict[_Place, str] = {}
        self._owners: set[_Owner] = set()

    def find(self, cassette: Path, placeholder: str) -> str | None:
        """Return what a placeholder of a cassette stands for; None if it is not bound."""
        return self._values.get((cassette, placeholder))

    def fits(self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]) -> bool:
        """Return whether recorded placeholders can stand for the values of a sent request."""
        return self._find_new(cassette, recorded, sent) is not None

    def bind(self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]) -> None:
        """Bind the placeholders of a recorded request that fits a sent one."""
        for placeholder, value in (self._find_new(cassette, recorded, sent) or {}).items():
            self._values[cassette, placeholder] = value
            self._owners.add((cassette, _run_of(placeholder), value))

    def _find_new(
        self, cassette: Path, recorded: tuple[str, ...], sent: tuple[str, ...]
    ) -> dict[str, str] | None:
        """Return the bindings that are missing for a request to fit; None if it does not."""
        new: dict[str, str] = {}
        for placeholder, value in zip(recorded, sent, strict=False):
            if placeholder == REDACTED or _is_taken_from_reply(placeholder, value):
                continue
            bound = self._values.get((cassette, placeholder)) or new.get(placeholder)
            if bound is None:
                if not self._is_free(cassette, placeholder, value, new):
                    return None
                new[placeholder] = value
            elif bound != value:
                return None
        return new

    def _is_free(self, cassette: Path, placeholder: str, value: str, new: dict[str, str]) -> bool:
        """Return whether no other placeholder of the same run stands for a value."""
        run = _run_of(placeholder)
        return (cassette, run, value) not in self._owners and not any(
            _run_of(other) == run for other, its_value in new.items() if its_value == value
        )


def _is_taken_from_reply(placeholder: str, value: str) -> bool:
    """Return whether a client sent a placeholder itself, such as in the URL of a next page."""
    return placeholder == value and not is_of_sent_value(value)


def _run_of(placeholder: str) -> str:
    return "-".join(placeholder.split("-")[2:])
