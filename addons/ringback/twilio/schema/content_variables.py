"""The values of a template's variables, `{"1": "Ada"}`, within the limits of the dictionary."""

import json
from typing import Any

from ringback.twilio.schema.validators import is_json
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

MOST_VARIABLES = 100
LONGEST_KEY = 16
LONGEST_VALUE = 256


class ContentVariables:
    """A validator of a JSON object of variables; stored verbatim.

    The dictionary's total of 27,801 characters (50529) is that of 100 variables with the longest
    keys and values, so there is no other way to exceed it.

    INFERRED (fidelity: content-variables-order): a key or value that is too long is refused as such
    before the total, lengths count characters without escapes, and a value need not be text.
    """

    def read(self, text: str) -> Value | Fault:
        """Return the text unchanged."""
        variables = _parse_object(text)
        if variables is None:
            return faults.INVALID_CONTENT_VARIABLES
        if any(len(key) > LONGEST_KEY for key in variables):
            return faults.CONTENT_VARIABLE_KEY_TOO_LONG
        if any(_measure(value) > LONGEST_VALUE for value in variables.values()):
            return faults.CONTENT_VARIABLE_VALUE_TOO_LONG
        return faults.CONTENT_VARIABLES_TOO_LONG if len(variables) > MOST_VARIABLES else text


def _parse_object(text: str) -> dict[str, Any] | None:
    """Return a JSON object, whose numbers stay text; None for anything else."""
    document = json.loads(text, parse_int=str, parse_float=str) if is_json(text) else None
    return document if isinstance(document, dict) else None


def _measure(value: Any) -> int:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return len(text)
