"""What the terminal shows: one line an exchange, explanations of misses, a summary at the end.

Everything goes to standard error, so that a command's own output can be piped, and through the
redactor, so that no secret is shown.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TextIO

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Response
from ringback.journal import Journal, JournalEntry
from ringback.modes.base import Source

# What `-q`, nothing, and `-v` mean.
QUIET, NORMAL, VERBOSE = -1, 0, 1

_BODY_SHOWN = 4_000
_TOLD = frozenset({"code", "message", "sid", "unique_name", "friendly_name"})


class Console:
    """Writes lines for a person; `redactor` takes secrets out of all of them.

    `details` shows whole requests and responses, as inspect does.
    """

    def __init__(
        self,
        stream: TextIO | None,
        level: int = NORMAL,
        redactor: Redactor | None = None,
        *,
        details: bool = False,
    ) -> None:
        self.stream = stream
        self.level = level
        self.redactor = redactor or Redactor()
        self.details = details or level >= VERBOSE
        self._reason: str | None = None

    def say(self, *lines: str) -> None:
        """Write lines, unless it is to be quiet."""
        if self.level > QUIET:
            self._write(lines)

    def warn(self, *lines: str) -> None:
        """Write lines, quiet or not."""
        self._write(lines)

    def exchange(self, entry: JournalEntry) -> None:
        """Write an exchange's line, what there is to say about it and, if wanted, all of it."""
        troubled = entry.source in (Source.MISS, Source.ERROR)
        if self.level <= QUIET and not troubled:
            return
        entry = self._redacted(entry)
        lines = [exchange_line(entry)]
        lines += [f"  note: {note}" for note in entry.notes]
        if entry.report:
            lines += [f"  {line}" for line in entry.report.splitlines()]
        elif troubled and (reason := _message(entry.response)) != self._reason:
            lines.append(f"  {reason}")
            self._reason = reason  # a full disk says the same of every exchange to come
        if self.details:
            lines += _details(entry)
        self._write(map(self.redactor.text, lines))

    def _redacted(self, entry: JournalEntry) -> JournalEntry:
        """Redact what will be shown, by name and place, before anything is cut."""
        request, response = entry.request, entry.response
        if not self.details:  # a line is about little of it, and the rest takes its time
            request = replace(request, body=b"")
            response = replace(response, headers=Headers(), body=_told(response.body))
        caller = self.redactor.caller_of(request)
        return replace(
            entry,
            request=self.redactor.redact_request(request),
            response=self.redactor.redact_response(response, caller),
        )

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


def exchange_line(entry: JournalEntry) -> str:
    """Return the one line of an exchange: request, status, source, what it was about, how long."""
    request, response = entry.request, entry.response
    source = str(entry.source)
    if entry.file is not None:
        source += f" {entry.file} #{entry.index}"
    about = _about(response)
    shown = f"{request.method} {request.target} → {response.status} {source}"
    return f"{shown}{': ' if about else ''}{about} ({entry.seconds * 1000:.0f} ms)"


def _about(response: Response) -> str:
    """Say what a reply is about: a fault's code and message, or a resource's sid and name."""
    document = _document(response.body)
    if "code" in document and "message" in document:
        return f"{document['code']} {document['message']}"
    name = document.get("unique_name") or document.get("friendly_name")
    known = [str(document["sid"])] if document.get("sid") else []
    known += [json.dumps(name, ensure_ascii=False)] if name else []
    return " ".join(known)


def _message(response: Response) -> str:
    return str(_document(response.body).get("message", ""))


def _told(body: bytes) -> bytes:
    """Return of a reply the members that lines are made of."""
    told = {name: value for name, value in _document(body).items() if name in _TOLD}
    return json.dumps(told).encode()


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _details(entry: JournalEntry) -> Iterable[str]:
    yield from _headers(">", entry.request.headers)
    yield from _body(">", entry.request.body)
    yield from _headers("<", entry.response.headers)
    yield from _body("<", entry.response.body)


def _headers(mark: str, headers: Headers) -> Iterable[str]:
    for name, value in headers:
        yield f"  {mark} {name}: {value}"


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
        return "ringback: no exchange was seen"
    counts = ", ".join(f"{number} {source}" for source, number in sorted(journal.counts.items()))
    return f"ringback: {total} exchange{'s' if total > 1 else ''}: {counts}"
