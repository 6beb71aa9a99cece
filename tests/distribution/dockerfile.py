"""Reads a Dockerfile, as far as the one of this repository needs it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its word in upper case, and what follows it."""

    word: str
    text: str

    @property
    def words(self) -> list[str]:
        """The text as a list: JSON in exec form, else words."""
        text = self.text.removeprefix("CMD ") if self.word == "HEALTHCHECK" else self.text
        return [str(word) for word in json.loads(text)] if text[:1] == "[" else text.split()


def parse(text: str) -> list[Instruction]:
    """Return the instructions in order, without comments and with lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    split = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [Instruction(word.upper(), rest.strip()) for word, _, rest in split]


def stages(instructions: list[Instruction]) -> Iterator[list[Instruction]]:
    """Yield the instructions of each stage, of which FROM is the first."""
    begins = [number for number, each in enumerate(instructions) if each.word == "FROM"]
    for begin, end in zip(begins, [*begins[1:], len(instructions)], strict=True):
        yield instructions[begin:end]


def is_ignored(path: Path, patterns: list[str]) -> bool:
    """Return whether .dockerignore keeps a file out; the last pattern for it or a parent wins."""
    ignored = False
    for pattern in patterns:
        plain = pattern.removeprefix("!")
        if any(each.full_match(plain) for each in _with_parents(path)):
            ignored = not pattern.startswith("!")
    return ignored


def _with_parents(path: Path) -> list["_Path"]:
    return [_Path(str(each)) for each in (path, *path.parents) if str(each) != "."]


@dataclass(frozen=True, slots=True)
class _Path:
    """A path that is matched as Docker does; Path.full_match is not in Python 3.11 and 3.12."""

    text: str

    def full_match(self, pattern: str) -> bool:
        expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        return re.fullmatch(expression, self.text) is not None
