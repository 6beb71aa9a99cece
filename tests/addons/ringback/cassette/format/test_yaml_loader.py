from collections.abc import Callable
from typing import Any

import pytest
import yaml

from ringback.cassette.format.sections import Section, UnreadableError
from ringback.cassette.format.yaml_loader import MAXIMUM_DEPTH, Loader, parse_sections

Parse = Callable[[str], list[Section]]


@pytest.fixture(params=[yaml.CSafeLoader, yaml.SafeLoader], ids=["libyaml", "pure Python"])
def parse(request: pytest.FixtureRequest) -> Parse:
    """Parse a text with libyaml's parser, and with PyYAML's own."""
    return lambda text: list(parse_sections(text.encode(), request.param))


def test_the_parser_of_libyaml_is_used_where_there_is_one() -> None:
    assert Loader is yaml.CSafeLoader


def test_keys_have_lines_and_keep_their_order(parse: Parse) -> None:
    found = parse("version: 1\n\nmetadata:\n  b: c\n")

    assert found == [Section("version", "1", 1), Section("metadata", {"b": "c"}, 3)]


def test_each_interaction_is_a_section_before_the_key(parse: Parse) -> None:
    found = parse("interactions:\n- a\n- b: c\nversion: 1\n")

    assert found == [
        Section(None, "a", 2),
        Section(None, {"b": "c"}, 3),
        Section("interactions", None, 1, item_column=0),
        Section("version", "1", 4),
    ]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("interactions:\n- a\n", 0),
        ("interactions:\n  - a\n", 2),
        ("interactions: [a]\n", None),
        ("interactions:\n", 0),
        ("{interactions: }", None),
    ],
)
def test_a_list_in_block_style_has_a_column(parse: Parse, text: str, column: int | None) -> None:
    assert parse(text)[-1].item_column == column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: text", "text"),
        ("a: 201", "201"),
        ("a: true", "true"),
        ("a: 2020-01-01", "2020-01-01"),
        ("a:", None),
        ("a: ~", None),
        ("a: null", None),
        ("a: 'null'", "null"),
        ("a: ''", ""),
        ("a: !!str", ""),
        ("a: !!str null", "null"),
        ("a: !!python/tuple [x, y]", ["x", "y"]),
        ("a: !!binary YWI=", b"ab"),
        ("a: !!binary |\n  YW\n  I=\n", b"ab"),
        ("a: [x, [y], {b: c}]", ["x", ["y"], {"b": "c"}]),
        ("a: {b: &x [c], d: *x}", {"b": ["c"], "d": ["c"]}),
        ("a: {b: &x c, d: *x}", {"b": "c", "d": "c"}),
        (
            "a: {b: &x {c: d, e: f}, g: {<<: *x, e: h}}",
            {"b": {"c": "d", "e": "f"}, "g": {"c": "d", "e": "h"}},
        ),
        ("a: {<<: [{b: c}, {d: e}]}", {"b": "c", "d": "e"}),
        ("a: {<<: b}", {}),
        ("a: {'<<': b}", {"<<": "b"}),
        ("a: !!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary YWI=, 0]}", b"ab"),
        ("a: !!python/object/apply:builtins.iter {args: [[!!binary YWI=]]}", [b"ab"]),
    ],
)
def test_values_are_plain(parse: Parse, text: str, expected: object) -> None:
    assert parse(text)[0].value == expected


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_a_document_without_keys_is_empty(parse: Parse, text: str) -> None:
    assert [entry.value for entry in parse(text)] in ([], [None])


def test_a_document_that_is_not_a_mapping_is_one_section(parse: Parse) -> None:
    assert parse("- a\n- b") == [Section("", ["a", "b"], 1)]


def test_an_explicit_document_end_is_a_section(parse: Parse) -> None:
    assert parse("a: b\n...\n")[-1].key == "..."


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("a: b\nc: 'd", "unexpected end of stream", 2),
        ("a: b\n  c: d", "mapping values are not allowed", 2),
        ("a: b\n\tc", "character", 2),
        ("a: !!python/object:os.system b", "the tag !!python/object:os.system is not read", 1),
        ("a:\n  !!python/object/apply:os.system [b]", "is not read", 2),
        ("a: !mine {}", "the tag !mine is not read", 1),
        ("a: *b", "alias", 1),
        ("a: &b [*b]", "alias", 1),
        ("a: {[b]: c}", "a key that is not text", 1),
        ("a: {{b: c}: d}", "a key that is not text", 1),
        ("a: b\n---\nc: d", "a second YAML document", 2),
        ("a: b\nc: \x01", "not allowed", 2),
        ("a: " + "[" * 100_000, f"nested deeper than {MAXIMUM_DEPTH} levels", 1),
        ("a:\n" + "".join(" " * n + "b:\n" for n in range(1, 60)), "nested deeper", 41),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_an_unreadable_value_is_reported_with_its_line(
    parse: Parse, text: str, problem: str, line: int
) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse(text)

    assert problem in caught.value.message
    assert caught.value.line == line


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
def test_invalid_bytes_are_reported_with_their_line(loader: Any) -> None:
    with pytest.raises(UnreadableError) as caught:
        list(parse_sections(b"a: b\nc: \xff\n", loader))

    assert caught.value.line in (1, 2)  # the Python parser knows only the place in its buffer


def test_an_alias_bomb_is_rejected(parse: Parse) -> None:
    levels = "".join(f"b{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 10))

    with pytest.raises(UnreadableError, match="aliases that expand"):
        parse(f"a: &x0 [{'lol' * 10}]\n{levels}")


def test_many_aliases_of_a_large_value_are_rejected(parse: Parse) -> None:
    text = f"a: &x {'y' * 1_000_000}\nb: [{'*x, ' * 100}]\n"

    with pytest.raises(UnreadableError, match="aliases that expand"):
        parse(text)
