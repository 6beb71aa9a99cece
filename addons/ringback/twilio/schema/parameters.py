"""Reading a request's parameters by a table: values by name, or the first fault in its order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum, StrEnum

from ringback.http.forms import Form
from ringback.twilio.schema.validators import Validator
from ringback.twilio.values.faults import Fault, missing
from ringback.twilio.values.types import Value

# A request can have thousands of unknown parameters; a log line each would bury the rest.
NAMED_UNKNOWN = 5
LONGEST_NAME = 60

IGNORED = "is no parameter of this request and is ignored."


class Validation(StrEnum):
    """What becomes of a value that Twilio refuses."""

    STRICT = "strict"  # the fault is the answer
    WARN = "warn"  # it is treated as not sent, and a note says what Twilio would have said


class Blank(Enum):
    """What an empty string means."""

    READ = "read by the rule like any other text"
    CLEARS = "the value is taken away"
    IGNORED = "as if the parameter had not been sent"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name at Twilio, the name its value goes by here, and its rule."""

    name: str
    key: str
    rule: Validator
    blank: Blank = Blank.READ
    required: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a request's parameters say; a parameter that was not sent is not in `values`."""

    values: Mapping[str, Value]
    sent: frozenset[str] = field(default_factory=frozenset)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __getitem__(self, key: str) -> Value:
        return self.values[key]


NO_ARGUMENTS = Arguments({})


def read_parameters(
    table: tuple[Parameter, ...], form: Form, validation: Validation, notes: list[str]
) -> Arguments | Fault:
    """Read a form by a table; remarks for the log are added to `notes`.

    What is required has no default to go on with, so its fault is the answer in any case.
    """
    notes.extend(_unknown(table, form))
    values: dict[str, Value] = {}
    for parameter in table:
        fault = _read_one(parameter, form, values)
        if fault is None:
            continue
        if validation is Validation.STRICT or parameter.required:
            return fault
        notes.append(f"Twilio would have refused {parameter.name}: {fault}.")
    sent = frozenset(parameter.key for parameter in table if form.first(parameter.name) is not None)
    return Arguments(values, sent)


def _read_one(parameter: Parameter, form: Form, values: dict[str, Value]) -> Fault | None:
    if parameter.repeated:
        return _read_all(parameter, form, values)
    # INFERRED: which of two copies of a scalar parameter counts is not documented.
    text = form.first(parameter.name)
    if text is None:
        return missing(parameter.name) if parameter.required else None
    if not text and parameter.blank is not Blank.READ:
        if parameter.blank is Blank.CLEARS:
            values[parameter.key] = None
        return None
    value = parameter.rule.read(text)
    if isinstance(value, Fault):
        return value
    values[parameter.key] = value
    return None


def _read_all(parameter: Parameter, form: Form, values: dict[str, Value]) -> Fault | None:
    kept: list[str] = []
    for text in form.all(parameter.name):
        value = parameter.rule.read(text)
        if isinstance(value, Fault):
            return value
        kept.append(str(value))
    if kept:
        values[parameter.key] = tuple(kept)
    return None


def _unknown(table: Iterable[Parameter], form: Form) -> list[str]:
    known = [parameter.name for parameter in table]
    unknown = [name for name in form if name not in known]
    notes = [_not_a_parameter(name, known) for name in unknown[:NAMED_UNKNOWN]]
    if len(unknown) > NAMED_UNKNOWN:
        notes.append(f"{len(unknown) - NAMED_UNKNOWN} more parameters are unknown and ignored.")
    return notes


def _not_a_parameter(name: str, known: list[str]) -> str:
    # Twilio ignores it without a word: its code 20001 is a warning of the console.
    shown = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "..."
    lower = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(shown.lower().replace("_", ""), lower, n=1)
    hint = f" Did you mean {lower[near[0]]}?" if near else ""
    return f"{shown!r} {IGNORED}{hint}"
