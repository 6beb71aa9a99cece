import json
from pathlib import Path

import pytest

from ringback.cassette.format.json_document import list_sections, parse_json_document
from ringback.cassette.format.sections import Section, UnreadableError


@pytest.mark.parametrize("name", ["some.json", "some.yaml"])
def test_a_document_in_json_is_parsed_whatever_the_name_of_its_file(name: str) -> None:
    assert parse_json_document(b' {"a": [1, "\\u00e9"]}', Path(name)) == {"a": [1, "é"]}


@pytest.mark.parametrize("text", [b"interactions: []", b"{interactions: []}", b"[1]"])
def test_yaml_is_no_document_in_json(text: bytes) -> None:
    assert parse_json_document(text, Path("some.yaml")) is None


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (b'{"a":\n 1,}', "not JSON: ", 2),
        (b"[" * 100_000, "not JSON that a cassette would hold", 1),
        (b"[" + b"9" * 5_000 + b"]", "not JSON that a cassette would hold", 1),
        (rb'{"a": "\ud800"}', "not JSON that a cassette would hold", 1),
    ],
    ids=["comma", "deep", "number", "surrogate"],
)
def test_a_json_file_has_to_be_json(text: bytes, problem: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_json_document(text, Path("some.json"))

    assert caught.value.message.startswith(problem)
    assert caught.value.line == line


def test_each_interaction_is_a_section_before_the_key() -> None:
    document = json.loads('{"version": 1, "interactions": ["a", "b"]}')

    assert list(list_sections(document)) == [
        Section("version", 1, None),
        Section(None, "a", None),
        Section(None, "b", None),
        Section("interactions", None, None),
    ]


@pytest.mark.parametrize("document", [["a"], {"": ["a"]}, {"interactions": "a"}])
def test_what_is_no_list_of_interactions_is_one_section(document: object) -> None:
    (section,) = list_sections(document)

    assert section.key in ("", "interactions")
    assert section.value in (["a"], "a")
