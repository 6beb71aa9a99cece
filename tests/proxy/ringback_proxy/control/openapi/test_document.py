import json
from typing import Any

from ringback_proxy.control.openapi.document import DOCUMENT


def test_it_is_served(call: Any) -> None:
    assert call("GET", "/openapi.json").json() == json.loads(json.dumps(DOCUMENT))


def test_every_reference_leads_to_a_schema() -> None:
    text = json.dumps(DOCUMENT)
    names = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names == set(DOCUMENT["components"]["schemas"])
