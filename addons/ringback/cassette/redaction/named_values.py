"""Replaces what follows a sensitive name in a text that is neither a form nor a JSON document.

XML, YAML, `--name value`, and `name: value` or `name=value` in general. Where the end of a value
cannot be known, more is replaced rather than less: up to the end of the line or the text.
"""

import re
from collections.abc import Callable, Iterator

from ringback.cassette.redaction.xml_values import find_xml_values
from ringback.sliced_search import SlicedPattern

_NAME = r"[\w.\[\]-]++"
# A name that is not part of a path, and what separates it from a value.
_SEPARATOR = SlicedPattern(
    rf"(?<![\w./\[\]-])(?:({_NAME})\\*[\"']?\s{{0,8}}(?::=|=>|[:=])\s*+"
    rf"|--({_NAME})(?=[ \t])[ \t]*+(?![-\s]))"
)
_QUOTE = re.compile(r"(\\*)(\"\"\"|'''|[\"'])")
_BRACKETS = SlicedPattern(
    r"\"(?:[^\"\\]++|\\.)*+\"?|[\[{]|[\]}]", start=r"[\"\[{\]}]", flags=re.DOTALL
)
# In a query a value ends before the next parameter.
_IN_QUERY = re.compile(r"[^\s&\"'<>#]*")
# `; name=` begins the next parameter of a header.
_REST_OF_LINE = re.compile(r"(?:[^\r\n;\\]++|\\(?:\r?\n)?|;(?!\s+[\w-]+=))*+")
# Cookies, and the parameters of credentials, are the value of one header.
_WHOLE_LINE = re.compile(r"[^\r\n]*+")
_HEADERS = re.compile(r"cookie|authorization", re.IGNORECASE)
_WORD = re.compile(r"\S++")
_NEXT_LINE = re.compile(r"(?:\r?\n[ \t]*(?=[\r\n]))*\r?\n([ \t]*(?:- )?)[^\r\n]+")


def replace_named_values(
    text: str, is_named: Callable[[str], bool], replace: Callable[[str], str]
) -> str:
    """Return a text with the values of the elements and names that `is_named` replaced."""
    if "<" in text or "&lt;" in text:
        text = _replace_spans(text, find_xml_values(text, is_named), replace)
    return _replace_spans(text, _find_values(text, is_named), replace)


def _replace_spans(
    text: str, spans: Iterator[tuple[int, int]], replace: Callable[[str], str]
) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        value = text[start:end]
        is_container = value[0] in "[{" and value[-1] in "]}"
        pieces += [text[done:start], f'"{replace(value)}"' if is_container else replace(value)]
        done = end
    return "".join(pieces) + text[done:]


def _find_values(text: str, is_named: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where the values of sensitive names are."""
    at = 0
    while found := _SEPARATOR.search(text, at):
        at = found.end()
        if is_named(found[1] or found[2]) and at < len(text):
            start, at = _find_value(text, found)
            if start < at:
                yield start, at


def _find_value(text: str, found: re.Match[str]) -> tuple[int, int]:
    start = found.end()
    if found.start() and text[found.start() - 1] in "?&#" and _IN_QUERY.match(text, start):
        return start, _end(_IN_QUERY, text, start)
    if quote := _QUOTE.match(text, start):
        return quote.end(), _find_closing_quote(text, quote)
    if text[start] in "[{":
        return start, _find_closing_bracket(text, start)
    if found[2]:
        return start, _end(_WORD, text, start)
    column = found.start() - max(
        text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())
    )
    rest = _WHOLE_LINE if _HEADERS.search(found[1]) else _REST_OF_LINE
    return start, _find_end_of_block(text, _end(rest, text, start), column - 1)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _find_closing_quote(text: str, opening: re.Match[str]) -> int:
    """Return where the quote is that has as many backslashes; the end of the text if none is."""
    backslashes, quote = opening.groups()
    if backslashes:
        closing = re.compile(rf"(?<!\\){re.escape(backslashes)}{quote}")
        match = closing.search(text, opening.end())
        return match.start() if match else len(text)
    if len(quote) > 1:
        end = text.find(quote, opening.end())
        return end if end >= 0 else len(text)
    # A doubled quote is one character of the value.
    inside = re.compile(rf"(?:[^{quote}\\]++|\\.|{quote}{quote})*+", re.DOTALL)
    return _end(inside, text, opening.end())


def _find_closing_bracket(text: str, start: int) -> int:
    depth = 0
    for token in _BRACKETS.finditer(text, start):
        depth += 1 if token[0] in "[{" else -1 if token[0] in "]}" else 0
        if not depth:
            return token.end()
    return len(text)


def _find_end_of_block(text: str, end: int, column: int) -> int:
    """Return where the further lines of a value end: those that are indented more than its name."""
    while (line := _NEXT_LINE.match(text, end)) and len(line[1]) > column:
        end = line.end()
    return end
