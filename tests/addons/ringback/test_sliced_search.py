import random
import re

import pytest

from ringback.sliced_search import SLICE, SlicedPattern

PATTERNS = [
    SlicedPattern("a+b"),
    SlicedPattern("(?<!b)a[ab]*(?=c)"),
    SlicedPattern("b(a)+|c", start="[bc]"),
    SlicedPattern(r"\ba+c", start="a(?<!b.)"),
    SlicedPattern("AB|ba", start="[ABab]", flags=re.IGNORECASE),
]


def text_of(chance: random.Random) -> str:
    """Return runs of letters, some of which go across the ends of slices."""
    letters = (chance.choice("abcAB") * chance.choice((1, 2, 3, 50)) for _ in range(400))
    blanks = (" " * chance.choice((0, 0, 0, 1, SLICE // 2, SLICE - 60)) for _ in range(400))
    return "".join(map("".join, zip(letters, blanks, strict=True)))[: SLICE * 5]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.whole.pattern)
def test_a_long_text_has_the_matches_of_the_pattern_itself(pattern: SlicedPattern) -> None:
    for seed in range(10):
        text = text_of(random.Random(seed))

        found = [(match.span(), match.groups()) for match in pattern.finditer(text)]

        assert found == [(match.span(), match.groups()) for match in pattern.whole.finditer(text)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.whole.pattern)
def test_matches_are_replaced(pattern: SlicedPattern) -> None:
    text = text_of(random.Random(1)) + " aab bac AB"

    assert pattern.sub(lambda match: f"<{match[0]}>", text) == pattern.whole.sub(r"<\g<0>>", text)


def test_a_match_begins_where_the_search_does_or_later() -> None:
    pattern = SlicedPattern("a")

    assert [match.start() for match in pattern.finditer("aaa", 1)] == [1, 2]


def test_a_text_without_matches_is_returned_as_it_is() -> None:
    text = "b" * (2 * SLICE)

    assert SlicedPattern("a").sub(lambda _: "c", text) is text


@pytest.mark.parametrize("start", [None, "a"])
def test_a_match_that_ends_in_another_slice_is_found_whole(start: str | None) -> None:
    text = "b" * (SLICE - 2) + "a" * (3 * SLICE) + "c"

    match = SlicedPattern("a+c", start).search(text)

    assert match is not None
    assert match.span() == (SLICE - 2, 4 * SLICE - 1)


def test_a_pattern_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_pattern = re.compile

    def compile_noted(text: str, *flags: int) -> re.Pattern[str]:
        compiled.append(text)
        return compile_pattern(text, *flags)

    monkeypatch.setattr(re, "compile", compile_noted)

    pattern = SlicedPattern("ab+", "a")
    assert compiled == []
    for _ in range(2):
        assert pattern.search("xabbx") is not None

    assert sorted(compiled) == ["a", "ab+"]
