import pytest

from ringback.cassette.format.plain_scalars import PlainScalar, resolve_scalars
from ringback.cassette.format.yaml_loader import parse_sections


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("true", True),
        ("x", "x"),
        ("2026-01-01", "2026-01-01"),
        ("1.0e+20", 1e20),
    ],
)
def test_a_plain_scalar_is_what_pyyaml_reads(text: str, value: object) -> None:
    assert resolve_scalars({"a": [PlainScalar(text), text]}) == {"a": [value, text]}


def test_only_plain_scalars_in_the_fields_of_a_body_are_marked() -> None:
    data = b"body: {a: 1, b: '1'}\nparsed_body: [1]\nother: {a: 1}\nbody2: 1\n"
    values = {
        section.key: section.value
        for section in parse_sections(b"x: {%s}" % data.replace(b"\n", b", "))
    }

    found = resolve_scalars(values["x"])
    assert found == {
        "body": {"a": 1, "b": "1"},
        "parsed_body": [1],
        "other": {"a": "1"},
        "body2": "1",
    }
