"""Load cassettes in JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ringback.cassette.format.sections import Section, UnreadableError


def parse_json_document(data: bytes, path: Path) -> Any:
    """Return the document of a JSON cassette; None if the cassette is YAML.

    Raises UnreadableError if a .json file is not valid JSON.
    """
    is_json = path.suffix == ".json"
    if not is_json and not data.lstrip().startswith(b"{"):
        return None
    try:
        document = json.loads(data)
        if b"\\u" in data:  # rejects lone surrogates, which could not be written again
            json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        if not is_json:
            return None  # perhaps YAML in flow style
        if isinstance(error, json.JSONDecodeError):
            raise UnreadableError(f"not JSON: {error.msg}", error.lineno) from None
        raise UnreadableError("not JSON that a cassette would hold", 1) from None
    return document


def list_sections(document: Any) -> Iterator[Section]:
    """Yield the sections of a document."""
    members = document.items() if isinstance(document, dict) else (("", document),)
    for key, value in members:
        if key == "interactions" and isinstance(value, list):
            yield from (Section(None, item, None) for item in value)
            yield Section(key, None, None)
        else:
            yield Section(key, value, None)
