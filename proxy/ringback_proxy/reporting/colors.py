"""Colors of the terminal: only where a person looks at it, or asks for them.

`NO_COLOR` (https://no-color.org) and `FORCE_COLOR` (https://force-color.org) count with any value
but an empty one; with both there are no colors.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TextIO

import click


class Color(StrEnum):
    """The colors in use, by click's names."""

    BAD = "red"
    DOUBTFUL = "yellow"
    GOOD = "green"
    ASIDE = "bright_black"


def wants_color(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Return whether what is written to a stream is colored."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal; a stream that is closed or missing is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def paint(text: str, color: Color) -> str:
    """Return a text in a color, for a stream that wants it."""
    return click.style(text, fg=color.value)
