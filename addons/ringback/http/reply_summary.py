"""A reply in a few words, for a log line."""

from collections.abc import Mapping
from json.encoder import encode_basestring


def summarize(document: Mapping[str, object]) -> str:
    """Return a summary of a reply's JSON object, unredacted.

    - an error: its code and message, `20404 The requested resource ... was not found`;
    - a resource: its SID and its unique or friendly name in quotes, `CHxxx "printer on fire"`;
    - a list, or anything else: "".
    """
    if "code" in document and "message" in document:
        return f"{document['code']} {document['message']}"
    sid = document.get("sid")
    name = document.get("unique_name") or document.get("friendly_name")
    parts = [str(sid)] if sid else []
    if name:
        parts.append(encode_basestring(str(name)))
    return " ".join(parts)
