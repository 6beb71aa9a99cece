import pytest
import yaml

from ringback.cassette.format import yaml_nodes

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


def test_find_member_returns_the_last_of_equal_keys() -> None:
    root = yaml_nodes.compose(b"a: 1\na: 2\n")

    assert yaml_nodes.find_member(root, "a").value == "2"
    yaml_nodes.put(root, "a", yaml_nodes.make_integer(3))
    assert yaml_nodes.serialize(root) == b"a: 1\na: 3\n"


@pytest.mark.parametrize("merge", ["*x", "[*y, *x]"])
def test_find_member_finds_merged_keys_and_put_adds_an_own_one(merge: str) -> None:
    root = yaml_nodes.compose(f"x: &x {{a: b}}\ny: &y {{c: d}}\nz: {{<<: {merge}}}\n".encode())
    merging = yaml_nodes.find_member(root, "z")

    yaml_nodes.put(merging, "e", yaml_nodes.find_member(merging, "a"))
    yaml_nodes.put(merging, "a", yaml_nodes.make_scalar("f"))

    assert [yaml_nodes.find_member(merging, name).value for name in "ae"] == ["f", "b"]
    assert yaml_nodes.find_member(yaml_nodes.find_member(root, "x"), "a").value == "b"


def test_only_a_list_has_items() -> None:
    root = yaml_nodes.compose(b"a: [1, 2]\nb: null\n")

    assert [item.value for item in yaml_nodes.list_items(yaml_nodes.find_member(root, "a"))] == [
        "1",
        "2",
    ]
    assert (
        yaml_nodes.list_items(yaml_nodes.find_member(root, "b"))
        == yaml_nodes.list_items(None)
        == []
    )


def test_unedited_nodes_are_serialized_unchanged() -> None:
    text = yaml_nodes.serialize(yaml_nodes.compose(TEXT)).decode()

    assert "a: 'one'" in text
    assert "- |\n  two\n  lines" in text
    assert "c: *" in text
    assert "!!python/unicode" in text


def test_a_long_text_stays_on_its_line() -> None:
    text = b"a: " + b"word " * 100 + b"end\n"

    assert yaml_nodes.serialize(yaml_nodes.compose(text)) == text


def test_put_replaces_in_place() -> None:
    root = yaml_nodes.compose(TEXT)

    yaml_nodes.put(root, "b", yaml_nodes.make_scalar("new"))
    yaml_nodes.put(root, "e", yaml_nodes.make_integer(5))

    document = yaml.safe_load(yaml_nodes.serialize(root).replace(b"!!python/unicode", b""))
    assert list(document) == ["a", "b", "c", "d", "e"]
    assert (document["b"], document["e"]) == ("new", 5)
    assert yaml_nodes.find_member(root, "b").value == "new"
    assert yaml_nodes.find_member(root, "z") is None
    assert yaml_nodes.find_member(yaml_nodes.find_member(root, "a"), "z") is None


@pytest.mark.parametrize("value", ["text", "5", "null", b"bytes", b"\xff\x00", "é"])
def test_a_scalar_keeps_its_type(value: str | bytes) -> None:
    root = yaml_nodes.make_mapping()
    yaml_nodes.put(root, "a", yaml_nodes.make_scalar(value))

    expected = value.decode() if isinstance(value, bytes) and value.isascii() else value
    assert yaml.safe_load(yaml_nodes.serialize(root)) == {"a": expected}


def test_json_survives_a_round_trip() -> None:
    document: object = {"a": [1, 1.5, None, True, "5", "é", {"b": {}}]}

    text = yaml_nodes.to_json(yaml_nodes.from_json(document))

    assert text.startswith(b'{\n    "a": [\n        1,\n        1.5,\n')
    assert yaml_nodes.to_json(yaml_nodes.from_json(yaml.safe_load(text))) == text


def test_every_scalar_is_iterated_once() -> None:
    cyclic = yaml_nodes.compose(b"a: &a [b, *a, &c d, *c, {e: f}]")

    assert sorted(node.value for node in yaml_nodes.iterate_scalars(cyclic)) == [
        "a",
        "b",
        "d",
        "e",
        "f",
    ]


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
    root = yaml_nodes.compose(before.encode())

    yaml_nodes.put_redact_names(root, ("x",))

    assert yaml.safe_load(yaml_nodes.serialize(root)) == after
