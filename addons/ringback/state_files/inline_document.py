"""A start file's content as a JSON object: its values know their JSON pointers."""

import json
import re
from collections.abc import Mapping

from ringback.errors import StartFileError
from ringback.state_files.yaml_nodes import MAXIMUM_DEPTH
from ringback.twilio.state_document.nodes import Member, Node, Problem
from ringback.twilio.values.types import Json

_OTHER_PLACE = re.compile(r"\b(of|on) line (\d+)")


class InlineDocument:
    """A document of JSON values, numbered in order; `pointers` has the place of each.

    `root` is the document, whose lines are these numbers, from 1. Raises StartFileError for one
    that is too deep.
    """

    def __init__(self, document: Mapping[str, Json]) -> None:
        self.pointers: list[str] = []
        self.root = self._node(document, "", 0)

    def _node(self, value: object, pointer: str, depth: int) -> Node:
        if depth > MAXIMUM_DEPTH:
            place = f"start_with{pointer}"
            raise StartFileError(f"{place}: it is nested deeper than {MAXIMUM_DEPTH} levels")
        self.pointers.append(pointer)
        line = len(self.pointers)
        if isinstance(value, str):
            return Node(line, value)
        if isinstance(value, Mapping):
            return Node(line, {key: self._member(key, value[key], pointer, depth) for key in value})
        if isinstance(value, list | tuple):
            places = enumerate(value)
            items = [self._node(item, f"{pointer}/{index}", depth + 1) for index, item in places]
            return Node(line, tuple(items))
        return Node(line, json.dumps(value), is_plain=True)

    def _member(self, key: str, value: object, pointer: str, depth: int) -> Member:
        escaped = key.replace("~", "~0").replace("/", "~1")
        node = self._node(value, f"{pointer}/{escaped}", depth + 1)
        return Member(node.line, node)

    def describe(self, problem: Problem) -> str:
        """Return a problem as a line, with its place and without numbers of lines."""
        message = _OTHER_PLACE.sub(self._name_place, problem.message)
        return f"start_with{self.pointers[problem.line - 1]}: {message}"

    def _name_place(self, match: re.Match[str]) -> str:
        number = int(match[2])
        if not 0 < number <= len(self.pointers):
            return match[0]
        return f"{'at' if match[1] == 'on' else 'of'} {self.pointers[number - 1]}"
