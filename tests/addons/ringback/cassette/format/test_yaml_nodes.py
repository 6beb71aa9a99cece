import pytest
import yaml

from ringback.cassette.format import yaml_nodes as nodes

TEXT = b"""\
a: 'one'
b: &b
- x
- |
  two
  lines
c: *b
d: !!python/unicode "\\u00e9"
"""


def test_of_equal_keys_the_last_one_counts() -> None:
    root = nodes.composed(b"a: 1\na: 2\n")

    assert nodes.member(root, "a").value == "2"
    nodes.put(root, "a", nodes.integer(3))
    assert nodes.serialized(root) == b"a: 1\na: 3\n"


@pytest.mark.parametrize("merge", ["*x", "[*y, *x]"])
def test_a_merged_member_is_given_and_its_own_one_put(merge: str) -> None:
    root = nodes.composed(f"x: &x {{a: b}}\ny: &y {{c: d}}\nz: {{<<: {merge}}}\n".encode())
    merging = nodes.member(root, "z")

    nodes.put(merging, "e", nodes.member(merging, "a"))
    nodes.put(merging, "a", nodes.scalar("f"))

    assert [nodes.member(merging, name).value for name in "ae"] == ["f", "b"]
    assert nodes.member(nodes.member(root, "x"), "a").value == "b"


def test_only_a_list_has_items() -> None:
    root = nodes.composed(b"a: [1, 2]\nb: null\n")

    assert [item.value for item in nodes.items(nodes.member(root, "a"))] == ["1", "2"]
    assert nodes.items(nodes.member(root, "b")) == nodes.items(None) == []


def test_what_is_not_edited_is_written_as_it_was() -> None:
    text = nodes.serialized(nodes.composed(TEXT)).decode()

    assert "a: 'one'" in text
    assert "- |\n  two\n  lines" in text
    assert "c: *" in text
    assert "!!python/unicode" in text


def test_a_long_text_stays_on_its_line() -> None:
    text = b"a: " + b"word " * 100 + b"end\n"

    assert nodes.serialized(nodes.composed(text)) == text


def test_members_are_found_and_replaced_in_place() -> None:
    root = nodes.composed(TEXT)

    nodes.put(root, "b", nodes.scalar("new"))
    nodes.put(root, "e", nodes.integer(5))

    document = yaml.safe_load(nodes.serialized(root).replace(b"!!python/unicode", b""))
    assert list(document) == ["a", "b", "c", "d", "e"]
    assert (document["b"], document["e"]) == ("new", 5)
    assert nodes.member(root, "b").value == "new"
    assert nodes.member(root, "z") is None
    assert nodes.member(nodes.member(root, "a"), "z") is None


@pytest.mark.parametrize("value", ["text", "5", "null", b"bytes", b"\xff\x00", "é"])
def test_a_scalar_is_read_as_what_it_was_made_of(value: str | bytes) -> None:
    root = nodes.mapping()
    nodes.put(root, "a", nodes.scalar(value))

    expected = value.decode() if isinstance(value, bytes) and value.isascii() else value
    assert yaml.safe_load(nodes.serialized(root)) == {"a": expected}


def test_json_survives_the_way_there_and_back() -> None:
    document: object = {"a": [1, 1.5, None, True, "5", "é", {"b": {}}]}

    text = nodes.to_json(nodes.from_json(document))

    assert text.startswith(b'{\n    "a": [\n        1,\n        1.5,\n')
    assert nodes.to_json(nodes.from_json(yaml.safe_load(text))) == text


def test_every_scalar_is_given_once() -> None:
    cyclic = nodes.composed(b"a: &a [b, *a, &c d, *c, {e: f}]")

    assert sorted(node.value for node in nodes.scalars(cyclic)) == ["a", "b", "d", "e", "f"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b", {"a": "b", "metadata": {"ringback": {"redact": ["x"]}}}),
        ("metadata: odd", {"metadata": {"ringback": {"redact": ["x"]}}}),
        ("metadata: {a: b}", {"metadata": {"a": "b", "ringback": {"redact": ["x"]}}}),
        (
            "metadata: {ringback: {redact: [y], a: b}}",
            {"metadata": {"ringback": {"redact": ["x"], "a": "b"}}},
        ),
    ],
)
def test_names_to_redact_are_noted(before: str, after: object) -> None:
    root = nodes.composed(before.encode())

    nodes.note_redact_names(root, ("x",))

    assert yaml.safe_load(nodes.serialized(root)) == after
