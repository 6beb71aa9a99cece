"""JSON schemas of Twilio's replies, written from Twilio's reference, independent of the code."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "schemas"


def schema(name: str) -> Draft202012Validator:
    """Return the validator of a file in `tests/schemas`; `name` is without its suffix."""
    read = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(read)
    return Draft202012Validator(read)
