import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.redaction.json_text import is_document, replace_scalars

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def mark(text: str, named: bool) -> str:
    return "X" if named else text


def marked(text: str) -> str:
    return replace_scalars(text, {"secret"}.__contains__, mark)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"secret": "a", "b": "c"}', '{"secret": "X", "b": "c"}'),
        ('{ "secret" : 12.5e3 ,"b":1}', '{ "secret" : "X" ,"b":1}'),
        (
            '{"secret": ["a", {"b": "c"}, 1], "d": "e"}',
            '{"secret": ["X", {"b": "X"}, "X"], "d": "e"}',
        ),
        ('[{"secret": {"a": {"b": 1}}}, "c"]', '[{"secret": {"a": {"b": "X"}}}, "c"]'),
        ('{"secret": null, "a": {"secret": true}}', '{"secret": null, "a": {"secret": true}}'),
        ('{"a": "secret", "b": "secret"}', '{"a": "secret", "b": "secret"}'),
        ('{"s\\u0065cret": "a"}', '{"s\\u0065cret": "X"}'),
        (
            '{"name": "secret", "value": "a", "x": "b"}',
            '{"name": "secret", "value": "X", "x": "b"}',
        ),
        (
            '[{"value": {"a": "b"}, "Key": "s\\u0065cret"}, {"value": "c"}]',
            '[{"value": {"a": "X"}, "Key": "s\\u0065cret"}, {"value": "c"}]',
        ),
        ('{"name": "x", "value": "secret"}', '{"name": "x", "value": "secret"}'),
        ('{"name": ["secret"], "value": "a"}', '{"name": ["secret"], "value": "a"}'),
        ('{"a": [], "b": {}, "secret": "c"}', '{"a": [], "b": {}, "secret": "X"}'),
        (
            '{"Name": "secret", "Value": "a", "x": "b"}',
            '{"Name": "secret", "Value": "X", "x": "b"}',
        ),
        (
            '[{"FIELD": "secret", "values": ["a"]}, {"VALUE": 1, "param": "secret"}]',
            '[{"FIELD": "secret", "values": ["X"]}, {"VALUE": "X", "param": "secret"}]',
        ),
        (
            '[["secret", "a", {"b": 1}], ["b", "secret"], [["secret"], "c"]]',
            '[["secret", "X", {"b": "X"}], ["b", "secret"], [["secret"], "c"]]',
        ),
        ('[[1, 2], [ "secret", "a"]]', '[[1, 2], [ "secret", "X"]]'),
        ('{"a": ["secret", "b"]}', '{"a": ["secret", "b"]}'),
    ],
    ids=[
        "text",
        "number",
        "list",
        "nested",
        "literals",
        "a value",
        "escaped name",
        "name and value",
        "value and name",
        "another name",
        "a list of names",
        "empty",
        "name and value in other case",
        "other names of members",
        "pairs",
        "a pair after numbers",
        "no pairs",
    ],
)
def test_values_of_the_given_names_are_replaced(before: str, after: str) -> None:
    assert marked(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": {"b": "c"}, "b": "d"}', '{"a": {"b": "X"}, "b": "d"}'),
        ('{"a": [{"x": {"y": 1}, "b": "c"}], "d": {"b": 2}}', None),
        ('[[{"a": [[{"b": "c"}]]}], {"b": 3}]', '[[{"a": [[{"b": "X"}]]}], {"b": 3}]'),
        ('{"a": {"d": {"b": "c"}}, "a.b": 4}', '{"a": {"d": {"b": "c"}}, "a.b": "X"}'),
    ],
    ids=["below its object", "in a list", "in lists of lists", "by its whole name"],
)
def test_a_name_may_be_that_of_a_key_below_another(before: str, after: str | None) -> None:
    expected = after or '{"a": [{"x": {"y": 1}, "b": "X"}], "d": {"b": 2}}'
    assert replace_scalars(before, {"a.b"}.__contains__, mark) == expected


def test_an_unchanged_scalar_keeps_its_spelling() -> None:
    text = '{\n\t"a" :  "\\u00e9\\/é", "b": 1.0e0,\r\n "secret": "a" }  '

    assert marked(text) == text.replace('"secret": "a"', '"secret": "X"')


def test_a_key_is_replaced_too() -> None:
    assert replace_scalars(
        '{"a": {"b": "a"}}', ().__contains__, lambda text, _: text.replace("a", "\n")
    ) == ('{"\\n": {"b": "\\n"}}')


@pytest.mark.parametrize(
    ("document", "replacement", "after"),
    [
        ('["é"]', "ü", '["ü"]'),
        ('["e"]', "ü", '["\\u00fc"]'),
        ('["é"]', "\ud800", '["\\ud800"]'),
    ],
    ids=["as it was", "ASCII", "a lone surrogate"],
)
def test_a_replacement_is_spelt_as_its_document_is(
    document: str, replacement: str, after: str
) -> None:
    assert replace_scalars(document, ().__contains__, lambda *_: replacement) == after


@pytest.mark.parametrize("text", ["{}", ' [1, "a"]', "\n{ }"])
def test_objects_and_arrays_are_documents(text: str) -> None:
    assert is_document(text)


@pytest.mark.parametrize(
    "text",
    ["", "1", '"a"', "{", "{a: 1}", "[" * 100_000, "[" + "9" * 5_000 + "]"],
    ids=["empty", "number", "text", "open", "no JSON", "deep", "a long number"],
)
def test_other_texts_are_not(text: str) -> None:
    assert not is_document(text)


@given(JSON, st.booleans(), st.sampled_from([None, 0, 3]))
def test_every_scalar_and_key_is_passed_once(
    value: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps([value], ensure_ascii=ascii_only, indent=indent)
    seen: list[str] = []

    def note(scalar: str, named: bool) -> str:
        seen.append(scalar)
        return scalar

    assert replace_scalars(text, ().__contains__, note) == text
    assert seen == list(scalars(value))


def scalars(value: object) -> list[str]:
    match value:
        case dict():
            return [s for key, member in value.items() for s in (key, *scalars(member))]
        case list():
            return [s for item in value for s in scalars(item)]
        case None | bool():
            return []
        case str():
            return [value]
        case _:
            return [json.dumps(value)]
