"""A participant in the JSON of a request, as the form that would add it alone."""

import json

from ringback.http.forms import Form
from ringback.twilio.values.types import Json

# The keys of a participant in JSON, and the parameters that they stand for. The reference shows
# `identity`, and the addresses in `messaging_binding`. INFERRED
# (fidelity: participant-json-keys): the others.
KEYS = {
    "identity": "Identity",
    "attributes": "Attributes",
    "role_sid": "RoleSid",
    "date_created": "DateCreated",
    "date_updated": "DateUpdated",
}
BINDING = "messaging_binding"
BINDING_KEYS = {
    "address": "MessagingBinding.Address",
    "proxy_address": "MessagingBinding.ProxyAddress",
    "proxy_address_fallback": "MessagingBinding.ProxyAddressFallback",
    "projected_address": "MessagingBinding.ProjectedAddress",
}


def parse_participant(text: str) -> Form | None:
    """Return a participant's JSON as a form; None for anything else."""
    try:
        document: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    binding = document.pop(BINDING, None) or {}
    if not isinstance(binding, dict):
        return None
    values = [*_rename(document, KEYS), *_rename(binding, BINDING_KEYS)]
    pairs = [(name, value) for name, value in values if isinstance(value, str)]
    is_text = all(value is None or isinstance(value, str) for _, value in values)
    return Form(pairs) if is_text else None


def _rename(document: dict[str, Json], names: dict[str, str]) -> list[tuple[str, Json]]:
    return [(names.get(key, key), value) for key, value in document.items()]
