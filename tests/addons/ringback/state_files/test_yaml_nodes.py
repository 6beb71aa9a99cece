import json
from typing import Any

import pytest
import yaml

from ringback.cassette.format.yaml_loader import Loader
from ringback.state_files.yaml_nodes import MOST_EXPANDED, UnreadableError, parse_yaml
from ringback.twilio.state_document.nodes import to_json

BOMB = "a: &a [" + "x," * 50 + "]\n" + "".join(
    f"{new}: &{new} [" + f"*{old}," * 50 + "]\n" for old, new in ("ab", "bc", "cd")
)  # fmt: skip


def test_values_know_their_lines() -> None:
    root = parse_yaml("users:\n  - identity: alice\n\n  - identity: bob\n")
    assert isinstance(root.value, dict)
    member = root.value["users"]
    assert (member.line, member.node.line) == (1, 2)
    assert isinstance(member.node.value, tuple)
    assert [one.line for one in member.node.value] == [2, 4]


def test_json_is_yaml() -> None:
    assert to_json(parse_yaml('{"users": [{"identity": "\\u00fc", "a": 1.5}]}')) == {
        "users": [{"identity": "ü", "a": 1.5}]
    }


def test_json_may_escape_every_character() -> None:
    text = json.dumps({"a": "\N{PILE OF POO} \\ud83d ü"})
    assert to_json(parse_yaml(text)) == {"a": "\N{PILE OF POO} \\ud83d ü"}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, Loader])
def test_half_of_a_surrogate_pair_is_refused(loader: Any) -> None:
    with pytest.raises(UnreadableError):
        parse_yaml('{"a": "\\ud83d"}', loader)


def test_an_alias_stands_for_its_anchor() -> None:
    text = "a: &one {identity: alice}\nb: [*one, *one]\n"
    assert to_json(parse_yaml(text)) == {
        "a": {"identity": "alice"},
        "b": [{"identity": "alice"}] * 2,
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a:\n- [1\n", 3, "it is not YAML: did not find expected ',' or ']'"),
        ("a:\n\t- b", 2, "it is not YAML"),
        ("\na: \x01", 2, "it is not YAML: control characters are not allowed"),
        ("a: !!python/object/apply:os.system [b]", 1, "the tag !!python/object/apply:os.system"),
        ("a: !secret b", 1, "the tag !secret is not read"),
        ("a: b\n---\nc: d\n", 2, "it has a second YAML document; keep one"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is there on line 1, too; keep one"),
        ("? [a]\n: b\n", 1, "a key is no text"),
        ("a:\n  <<: {b: c}\n", 2, "<< is not read; write the keys out"),
        ("a: *b", 1, "the alias *b has no anchor before it; write &b before"),
        ("a: &a [*a]", 1, "the alias *a has no anchor before it"),
        ("a: " + "[" * 60 + "]" * 60, 1, "nested deeper than 40 levels"),
        ("a: " + "[" * 9000 + "]" * 9000, 1, "nested deeper than 40 levels"),
        (BOMB, 3, f"its aliases expand to more than {MOST_EXPANDED:,} values"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_read_is_said_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_yaml(text)
    assert message in refused.value.message
    assert refused.value.line == line


def test_a_text_of_comments_has_no_keys() -> None:
    assert parse_yaml("# nothing\n").value == {}
