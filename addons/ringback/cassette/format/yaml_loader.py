"""Load YAML into plain values, in bounded time and memory.

Builds str, bytes, None, lists and dicts from the events of PyYAML's parser. PyYAML's composer and
constructor are not used, for these reasons (measured with PyYAML 6.0.4, process time):

- Errors and recordings need the line of each interaction; constructed values have no lines.
- Expansion of aliases is bounded here.
- Tags of old vcrpy cassettes are accepted without constructing objects.
- The C composer of older versions (6.0.1) recurses without a limit; 6.0.4 raises "exceeded maximum
  nesting depth".
- 2,000 small interactions load in 0.10 s; CBaseLoader takes 0.44 s, CSafeLoader 0.55 s.

Scalars stay text: `code: 201` is "201". Only a plain null is None, and `!!binary` is bytes. In a
body that is a mapping or list, plain scalars are marked, since they may be numbers.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from ringback.cassette.format.plain_scalars import PlainScalar
from ringback.cassette.format.sections import Section, UnreadableError, Value
from ringback.cassette.format.yaml_tags import check_tag, convert_mapping, convert_scalar

MAXIMUM_DEPTH = 40  # a cassette needs eight
_TOO_DEEP = f"nested deeper than {MAXIMUM_DEPTH} levels"
# Limits on the size of expanded aliases, in characters: a floor, and a factor of the file's size.
# Real cassettes share header lists; a bomb expands to a million times its size.
EXPANSION_FLOOR = 16 * 1024 * 1024
EXPANSION_FACTOR = 4
_NULL = re.compile(r"~|null|Null|NULL|")

# libyaml's parser if PyYAML was built with it: much faster than the one in Python.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A body under these keys may be a mapping or list of fields, whose numbers are numbers.
_BODY_KEYS = ("body", "parsed_body")
_COLLECTION_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)


def parse_sections(data: bytes, loader: Any = Loader) -> Iterator[Section]:
    """Yield the keys of a cassette's mapping in order, with each item of `interactions` by itself.

    `loader` is PyYAML's class whose parser is used. Raises UnreadableError.
    """
    try:
        yield from _Composer(data, loader).compose_sections()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        if "nesting depth" in problem:
            # Newer versions of libyaml have a limit too, and reach it first, as they read ahead.
            problem = _TOO_DEEP
        raise UnreadableError(problem, mark.line + 1 if mark else 1) from None
    except yaml.reader.ReaderError as error:
        line = data.count(b"\n", 0, error.position) + 1
        raise UnreadableError(f"{error.reason} ({error.encoding})", line) from None


class _Composer:
    """Builds values from the events of one document."""

    def __init__(self, data: bytes, loader: Any) -> None:
        self._next = loader(data).get_event
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._weight = 0
        self._in_body = 0  # how many mappings or lists that are bodies enclose the event
        self._limit = EXPANSION_FLOOR + EXPANSION_FACTOR * len(data)

    def compose_sections(self) -> Iterator[Section]:
        self._next()  # the stream's start
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            return
        root = self._next()
        if not isinstance(root, yaml.MappingStartEvent):
            yield Section("", self._value(root, 0), _line(root))
        else:
            yield from self._mapping_entries(root)
        end = self._next()
        following = self._next()
        if not isinstance(following, yaml.StreamEndEvent):
            raise UnreadableError("a second YAML document", _line(following))
        if end.explicit:
            yield Section("...", None, _line(end))

    def _mapping_entries(self, root: yaml.MappingStartEvent) -> Iterator[Section]:
        in_block = not root.flow_style
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, 1)
            value = self._next()
            if key == "interactions" and isinstance(value, yaml.SequenceStartEvent):
                yield from self._items()
                column = _column(value) if in_block and not value.flow_style else None
                yield Section(key, None, _line(event), column)
            else:
                content = self._value(value, 1)
                # Appended items may begin in the first column if the key has no value yet.
                column = 0 if in_block and _is_nothing(value) else None
                yield Section(str(key), content, _line(event), column)

    def _items(self) -> Iterator[Section]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield Section(None, self._value(event, 2), _line(event))

    def _key(self, event: Any, depth: int) -> Value:
        key = self._value(event, depth)
        if isinstance(key, list | dict):
            raise UnreadableError("a key that is not text", _line(event))
        return key

    def _value(self, event: Any, depth: int) -> Value:
        kind = type(event)
        if kind is yaml.ScalarEvent and event.anchor is None:
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        before = self._weight
        if kind is yaml.ScalarEvent:
            value = self._scalar(event)
        else:
            value = self._collection(event, depth + 1)
        if event.anchor is not None:
            if event.anchor in self._anchors:  # PyYAML's composer rejects it, too
                name = f"the anchor &{event.anchor} is defined twice"
                raise UnreadableError(name, _line(event))
            self._anchors[event.anchor] = value, self._weight - before
        return value

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        text: str = event.value
        self._weight += len(text) + 1
        tag = event.tag
        if tag is None:
            if not event.implicit[0]:
                return text
            if len(text) < 5 and _NULL.fullmatch(text):
                return None
            return PlainScalar(text) if self._in_body else text
        return convert_scalar(tag, text, _line(event))

    def _alias(self, event: Any) -> Value:
        try:
            value, weight = self._anchors[event.anchor]
        except KeyError:
            name = f"the alias *{event.anchor} has no anchor before it"
            raise UnreadableError(name, _line(event)) from None
        self._weight += weight + 1
        if self._weight > self._limit:
            raise UnreadableError("aliases that expand to more than a cassette", _line(event))
        return value

    def _collection(self, event: Any, depth: int) -> Value:
        if depth > MAXIMUM_DEPTH:
            raise UnreadableError(_TOO_DEEP, _line(event))
        tag = event.tag
        if tag is not None:
            check_tag(tag, _line(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        mapping = self._mapping(depth)
        return mapping if tag is None else convert_mapping(tag, mapping)

    def _sequence(self, depth: int) -> list[Value]:
        self._weight += 1
        items: list[Value] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, depth))
        return items

    def _mapping(self, depth: int) -> dict[Value, Value]:
        self._weight += 1
        mapping: dict[Value, Value] = {}
        merged: list[Value] = []
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._key(event, depth)
            value = self._member(key, self._next(), depth)
            if key == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
                merged.extend(value if isinstance(value, list) else [value])
            else:
                mapping[key] = value
        for other in merged:  # the mapping's own keys override merged ones
            if isinstance(other, dict):
                mapping = {**other, **mapping}
        return mapping

    def _member(self, key: Value, event: Any, depth: int) -> Value:
        is_body = key in _BODY_KEYS and type(event) in _COLLECTION_STARTS
        self._in_body += is_body
        value = self._value(event, depth)
        self._in_body -= is_body
        return value


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _column(event: Any) -> int:
    return int(event.start_mark.column)


def _is_nothing(event: Any) -> bool:
    """Return whether the value is missing altogether; an explicit `null` is a value."""
    return isinstance(event, yaml.ScalarEvent) and (
        not event.value and event.style in (None, "") and event.anchor is None and event.tag is None
    )
