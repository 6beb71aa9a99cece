"""A mode that was made, and what belongs to it."""

from dataclasses import dataclass

from ringback.cassette.redaction.redactor import Redactor
from ringback.modes.mode import Mode


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mode with the redactor for whatever is shown or written of its requests.

    `warnings` are for the console at the start, such as of a cassette with a torn end.
    """

    mode: Mode
    redactor: Redactor
    warnings: tuple[str, ...] = ()
