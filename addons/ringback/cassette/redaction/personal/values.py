"""What personal values are replaced by: for comparing, for a cassette, on replay, and to be shown.

Values are kept in memory only.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from itertools import count

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.personal.stand_ins import (
    MARK,
    Format,
    StandIn,
    find_stand_ins,
    parse_placeholder,
    parse_stand_in,
)

_SENT = "-sent"
_SENT_PLACEHOLDER = re.compile(rf"{MARK}\d+{_SENT}")
# What was replaced before, by itself or after the "+" of a phone number.
_PLACEHOLDER = re.compile(rf"\+?{MARK}\d+-[a-z]+(?:-run-\d+)?")
# A run that meets more values numbers the oldest ones again: they are no longer found.
_MOST_VALUES = 1_000_000


class PersonalValues(ABC):
    """Replaces the personal values of messages.

    `encodes`: whether what was encoded is encoded again once its values are replaced.
    """

    encodes = True

    @abstractmethod
    def replace(self, value: str, format_: Format) -> str:
        """Return what replaces a value."""

    def replace_digits(self, digits: str) -> str:
        """Return what replaces a phone number without its `+`; the same number has the same."""
        return self.replace(f"+{digits}", Format.PHONE).removeprefix("+")

    def replace_known(self, text: str) -> str:
        """Return a text of an error without the values that are known from elsewhere."""
        return text


class SentValues(PersonalValues):
    """Numbers the values that a proxy is sent, to compare them: `PERSONAL-1-sent`.

    Stand-ins become what they are compared by, such as `PERSONAL-1-person`. `most` is how many
    values are kept.
    """

    encodes = False  # else no comparison would find the placeholders

    def __init__(self, most: int = _MOST_VALUES) -> None:
        self._most = most
        self._placeholders: dict[str, str] = {}
        # By the placeholder, and whether the value is a phone number without its "+".
        self._values: dict[tuple[str, bool], str] = {}
        self._numbers = count(1)

    def copy(self) -> "SentValues":
        """Return the same values, to which others can be added."""
        copied = SentValues(self._most)
        copied._placeholders, copied._values = dict(self._placeholders), dict(self._values)
        following = next(self._numbers)
        self._numbers, copied._numbers = count(following), count(following)
        return copied

    def replace(self, value: str, format_: Format) -> str:  # noqa: ARG002 - no format is kept
        """Return the placeholder of a value or stand-in."""
        stand_in = parse_stand_in(value)
        if stand_in is not None:
            return stand_in.placeholder
        if _PLACEHOLDER.fullmatch(value):
            return value
        return self._number(value, value)

    def replace_digits(self, digits: str) -> str:
        """Return the placeholder of a number, which is known as it was sent."""
        stand_in = parse_stand_in(f"+{digits}")
        return self._number(f"+{digits}", digits) if stand_in is None else stand_in.placeholder

    def _number(self, key: str, value: str) -> str:
        placeholder = self._placeholders.get(key)
        if placeholder is None:
            # Another thread may have been first; then this number is left out.
            number = f"{MARK}{next(self._numbers)}{_SENT}"
            placeholder = self._placeholders.setdefault(key, number)
            if len(self._placeholders) > self._most:
                oldest = self._placeholders.pop(next(iter(self._placeholders)))
                for is_bare in (False, True):
                    self._values.pop((oldest, is_bare), None)
        self._values.setdefault((placeholder, key != value), value)
        return placeholder

    def find_placeholder(self, value: str) -> str | None:
        """Return the placeholder of a value that was sent; None for any other."""
        return self._placeholders.get(value)

    def find_value(self, placeholder: str, is_bare: bool = False) -> str | None:
        """Return the value or stand-in that a placeholder is for; None if it is not known.

        `is_bare`: of a phone number, rather as it was sent without its `+`.
        """
        stand_in = parse_placeholder(placeholder)
        if stand_in is not None:
            return stand_in.text.removeprefix("+") if is_bare else stand_in.text
        other = self._values.get((placeholder, not is_bare))
        return self._values.get((placeholder, is_bare), other)

    def reveal(self, text: str) -> str:
        """Return a text with the values that its placeholders are for."""
        if MARK not in text:
            return text
        return _SENT_PLACEHOLDER.sub(lambda match: self.find_value(match[0]) or match[0], text)


class ShownValues(PersonalValues):
    """Replaces values, such as where they are shown, by `values`; stand-ins stay."""

    def __init__(self, values: PersonalValues) -> None:
        self._values = values

    def replace(self, value: str, format_: Format) -> str:
        """Return what replaces a value."""
        if parse_stand_in(value) is not None or _PLACEHOLDER.fullmatch(value):
            return value
        return self._values.replace(value, format_)

    def replace_known(self, text: str) -> str:
        """Return a text of an error without the values that are known from elsewhere."""
        return self._values.replace_known(text)


class WrittenValues(PersonalValues):
    """Numbers the values of a run in the order in which they are written to a cassette.

    - `run`: the number of the run, from 1 on.
    - `find_stand_in` returns the stand-in that an earlier run has given a value, if that is known.
    - `most`: how many values are kept.
    """

    def __init__(
        self,
        run: int = 1,
        find_stand_in: Callable[[str], StandIn | None] = lambda _: None,
        most: int = _MOST_VALUES,
    ) -> None:
        self._most = most
        self._run = run
        self._find_stand_in = find_stand_in
        self._stand_ins: dict[str, str] = {}
        self._numbers = {each: count(1) for each in Format}

    def replace(self, value: str, format_: Format) -> str:
        """Return the stand-in of a value: the same as before, or one with the next number."""
        known = self._stand_ins.get(value)
        if known is not None:
            return known
        stand_in = self._find_stand_in(value)
        if stand_in is None or (stand_in.format is Format.PHONE) != (format_ is Format.PHONE):
            stand_in = StandIn(format_, next(self._numbers[format_]), self._run)
        # Another thread may have been first; then this number is left out.
        found = self._stand_ins.setdefault(value, stand_in.text)
        if len(self._stand_ins) > self._most:
            del self._stand_ins[next(iter(self._stand_ins))]
        return found

    def replace_known(self, text: str) -> str:
        """Return a text of an error without the values that were written before."""
        for value in sorted(filter(_is_telling, self._stand_ins), key=len, reverse=True):
            if value in text:
                text = text.replace(value, self._stand_ins[value])
        return text


class BoundValues(PersonalValues):
    """Puts back what was sent in the place of stand-ins.

    `find_value` returns the value that a stand-in is bound to, or None. It gets what the stand-in
    is compared by, and whether it is a phone number without its `+`.
    """

    def __init__(self, find_value: Callable[[str, bool], str | None]) -> None:
        self._find_value = find_value

    def replace(self, value: str, format_: Format) -> str:  # noqa: ARG002 - no format is kept
        """Return the value that a stand-in is bound to, or any other value itself."""
        return self._find(value) or value

    def replace_digits(self, digits: str) -> str:
        """Return the same for a phone number without its `+`."""
        return self._find(f"+{digits}", is_bare=True) or digits

    def replace_known(self, text: str) -> str:
        """Return a text with every stand-in replaced that is bound."""
        pieces: list[str] = []
        done = 0
        for match, stand_in in find_stand_ins(text):
            found = self._find_value(stand_in.placeholder, match[0].isdigit())
            pieces += [text[done : match.start()], found or match[0]]
            done = match.end()
        return "".join(pieces) + text[done:]

    def _find(self, value: str, is_bare: bool = False) -> str | None:
        stand_in = parse_stand_in(value)
        return None if stand_in is None else self._find_value(stand_in.placeholder, is_bare)


def find_last_run(interactions: Iterable[Interaction]) -> int:
    """Return the highest number of a run that has stand-ins in some interactions; 0 for none."""
    return max(map(_find_last_run, interactions), default=0)


def _find_last_run(interaction: Interaction) -> int:
    request, response = interaction.request, interaction.response
    headers = (value for _, value in (*request.headers, *response.headers))
    # Without the zeros of UTF-16.
    bodies = (body.replace(b"\0", b"").decode("latin-1") for body in (request.body, response.body))
    text = "\n".join((request.target, *headers, *bodies))
    return max((found.run for _, found in find_stand_ins(text)), default=0)


def _is_telling(value: str) -> bool:
    """Return whether a value is not a word that any error may have in its message."""
    return len(value) >= 4
