"""Makes the mode that forwards every request."""

from ringback.cassette.redaction.redactor import Redactor
from ringback.modes.factories.assembled import Assembled
from ringback.modes.inspect import InspectMode


def assemble_inspect() -> Assembled:
    """Return a mode that forwards every request."""
    return Assembled(InspectMode(), Redactor())
