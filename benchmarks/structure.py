"""The figures of a checkout's structure: python benchmarks/structure.py [ROOT...]

Read from the files: rooms (modules and sub-folders) per folder, arrows (imports between rooms) and
floors (the longest chain of arrows), the layers of each contract, the first words of docstrings and
the length of the README. Counted at run time: the calls of functions for one create, the second on
a kept connection, in fake, replay and record (profiled_proxy.py; comprehensions and generator
expressions are not counted). Several checkouts, before and after a change, stand side by side.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import ast
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from servers import ringback

HERE = Path(__file__).resolve().parent
# First words of docstrings: what Python readers expect, and what they stumble over.
WORDS = (
    "Return", "Raise", "Yield", "Parse", "Write", "Whether",
    "Give", "Say", "Have", "Hold", "Take", "Let", "Tell", "See",
)  # fmt: skip


def packages(root: Path) -> list[Path]:
    """Return the two packages of a checkout."""
    return [
        folder
        for source in ("addons", "proxy")
        for folder in sorted((root / source).iterdir())
        if (folder / "__init__.py").exists()
    ]


def modules(root: Path) -> dict[str, Path]:
    """Return the files of the packages by dotted name."""
    found = {}
    for package in packages(root):
        for path in package.rglob("*.py"):
            name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield the project's modules that a file imports, inside functions too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                if full in known or node.module in known:
                    yield full if full in known else node.module


def rooms(root: Path) -> dict[str, set[str]]:
    """Return the modules and sub-packages in each package, `__init__` left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in modules(root):
        parts = name.split(".")
        for depth in range(1, len(parts)):
            found[".".join(parts[:depth])].add(parts[depth])
    return dict(found)


def arrows(root: Path) -> dict[str, set[tuple[str, str]]]:
    """Return which room imports which, for each package."""
    known = modules(root)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, path in known.items():
        for target in imports(path, known):
            one, other = name.split("."), target.split(".")
            shared = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0
            )
            if shared:
                found[".".join(one[:shared])].add((one[shared], other[shared]))
    return found


def floors(edges: set[tuple[str, str]]) -> str:
    """Return the number of rooms on the longest chain of arrows."""
    below: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        below[one].add(other)

    def depth(room: str, above: tuple[str, ...] = ()) -> int:
        if room in above:
            raise ValueError(room)
        return 1 + max((depth(each, (*above, room)) for each in below.get(room, ())), default=0)

    try:
        return str(max((depth(room) for room in list(below)), default=1))
    except ValueError as circle:
        return f"circle at {circle}"


def layers(root: Path) -> dict[str, int]:
    """Return the number of rows of each layers contract of import-linter."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {each["name"]: len(each["layers"]) for each in settings["contracts"] if "layers" in each}


def first_words(root: Path) -> Counter[str]:
    """Return how often each word begins a docstring of the packages."""
    found: Counter[str] = Counter()
    for path in modules(root).values():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                found.update(re.findall(r"\A\w+", text or ""))
    return found


def readme(root: Path) -> dict[str, int]:
    """Return the README's lines and words, and its paragraphs and cells above 300 characters."""
    text = (root / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    pieces = [cell for part in prose.split("\n") for cell in re.split(r"(?<!\\)\|", part)]
    return {
        "lines": len(text.splitlines()),
        "words": len(text.split()),
        "over 300": sum(len(piece) > 300 for piece in pieces),
    }


def calls(root: Path, *options: str) -> dict[str, int]:
    """Return the figures of the second create of a mode: of three runs, the one with fewest calls.

    Where the system cuts a request in two, what reads it is called twice. `{run}` in an option is
    the number of the run.
    """
    runs = [[option.format(run=run) for option in options] for run in range(3)]
    return min((calls_once(root, *each) for each in runs), key=lambda each: each["calls"])


def calls_once(root: Path, *options: str) -> dict[str, int]:
    """Return the figures of one run."""
    command = (sys.executable, str(HERE / "profiled_proxy.py"), str(root), *options)
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if not ran.stdout:
        raise SystemExit(ran.stderr)
    told: dict[str, Any] = json.loads(ran.stdout)
    assert told["status"] == 201, told["status"]
    sources = (f"{root}/addons/", f"{root}/proxy/")
    ours = [call for call in told["calls"] if call[0].startswith(sources)]
    total = sum(call[2] for call in ours)
    return {
        "calls": total,
        "functions": len(ours),
        "files": len({call[0] for call in ours}),
        "changes from file to file": told["changes"],
        "in redaction": sum(c[2] for c in ours if re.search("/privacy/|redact", c[0])),
        "calls of mitmproxy's": sum(call[2] for call in told["calls"]) - total,
    }


def calls_per_mode(root: Path) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each mode with its figures; what is recorded is the fake's own reply."""
    yield "fake", calls(root, "fake")
    with tempfile.TemporaryDirectory() as folder, ringback("fake") as upstream:
        url = f"http://127.0.0.1:{upstream.base_url_port}"
        recorded = calls(root, "record", "--cassette", f"{folder}/{{run}}.yaml", "--upstream", url)
        yield "replay", calls(root, "replay", "--cassette", f"{folder}/0.yaml")
        yield "record", recorded


def neutral(package: str) -> str:
    """Return a package's dotted name with `addon` or `proxy` for the product's name in it."""
    top, dot, rest = package.partition(".")
    return f"{'proxy' if top.endswith('_proxy') else 'addon'}{dot}{rest}"


def figures(root: Path) -> dict[str, str]:
    """Return every figure of a checkout by its name."""
    found: dict[str, str] = {}
    drawn = arrows(root)
    for folder, inside in sorted(rooms(root).items()):
        edges = drawn.get(folder, set())
        sizes = f"{len(inside)} / {len(edges)} / {floors(edges)}"
        found[f"{neutral(folder)}: rooms / arrows / floors"] = sizes
    widest = max(rooms(root).items(), key=lambda pair: len(pair[1]))
    found["largest folder"] = f"{neutral(widest[0])}: {len(widest[1])}"
    for contract, rows in layers(root).items():
        found[f"layers of “{contract}”"] = str(rows)
    words = first_words(root)
    found["docstrings"] = str(words.total())
    found |= {f"docstrings that begin with {word}": str(words[word]) for word in WORDS}
    found |= {f"README: {name}": str(number) for name, number in readme(root).items()}
    for mode, told in calls_per_mode(root):
        found |= {f"{mode}: {name}": str(number) for name, number in told.items()}
    return found


def main(roots: list[Path]) -> None:
    """Print a table with a column for each checkout."""
    columns = [figures(root.resolve()) for root in roots]
    names = dict.fromkeys(name for column in columns for name in column)
    print("| figure |", " | ".join(root.resolve().name for root in roots), "|")
    print("|---" * (1 + len(roots)) + "|")
    for name in names:
        print(f"| {name} |", " | ".join(column.get(name, "-") for column in columns), "|")


main([Path(each) for each in sys.argv[1:]] or [HERE.parent])
