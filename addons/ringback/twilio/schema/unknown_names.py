"""What is said of parameters that a request does not have: which one was probably meant."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ringback.http.forms import Form

# A request can have thousands of unknown parameters; a log line each would bury the rest.
NAMED_UNKNOWN = 5
LONGEST_NAME = 60
# JSON that is sent as a form is one long name. What it has after its first word may be a secret.
_HIDDEN = re.compile(rf"(?<=.)(?:[^\w.\[\]-]|(?<=.{{{LONGEST_NAME}}}).).*", re.DOTALL)

IGNORED = "is not a parameter of this request and is ignored."


def describe_unknown_names(known: Sequence[str], form: Form) -> list[str]:
    """Return a note for each parameter of a form that is not known, of very many for a few."""
    unknown = [name for name in form if name not in known]
    notes = [_describe_one(name, known) for name in unknown[:NAMED_UNKNOWN]]
    if len(unknown) > NAMED_UNKNOWN:
        notes.append(f"{len(unknown) - NAMED_UNKNOWN} more parameters are unknown and ignored.")
    return notes


def has_unknown(notes: Iterable[str]) -> bool:
    """Return whether one of the notes on a request is on an unknown parameter."""
    return any(IGNORED in note for note in notes)


def _describe_one(name: str, known: Sequence[str]) -> str:
    # Twilio ignores it silently: its code 20001 is a warning in the console.
    shown = _HIDDEN.sub("...", name, count=1)
    lower = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(name[:LONGEST_NAME].lower().replace("_", ""), lower, n=1)
    hint = f" Did you mean {lower[near[0]]}?" if near else ""
    if name.startswith(("{", "[")):
        hint = " It looks like JSON; Twilio takes forms."
    return f"{shown!r} {IGNORED}{hint}"
