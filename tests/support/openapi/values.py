"""Values for the parameters of Twilio's description: valid, at a boundary, and wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from tests.support.openapi.description import Parameter, Schema

LIMIT = re.compile(r"(?:limited to|up to) ([\d,]+) characters", re.IGNORECASE)
LISTED = re.compile(r"`(on[A-Z]\w+)`")
SID = re.compile(r"\^([A-Z]{2})\[0-9a-fA-F\]\{32\}\$")
HEX = "0123456789abcdef" * 2


class Verdict(Enum):
    """What the description says of a value."""

    VALID = "valid"
    WRONG = "wrong"
    OPEN = "open"  # the description does not say


@dataclass(frozen=True, slots=True)
class Value:
    """The texts of one parameter in a request, one for each time that it is sent."""

    texts: tuple[str, ...]
    verdict: Verdict

    def __str__(self) -> str:
        return " & ".join(
            text if len(text) < 40 else f"{text[:20]}...{len(text)}" for text in self.texts
        )


OPEN_TEXTS = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "true",
    "null",
    "{",
    "{}",
    "[]",
    '{"a": 1}',
    '"x"',
    "Größe 🎉",
    "\0",
    "a\r\nb",
    "%00",
    "' OR 1=1 --",
    "<b>",
    "x" * 256,
    "x" * 257,
    "x" * 40_000,
    "https://example.com",
    "+15550000009",
    "whatsapp:+15550000009",
    "a@example.com",
    "PT1M",
    "PT10M",
    "P1000000D",
    "NaN",
)
OPEN_NUMBERS = ("", "-1", "0", "1", "1.5", "x", "1e3", "+1", " 1", "٣", "9" * 40)
OPEN_DATES = (
    "2015-12-16T22:18:37+02:00",
    "2015-12-16T22:18:37.123Z",
    "2015-12-16",
    "0001-01-01T00:00:00Z",
)
WRONG_DATES = ("yesterday", "2015-13-01T00:00:00Z", "2015-02-30T00:00:00Z")


def generate_values(parameter: Parameter, known: Mapping[str, str]) -> Iterator[Value]:
    """Return values of a parameter; `known` maps prefixes, or parameters, to a SID that exists."""
    schema = parameter.schema
    if parameter.name in known:
        known = {known[parameter.name][:2]: known[parameter.name]}
    if schema.get("type") == "array":
        return _generate_lists(schema, known)
    return _generate_scalars(schema, known)


def _generate_scalars(schema: Schema, known: Mapping[str, str]) -> Iterator[Value]:
    if "enum" in schema:
        return _generate_members(schema["enum"])
    if "pattern" in schema:
        return _generate_sids(schema["pattern"], known)
    if schema.get("format") == "date-time":
        return chain(
            _make(Verdict.VALID, "2015-12-16T22:18:37Z"),
            _make(Verdict.OPEN, "", *OPEN_DATES),
            _make(Verdict.WRONG, *WRONG_DATES),
        )
    if schema["type"] == "boolean":
        return chain(
            _make(Verdict.VALID, "true", "false"), _make(Verdict.OPEN, "True", "", "maybe", "1")
        )
    if schema["type"] == "integer":
        bounds = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
        return chain(_make(Verdict.VALID, *bounds), _make(Verdict.OPEN, *OPEN_NUMBERS))
    return _generate_texts(schema.get("description", ""))


def _generate_members(members: list[str]) -> Iterator[Value]:
    yield from _make(Verdict.VALID, *members)
    yield from _make(Verdict.OPEN, "", *(member.swapcase() for member in members))
    yield from _make(Verdict.WRONG, "nonsense", " ")


def _generate_sids(pattern: str, known: Mapping[str, str]) -> Iterator[Value]:
    matched = SID.fullmatch(pattern)
    assert matched, pattern
    prefix = matched[1]
    if prefix in known:
        yield from _make(Verdict.VALID, known[prefix])
    yield from _make(Verdict.OPEN, "", prefix + HEX, prefix + HEX.upper())
    wrong = (
        "nonsense",
        prefix,
        prefix + HEX[1:],
        prefix + HEX + "0",
        prefix + "g" * 32,
        "XX" + HEX,
    )
    yield from _make(Verdict.WRONG, *wrong)


def _generate_texts(description: str) -> Iterator[Value]:
    yield from _make(Verdict.OPEN, *OPEN_TEXTS)
    limit = LIMIT.search(description)
    if limit:
        length = int(limit[1].replace(",", ""))
        yield from _make(Verdict.VALID, "x" * length, "é" * length)
        yield from _make(Verdict.WRONG, "x" * (length + 1))


def _generate_lists(schema: Schema, known: Mapping[str, str]) -> Iterator[Value]:
    listed = tuple(dict.fromkeys(LISTED.findall(schema.get("description", ""))))
    yield from _make(Verdict.VALID, *listed)
    if listed:
        yield Value(listed[:3], Verdict.VALID)
        yield Value((listed[0], "nonsense"), Verdict.WRONG)
    for value in _generate_scalars(schema["items"], known):
        yield value
        yield Value((*value.texts, *value.texts), Verdict.OPEN)


def _make(verdict: Verdict, *texts: str) -> Iterator[Value]:
    return (Value((text,), verdict) for text in texts)
