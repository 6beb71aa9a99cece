"""Text that cannot drive a terminal."""


def escape_unprintable(line: str) -> str:
    """Return a line with its control characters, and what is not Unicode, escaped."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
