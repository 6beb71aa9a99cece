"""The texts in the sources that tell the reader what to type."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
SUBCOMMANDS = "fake|replay|record|inspect|env|ca|cassette|doctor|webhook"
# A command, an option, or a value after words that announce one.
_ADVICE = re.compile(
    rf"ringback (?:{SUBCOMMANDS})\b|`[^`]+ [^`]+`|(?<![\w-])--?[a-z][a-z-]*|, say\b"
    r"|(?:such as|[Gg]ive) (?=\S*[-=/({:\d\"A-Z])"
)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")
# Help that is printed on request, where settings and options are declared.
_HELP_FILES = ("settings/table.py", "pytest_plugin/options.py", "doctor/probe.py")


@dataclass(frozen=True, slots=True)
class Advice:
    """A text and its place; `{}` stands for what is filled in."""

    place: str
    text: str

    @property
    def pieces(self) -> tuple[str, ...]:
        """The parts of the text between what is filled in."""
        return tuple(piece for piece in self.text.split("{}") if piece)


def find_advice() -> Iterator[Advice]:
    """Yield every text of the sources that is not a docstring, help or an option's bare name."""
    for root in ("addons", "proxy"):
        for path in sorted((ROOT / root).rglob("*.py")):
            place = str(path.relative_to(ROOT))
            if not place.endswith(_HELP_FILES):
                for line, text in _find_texts(ast.parse(path.read_text())):
                    if _ADVICE.search(text):
                        yield Advice(f"{place}:{line}", text)


def _find_texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each text below a node, with its line."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr | ast.Constant):
            text = _read_text(child)
            if " " in text and "Examples:" not in text:
                yield child.lineno, " ".join(text.split())
        elif not _is_help(child):
            yield from _find_texts(child)


def _read_text(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return "".join(parts)


def _is_help(node: ast.AST) -> bool:
    """Return whether a node is a docstring, or the help of an option."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.JoinedStr | ast.Constant)
    return isinstance(node, ast.keyword) and node.arg == "help"
