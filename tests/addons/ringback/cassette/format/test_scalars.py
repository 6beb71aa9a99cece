import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.format.scalars import indent_block, render_binary, render_scalar


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    assert yaml.safe_load(render_scalar(text)) == text


@pytest.mark.parametrize("text", ["yes", "Null", "7", "2026-01-31", "a: b", "a #b", "- a", ""])
def test_what_yaml_takes_for_something_else_is_quoted(text: str) -> None:
    assert render_scalar(text) == f"'{text}'"


@pytest.mark.parametrize("text", ["alice", "/hook", "PT1H", "a b: c"[:3], "RL00"])
def test_a_plain_word_stays_plain(text: str) -> None:
    assert render_scalar(text) == text


def test_bytes_are_written_in_base64() -> None:
    assert yaml.safe_load("a: " + render_binary(b"\xff\x00")) == {"a": b"\xff\x00"}
    assert yaml.safe_load("a: " + render_scalar("\udcff")) == {"a": b"\xff"}


def test_lines_of_a_block_are_indented() -> None:
    assert indent_block("a\n\nb") == "        a\n\n        b"
