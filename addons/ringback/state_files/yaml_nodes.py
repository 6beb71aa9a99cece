"""Parse YAML into nodes that know their lines, in bounded time and memory.

Built from the events of PyYAML's parser, as `cassette.format.yaml_loader` is and for its reasons.
No tag constructs anything, an alias stands for the node of its anchor, and the nodes that aliases
expand to are counted.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from ringback.cassette.format.yaml_loader import Loader
from ringback.twilio.state_document.nodes import Member, Node

MAXIMUM_DEPTH = 40  # a start file needs ten
# Nodes of expanded aliases. A file that shares a few participants has hundreds.
MOST_EXPANDED = 100_000

_TAGS = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null"))}
    | {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "timestamp")}
)

# How JSON escapes a character beyond U+FFFF, which YAML does not read.
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """The text is not YAML, or has more than a start file may have; `line` is 1-based."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse_yaml(text: str, loader: Any = Loader) -> Node:
    """Return the one document of a text; raises UnreadableError.

    `loader` is PyYAML's class whose parser is used.
    """
    if text.lstrip()[:1] == "{":
        text = _PAIR.sub(_join_pair, text)
    try:
        return _Composer(text, loader).compose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        if "nesting depth" in problem:
            problem = _TOO_DEEP
        raise UnreadableError(f"it is not YAML: {problem}", mark.line + 1 if mark else 1) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise UnreadableError(f"it is not YAML: {error.reason}", line) from None


def _join_pair(match: re.Match[str]) -> str:
    high, low = (int(digits, 16) for digits in match.groups())
    return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


_TOO_DEEP = f"nested deeper than {MAXIMUM_DEPTH} levels"


class _Composer:
    """Builds the nodes of one document."""

    def __init__(self, text: str, loader: Any) -> None:
        self._next = loader(text).get_event
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self._expanded = 0

    def compose(self) -> Node:
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            return Node(1, {})
        root = self._node(self._next(), 0)
        self._next()  # the document's end
        following = self._next()
        if not isinstance(following, yaml.StreamEndEvent):
            raise UnreadableError("it has a second YAML document; keep one", _line(following))
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag not in _TAGS:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")[:80]
            raise UnreadableError(f"the tag {tag} is not read; leave it out", _line(event))
        if depth > MAXIMUM_DEPTH:
            raise UnreadableError(f"it is {_TOO_DEEP}", _line(event))
        before = self._count
        self._count += 1
        node = self._content(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._count - before
        return node

    def _content(self, event: Any, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            if _SURROGATE.search(event.value):  # libyaml refuses it itself
                raise UnreadableError("half of a surrogate pair, which is no character", line)
            return Node(line, event.value, is_plain=event.implicit[0] and event.tag is None)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, tuple(self._items(depth)))
        return Node(line, self._members(depth))

    def _alias(self, event: Any) -> Node:
        found = self._anchors.get(event.anchor)
        if found is None:
            name = f"the alias *{event.anchor} has no anchor before it"
            raise UnreadableError(f"{name}; write &{event.anchor} before", _line(event))
        node, count = found
        self._count += count
        self._expanded += count
        if self._expanded > MOST_EXPANDED:
            problem = f"its aliases expand to more than {MOST_EXPANDED:,} values"
            raise UnreadableError(f"{problem}; write fewer", _line(event))
        return node

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _members(self, depth: int) -> dict[str, Member]:
        members: dict[str, Member] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise UnreadableError("a key is no text; write one word", _line(event))
            key, line = event.value, _line(event)
            if key == "<<" and event.implicit[0]:
                raise UnreadableError("<< is not read; write the keys out", line)
            if key in members:
                first = members[key].line
                raise UnreadableError(f"{key[:40]!r} is there on line {first}, too; keep one", line)
            members[key] = Member(line, self._node(self._next(), depth + 1))
        return members


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
