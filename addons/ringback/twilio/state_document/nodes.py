"""A document whose values know their lines, and what is wrong with it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ringback.twilio.values.types import Json

NULLS = ("", "~", "null", "Null", "NULL")

_JSON_SCALAR = re.compile(r"true|false|-?(?:0|[1-9]\d{0,99})(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Node:
    """One value: a text, a list or a mapping.

    - `line`: where it begins, 1-based.
    - `is_plain`: whether a text has no quotes, so that it may be a number, a truth value or null.
    """

    line: int
    value: "str | tuple[Node, ...] | Mapping[str, Member]"
    is_plain: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the value stands for none."""
        return self.is_plain and self.value in NULLS


class Member(NamedTuple):
    """A value of a mapping, with the line of its key."""

    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a document, and the line where."""

    line: int
    message: str


def to_json(node: Node) -> Json:
    """Return a value as JSON; a plain text is a number, a truth value or null if JSON has it so."""
    value = node.value
    if isinstance(value, str):
        return _resolve(value) if node.is_plain else value
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return {key: to_json(member.node) for key, member in value.items()}


def from_json(value: Json, line: int = 1) -> Node:
    """Return a JSON value as a document, all of it on one line."""
    if isinstance(value, str):
        return Node(line, value)
    if isinstance(value, list):
        return Node(line, tuple(from_json(item, line) for item in value))
    if isinstance(value, dict):
        members = {key: Member(line, from_json(item, line)) for key, item in value.items()}
        return Node(line, members)
    return Node(line, json.dumps(value), is_plain=True)


def _resolve(text: str) -> Json:
    if text in NULLS:
        return None
    resolved: Json = json.loads(text) if _JSON_SCALAR.fullmatch(text) else text
    return resolved
