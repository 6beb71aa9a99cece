"""The keys of a record in a document: those of Twilio's parameters, and those of our own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ringback.twilio.schema.content_variables import ContentVariables
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.validators import JsonText, Sid
from ringback.twilio.values.faults import INVALID_PARAMETER

# The keys of a reply that are not the parameter's name in snake case.
_SHOWN_AS = {
    "Permission": ("permissions",),
    "Bindings.Email.Address": ("bindings", "email", "projected_address"),
}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a record.

    - `keys`: where it stands in the document, outermost key first.
    - `parameter`: how its text is read, and under which key it is stored.
    - `is_twilios`: whether requests have it too, so that Twilio has a fault for a wrong value.
    """

    keys: tuple[str, ...]
    parameter: Parameter
    is_twilios: bool = True

    @property
    def name(self) -> str:
        """The keys as messages name them: `timers.closed`."""
        return ".".join(self.keys)

    @property
    def is_json(self) -> bool:
        """Whether the value is text with JSON, which may be written as a mapping."""
        return isinstance(self.parameter.validator, JsonText | ContentVariables)


def of_requests(parameters: Iterable[Parameter]) -> tuple[Field, ...]:
    """Return the fields of Twilio's parameters, each once."""
    by_name = {parameter.name: parameter for parameter in parameters}
    return tuple(Field(_find_keys(name), parameter) for name, parameter in by_name.items())


def of_records(*parameters: Parameter) -> tuple[Field, ...]:
    """Return the fields of what records have and no request sets."""
    return tuple(Field(_find_keys(each.name), each, is_twilios=False) for each in parameters)


def sid_field(prefix: str, name: str = "Sid", key: str = "sid") -> Field:
    """Return the field of a SID that no request sets."""
    (field,) = of_records(Parameter(name, key, Sid(prefix, INVALID_PARAMETER)))
    return field


def _find_keys(name: str) -> tuple[str, ...]:
    shown = _SHOWN_AS.get(name)
    return shown or tuple(_CAPITAL.sub("_", part).lower() for part in name.split("."))
