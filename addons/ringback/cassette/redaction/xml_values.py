"""Finds the values of sensitive names in XML and HTML, also where its markup is escaped.

- `<Password>value</Password>`, with any prefix and attributes, and with CDATA.
- `<param name="Password" value="value"/>`, in any order.
- `<param name="Password">value</param>`.
- `<key>Password</key><string>value</string>`.

An element that is never closed goes up to the end of the text.
"""

import html
import re
from collections.abc import Callable, Iterator

from ringback.sliced_search import SlicedPattern

# A tag ends before the next one begins, so that no text is read twice. A quote that is never closed
# is like any other character.
_TAG_PATTERN = (
    r"(?:<|&lt;)(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*+)"
    r"(?P<attributes>(?:[^<>&\"']++|\"[^\"<]*+\"|'[^'<]*+'|&(?![gl]t;)|[\"'])*+)(?:>|&gt;)"
)
_TAG = SlicedPattern(_TAG_PATTERN, start="<|&lt;")
_MARKUP = SlicedPattern(
    r"<!--(?s:.*?)(?:-->|\Z)|<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)|" + _TAG_PATTERN,  # nothing in these
    start="<|&lt;",
)
_ATTRIBUTE = re.compile(
    r"(?<![\w.-])([\w.-]++)\s*+=\s*+(?P<quote>[\"']|&(?:quot|apos|#34|#39);)"
    r"(?P<value>(?:(?!(?P=quote))(?s:.))*+)(?P=quote)"
)
# Attributes and elements with the name of what another one is the value of. Elements named by the
# last two may be a whole form.
_NAMES = frozenset({"attribute", "field", "key", "name", "param", "property"})
_NAMES_OF_ATTRIBUTES = _NAMES | {"id", "type"}
_VALUES = frozenset({"content", "default", "text", "val", "value"})
_NEVER_CLOSED = frozenset({"input", "meta", "param"})
_SHORT_TEXT = re.compile(r"[^<>]{1,200}")


def find_xml_values(text: str, is_named: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the places of the contents and attributes whose names are sensitive, in order."""
    at = 0
    follows_name = False
    unclosed: set[str] = set()
    while tag := _TAG.search(text, at):
        at = tag.end()
        if tag["end"]:
            continue
        yield from _find_attributes(tag, is_named)
        local = tag["name"].rpartition(":")[2]
        is_open = not _is_empty(tag)
        if is_open and (follows_name or is_named(local) or _is_named_by(tag, _NAMES, is_named)):
            end = _find_end_tag(text, tag, unclosed)
            if text[at:end].strip():
                yield at, end
            at = end
        follows_name = is_open and local.lower() in _NAMES and _is_name(text, at, is_named)


def _find_attributes(
    tag: re.Match[str], is_named: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the places of the values of which another attribute is the name."""
    if "=" in tag["attributes"] and _is_named_by(tag, _NAMES_OF_ATTRIBUTES, is_named):
        for attribute in _ATTRIBUTE.finditer(tag.string, *tag.span("attributes")):
            if attribute[1].lower() in _VALUES and attribute["value"]:
                yield attribute.span("value")


def _is_named_by(
    tag: re.Match[str], attributes: frozenset[str], is_named: Callable[[str], bool]
) -> bool:
    """Return whether one of these attributes is a sensitive name."""
    return any(
        attribute[1].lower() in attributes and is_named(html.unescape(attribute["value"]))
        for attribute in _ATTRIBUTE.finditer(tag["attributes"])
    )


def _is_name(text: str, at: int, is_named: Callable[[str], bool]) -> bool:
    """Return whether the content of an element is a sensitive name."""
    content = _SHORT_TEXT.match(text, at)
    return content is not None and is_named(html.unescape(content[0]).strip())


def _is_empty(tag: re.Match[str]) -> bool:
    return tag["attributes"].endswith("/")


def _find_end_tag(text: str, start: re.Match[str], unclosed: set[str]) -> int:
    """Return where the end tag of an element begins; the end of the text if there is none.

    Of an element that HTML never closes, the end is that of its tag. Its name is added to
    `unclosed`, so that it is looked for once.
    """
    name = start["name"]
    depth = 0 if name in unclosed else 1
    for tag in _MARKUP.finditer(text, start.end()) if depth else ():
        if tag["name"] == name:
            depth += -1 if tag["end"] else 0 if _is_empty(tag) else 1
            if not depth:
                return tag.start()
    if name.lower() not in _NEVER_CLOSED:
        return len(text)
    unclosed.add(name)
    return start.end()
