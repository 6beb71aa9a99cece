import pytest

from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.state_document.nodes import Node, from_json, to_json
from ringback.twilio.values.types import Json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("-1.5e3", -1500.0),
        ("true", True),
        ("~", None),
        ("null", None),
        ("'7'", "7"),
        ("yes", "yes"),
        ("007", "007"),
        ("NaN", "NaN"),
        ("2026-01-31", "2026-01-31"),
        ("[a, {b: 1}]", ["a", {"b": 1}]),
    ],
)
def test_a_plain_text_is_what_json_takes_it_for(text: str, value: Json) -> None:
    assert to_json(parse_yaml(text)) == value


@pytest.mark.parametrize("value", [{"a": [1, "1", None, True, {"b": ""}]}, "x", [], {}])
def test_json_goes_to_nodes_and_back(value: Json) -> None:
    assert to_json(from_json(value)) == value


def test_only_a_plain_text_is_null() -> None:
    assert Node(1, "null", is_plain=True).is_null
    assert not Node(1, "null").is_null
    assert not Node(1, (), is_plain=True).is_null
