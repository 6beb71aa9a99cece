"""Why the personal values of a request are not those that a recording has stand-ins for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.matching.bindings import Bindings
from ringback.cassette.matching.differences import Difference
from ringback.cassette.redaction.personal.stand_ins import parse_placeholder
from ringback.cassette.redaction.value_placeholders import is_personal, list_placeholders


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of which the recorded stand-in is bound to another value than the sent one.

    - `recorded`: the stand-in, as the cassette has it.
    - `sent_for`: the stand-in that the sent value is bound to; None if it is bound to none.
    """

    field: str
    recorded: str
    sent_for: str | None


def find_conflicts(
    differences: Iterable[Difference], cassette: Path, bindings: Bindings
) -> tuple[Conflict, ...]:
    """Return the conflicts in the fields of a request that does not fit a recording.

    What an earlier field of the request binds counts for the later ones.
    """
    conflicts: list[Conflict] = []
    recorded: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    for field, placeholder, value in _list_personal(differences):
        if bindings.fits(cassette, (*recorded, placeholder), (*sent, value)):
            recorded, sent = (*recorded, placeholder), (*sent, value)
        elif (stand_in := _describe(placeholder)) is not None:
            bound = bindings.find_placeholder(cassette, value, placeholder)
            conflicts.append(Conflict(field, stand_in, bound and _describe(bound)))
    return tuple(conflicts)


def _list_personal(differences: Iterable[Difference]) -> Iterator[tuple[str, str, str]]:
    """Yield each stand-in of the fields, with what was sent in its place."""
    for difference in differences:
        recorded, sent = (
            list_placeholders(text or "") for text in (difference.recorded, difference.sent)
        )
        for placeholder, value in zip(recorded, sent, strict=False):
            if is_personal(placeholder):
                yield difference.field, placeholder, value


def _describe(placeholder: str) -> str | None:
    """Return a stand-in as a cassette has it; None for what is compared by its value."""
    stand_in = parse_placeholder(placeholder)
    return None if stand_in is None else stand_in.text
