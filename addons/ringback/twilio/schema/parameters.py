"""Parameter tables, and parsing a form by one: values by key, or the first fault in its order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from ringback.http.forms import Form
from ringback.twilio.schema.unknown_names import describe_unknown_names
from ringback.twilio.schema.validators import Validator
from ringback.twilio.values.faults import Fault, missing_parameter
from ringback.twilio.values.types import Value


class Validation(StrEnum):
    """What happens to a value that Twilio refuses."""

    STRICT = "strict"  # the reply is the fault
    WARN = "warn"  # the parameter is ignored, and a note quotes the fault


class Blank(Enum):
    """What an empty string means."""

    READ = "parsed by the validator like any other text"
    CLEARS = "removes the value"
    IGNORED = "as if the parameter had not been sent"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name at Twilio, the key under which its value is stored, its validator."""

    name: str
    key: str
    validator: Validator
    blank: Blank = Blank.READ
    required: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Arguments:
    """The parsed parameters of a request.

    `values` has no key for a parameter that was not sent; `sent` are the keys of all that were.
    """

    values: Mapping[str, Value]
    sent: frozenset[str] = field(default_factory=frozenset)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def lists(self) -> dict[str, tuple[str, ...]]:
        """Return the values of repeated parameters, by key."""
        return {key: value for key, value in self.values.items() if isinstance(value, tuple)}


NO_ARGUMENTS = Arguments({})


def read_parameters(
    table: tuple[Parameter, ...], form: Form, validation: Validation
) -> tuple[Arguments | Fault, list[str]]:
    """Parse a form by a table; return the arguments or the first fault, and notes for the log.

    A fault of a required parameter is returned even with Validation.WARN: it has no default.
    """
    values: dict[str, Value] = {}
    sent: list[str] = []
    names = form.names
    known = dict.fromkeys(parameter.name for parameter in table)
    notes = [] if names <= known.keys() else describe_unknown_names([*known], form)
    for parameter in table:
        if parameter.name in names:
            sent.append(parameter.key)
            fault = _read_one(parameter, form, values)
        else:
            fault = missing_parameter(parameter.name) if parameter.required else None
        if fault is None:
            continue
        if validation is Validation.STRICT or parameter.required:
            return fault, notes
        notes.append(f"Twilio would have refused {parameter.name}: {fault}.")
    return Arguments(values, frozenset(sent)), notes


def _read_one(parameter: Parameter, form: Form, values: dict[str, Value]) -> Fault | None:
    """Store the value of a parameter that was sent, or return its fault."""
    if parameter.repeated:
        return _read_all(parameter, form, values)
    # INFERRED (fidelity: repeated-parameter): the first of two copies counts.
    text = form.first(parameter.name) or ""
    if not text and parameter.blank is not Blank.READ:
        if parameter.blank is Blank.CLEARS:
            values[parameter.key] = None
        return None
    value = parameter.validator.read(text)
    if isinstance(value, Fault):
        return value
    values[parameter.key] = value
    return None


def _read_all(parameter: Parameter, form: Form, values: dict[str, Value]) -> Fault | None:
    kept: list[str] = []
    for text in form.all(parameter.name):
        if not text and parameter.blank is not Blank.READ:
            continue
        value = parameter.validator.read(text)
        if isinstance(value, Fault):
            return value
        kept.append(str(value))
    values[parameter.key] = tuple(kept)
    return None
