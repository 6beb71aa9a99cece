"""The fenced blocks of a Markdown text."""

import re
from dataclasses import dataclass

# A fence may be indented, as in a list; the closing one is at least as long as the opening one.
_BLOCK = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]*)\n"
    r"(?P<code>.*?)"
    r"^ *(?P=fence)[`~]*\s*?$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(r"`([^`\n]+)`:\s*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its info string, its text without the fence's indent, its line (1-based).

    `name` comes from the end of the sentence before it, as in "This is `app.py`:", or is "".
    """

    language: str
    code: str
    line: int
    name: str = ""


def blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks in order."""
    return tuple(_block(text, match) for match in _BLOCK.finditer(text))


def _block(text: str, match: re.Match[str]) -> Block:
    before = text[: match.start()]
    named = _NAMED.search(before)
    indent = re.compile(rf"^ {{0,{len(match['indent'])}}}", re.MULTILINE)
    return Block(
        match["language"].strip(),
        indent.sub("", match["code"]),
        before.count("\n") + 1,
        named[1] if named else "",
    )
