"""What the terminal shows: one line an exchange, explanations of misses, a summary at the end.

Everything goes to standard error, so that a command's own output can be piped, and through the
redactor, so that no secret is shown.
"""

import json
from collections.abc import Callable, Iterable
from typing import TextIO

from understudy.exchange import Headers, Response
from understudy.journal import Entry, Journal
from understudy.modes.decision import Source

# What `-q`, nothing, and `-v` mean.
QUIET, NORMAL, VERBOSE = -1, 0, 1

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_BODY_SHOWN = 4_000


class Console:
    """Writes lines for a person; `redact` takes secrets out of any text.

    `details` shows whole requests and responses, as inspect does.
    """

    def __init__(
        self,
        stream: TextIO | None,
        level: int = NORMAL,
        redact: Callable[[str], str] = str,
        *,
        details: bool = False,
    ) -> None:
        self.stream = stream
        self.level = level
        self.redact = redact
        self.details = details or level >= VERBOSE

    def say(self, *lines: str) -> None:
        """Write lines, unless it is to be quiet."""
        if self.level > QUIET:
            self._write(lines)

    def warn(self, *lines: str) -> None:
        """Write lines, quiet or not."""
        self._write(lines)

    def exchange(self, entry: Entry) -> None:
        """Write an exchange's line, what there is to say about it and, if wanted, all of it."""
        troubled = entry.source in (Source.MISS, Source.ERROR)
        if self.level <= QUIET and not troubled:
            return
        lines = [exchange_line(entry)]
        lines += [f"  note: {note}" for note in entry.notes]
        if entry.report:
            lines += [f"  {line}" for line in entry.report.splitlines()]
        elif troubled:
            lines.append(f"  {_message(entry.response)}")
        if self.details:
            lines += _details(entry)
        self._write(self.redact(line) for line in lines)

    def _write(self, lines: Iterable[str]) -> None:
        if self.stream is None:  # standard error was closed when we were started
            return
        text = "".join(f"{_printable(line)}\n" for line in lines)
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            # Whoever read our output is gone, which is no reason to stop serving.
            self.level = QUIET


def exchange_line(entry: Entry) -> str:
    """Give the one line of an exchange: request, status, source, what it was about, how long."""
    request, response = entry.request, entry.response
    source = str(entry.source)
    if entry.file is not None:
        source += f" {entry.file} #{entry.index}"
    about = _about(response)
    shown = f"{request.method} {request.target} → {response.status} {source}"
    return f"{shown}{': ' if about else ''}{about} ({entry.seconds * 1000:.0f} ms)"


def _about(response: Response) -> str:
    """Say what a reply is about: a fault's code and message, or a resource's sid and name."""
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    if "code" in document and "message" in document:
        return f"{document['code']} {document['message']}"
    name = document.get("unique_name") or document.get("friendly_name")
    known = [str(document["sid"])] if document.get("sid") else []
    known += [json.dumps(name, ensure_ascii=False)] if name else []
    return " ".join(known)


def _message(response: Response) -> str:
    try:
        return str(json.loads(response.body)["message"])
    except (ValueError, TypeError, KeyError):
        return ""


def _details(entry: Entry) -> Iterable[str]:
    yield from _headers(">", entry.request.headers)
    yield from _body(">", entry.request.body)
    yield from _headers("<", entry.response.headers)
    yield from _body("<", entry.response.body)


def _headers(mark: str, headers: Headers) -> Iterable[str]:
    for name, value in headers:
        shown = "[redacted]" if name.lower() in _SECRET_HEADERS else value
        yield f"  {mark} {name}: {shown}"


def _body(mark: str, body: bytes) -> Iterable[str]:
    if not body:
        return
    text = body[:_BODY_SHOWN].decode("utf-8", "backslashreplace")
    for line in text.splitlines():
        yield f"  {mark} {line}"
    if len(body) > _BODY_SHOWN:
        yield f"  {mark} ... {len(body) - _BODY_SHOWN} bytes more"


def _printable(line: str) -> str:
    """Spell out control characters: what came over the wire must not drive the terminal."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def summary(journal: Journal) -> str:
    """Count the exchanges by where their answers came from."""
    total = sum(journal.counts.values())
    if not total:
        return "understudy: no exchange was seen"
    counts = ", ".join(f"{number} {source}" for source, number in sorted(journal.counts.items()))
    return f"understudy: {total} exchange{'s' if total > 1 else ''}: {counts}"
