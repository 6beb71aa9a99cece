"""The stand-ins of personal data: numbered, and of the same format as what they stand for.

- `+15555550100`: a phone number, from the numbers that are reserved for fiction (555-0100 to 0199
  of any area code);
- `person-1@example.com`: an e-mail address, of a domain that is reserved by RFC 2606;
- `person-1`, `name-1`, `text-1`, `value-1`: anything else.

Each run that adds to a cassette has numbers of its own: `person-1-run-2`. Phone numbers of another
run have another area code. A number says nothing of the value.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from ringback.cassette.redaction.placeholders import PERSONAL


class Format(StrEnum):
    """What a stand-in looks like."""

    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"
    NAME = "name"
    TEXT = "text"
    VALUE = "value"


class StandIn(NamedTuple):
    """One stand-in: the `number`-th of its format in a run of a cassette, both from 1 on."""

    format: Format
    number: int
    run: int = 1

    @property
    def text(self) -> str:
        """The stand-in as a cassette has it."""
        if self.format is Format.PHONE:
            block, last = divmod(self.number - 1, _BLOCK)
            area = _AREAS.get((self.run, block))
            return f"{self.format}-{self._numbers}" if area is None else f"+1{area}55501{last:02}"
        if self.format is Format.EMAIL:
            return f"person-{self._numbers}@example.com"
        return f"{self.format}-{self._numbers}"

    @property
    def placeholder(self) -> str:
        """The stand-in as requests are compared by, such as `PERSONAL-1-person`."""
        suffix = "" if self.run == 1 else f"-run-{self.run}"
        return f"{MARK}{self.number}-{self.format}{suffix}"

    @property
    def _numbers(self) -> str:
        return str(self.number) if self.run == 1 else f"{self.number}-run-{self.run}"


MARK = f"{PERSONAL}-"
_BLOCK = 100  # numbers of an area code that are reserved


def _pair_areas() -> Iterator[tuple[tuple[int, int], int]]:
    """Yield which area code each hundred of a run's phone numbers has, run and hundred in turn.

    Forty runs have a hundred numbers, or one run four thousand. 555 is the first area code.
    """
    codes = iter((555, *(code for code in range(200, 1000) if code != 555 and code % 100 != 11)))
    for diagonal in count():
        for block in range(diagonal + 1):
            code = next(codes, None)
            if code is None:
                return
            yield (diagonal - block + 1, block), code


_AREAS = dict(_pair_areas())
_OF_AREA = {area: place for place, area in _AREAS.items()}
_NUMBER = r"([1-9]\d{0,8})(?:-run-([1-9]\d{0,8}))?"
_WORD = rf"(person|name|text|value|phone)-{_NUMBER}(?P<domain>@example\.com)?"
_PHONE = r"1([2-9]\d\d)55501(\d\d)"
_TEXT = re.compile(rf"{_WORD}|\+{_PHONE}", re.ASCII)
_IN_TEXT = re.compile(rf"(?<![\w.-])(?:{_WORD})(?![\w@-])|(?<!\d)\+?(?:{_PHONE})(?!\d)", re.ASCII)
_PLACEHOLDER = re.compile(rf"{MARK}([1-9]\d{{0,8}})-([a-z]+)(?:-run-([1-9]\d{{0,8}}))?", re.ASCII)
_FORMATS = {str(each): each for each in Format}


def parse_stand_in(text: str) -> StandIn | None:
    """Parse a text that is a stand-in and nothing else; None for any other text."""
    match = _TEXT.fullmatch(text)
    return None if match is None else _read(match)


def parse_placeholder(placeholder: str) -> StandIn | None:
    """Parse what a stand-in is compared by; None for any other placeholder."""
    match = _PLACEHOLDER.fullmatch(placeholder)
    if match is None or match[2] not in _FORMATS:
        return None
    return StandIn(_FORMATS[match[2]], int(match[1]), int(match[3] or 1))


def find_stand_ins(text: str) -> Iterator[tuple[re.Match[str], StandIn]]:
    """Yield each stand-in in a text, with its place."""
    for match in _IN_TEXT.finditer(text):
        found = _read(match)
        if found is not None:
            yield match, found


def _read(match: re.Match[str]) -> StandIn | None:
    word, number, run, domain, area, last = match.groups()
    if word is None:
        place = _OF_AREA.get(int(area))
        return place and StandIn(Format.PHONE, place[1] * _BLOCK + int(last) + 1, place[0])
    if domain is not None and word != Format.PERSON:
        return None
    format_ = Format.EMAIL if domain is not None else _FORMATS[word]
    return StandIn(format_, int(number), int(run or 1))
