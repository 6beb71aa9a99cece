"""The console: one line per exchange, explanations of misses, and a summary at the end.

All output goes to standard error, so that a command's own output can be piped, and through the
redactor, so that no secret is shown.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TextIO

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Response
from ringback.http.reply_summary import summarize
from ringback.journal import Journal, JournalEntry, NewNotes
from ringback.modes.base import Source
from ringback_proxy.reporting.ordered_worker import OrderedWorker

# The levels of `-q`, of no option, and of `-v`.
QUIET, NORMAL, VERBOSE = -1, 0, 1

_BODY_SHOWN = 4_000
# In bytes; details of larger exchanges are redacted in a thread, so that no client waits for it.
_LARGE = 16_384
_BINARY_SHOWN = 256


class Console:
    """Writes lines for a person; `redactor` removes the secrets from all of them.

    With `details`, whole requests and responses are written, as inspect does.
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
        self._worker = OrderedWorker("ringback-console")
        self._reason: str | None = None
        self._new_notes = NewNotes()

    def say(self, *lines: str) -> None:
        """Write lines, unless the level is `QUIET`."""
        if self.level > QUIET:
            self.warn(*lines)

    def warn(self, *lines: str) -> None:
        """Write lines at every level."""
        self._worker.run(lambda: self._write(lines))

    def wait(self) -> None:
        """Wait until everything has been written."""
        self._worker.wait()

    def exchange(
        self, entry: JournalEntry, session: str = "", redactor: Redactor | None = None
    ) -> None:
        """Write the line of an exchange, its notes or report and, if wanted, its details.

        `session` is named in the line; its `redactor` is used instead of the console's own.
        """
        redactor = redactor or self.redactor
        size = len(entry.request.body) + len(entry.response.body)
        is_long = self.details and size > _LARGE
        self._worker.run(lambda: self._show(entry, session, redactor), is_long=is_long)

    def _show(self, entry: JournalEntry, session: str, redactor: Redactor) -> None:
        troubled = entry.source in (Source.MISS, Source.ERROR)
        if self.level <= QUIET and not troubled:
            return
        entry = self._redact(replace(entry, notes=self._select_notes(entry)), redactor)
        lines = [exchange_line(entry, session)]
        lines += [f"  note: {note}" for note in entry.notes]
        if entry.report:
            lines += [f"  {line}" for line in entry.report.splitlines()]
        elif troubled and (reason := _message(entry.response)) != self._reason:
            lines.append(f"  {reason}")
            self._reason = reason  # a full disk gives the same reason for every exchange
        if self.details:
            lines += _details(entry)
        self._write(map(redactor.redact_text, lines))

    def _select_notes(self, entry: JournalEntry) -> tuple[str, ...]:
        return self._new_notes.select(entry.request, entry.notes) if entry.notes else ()

    def _redact(self, entry: JournalEntry, redactor: Redactor) -> JournalEntry:
        """Return an entry in which everything that will be shown is redacted, before it is cut.

        Without details that is the target of the request and the summary of the response.
        """
        summary = entry.summary
        if summary is None:
            summary = summarize(redactor.redact_members(_parse_object(entry.response.body)))
        request, response = entry.redacted_request, entry.response
        if request is None and self.details:
            request = redactor.redact_request(entry.request)
        elif request is None:
            request = replace(entry.request, target=redactor.redact_target(entry.request))
        if self.details:
            caller = redactor.find_caller(entry.request)
            response = redactor.redact_response(response, caller)
        return replace(entry, request=request, response=response, summary=summary)

    def _write(self, lines: Iterable[str]) -> None:
        if self.stream is None:  # standard error was closed at the start
            return
        text = "".join(f"{_printable(line)}\n" for line in lines)
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            # The reader of standard error has gone away; serving goes on.
            self.level = QUIET


def exchange_line(entry: JournalEntry, session: str = "") -> str:
    """Return the line of an exchange: request, status, source, summary, and how long it took.

    The line begins with the name of the session, if there is one.
    """
    request, response = entry.request, entry.response
    source = str(entry.source)
    if entry.file is not None:
        source += f" {entry.file} #{entry.index}"
    summary = f": {entry.summary}" if entry.summary else ""
    shown = f"{request.method} {request.target} → {response.status} {source}"
    named = f"{session}: " if session else ""
    return f"{named}{shown}{summary} ({entry.seconds * 1000:.0f} ms)"


def _message(response: Response) -> str:
    return str(_parse_object(response.body).get("message", ""))


def _parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; empty if it is none."""
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
    # A NUL byte means that it is no text, as for git: a file that is uploaded.
    if len(body) > _BINARY_SHOWN and b"\0" in body[:_BODY_SHOWN]:
        yield f"  {mark} {len(body)} bytes"
        return
    text = body[:_BODY_SHOWN].decode("utf-8", "backslashreplace")
    for line in text.splitlines():
        yield f"  {mark} {line}"
    if len(body) > _BODY_SHOWN:
        yield f"  {mark} ... {len(body) - _BODY_SHOWN} bytes more"


def _printable(line: str) -> str:
    """Escape control characters: what came over the wire must not drive the terminal."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def summary(journal: Journal) -> str:
    """Return the number of exchanges, by where their responses came from."""
    total = sum(journal.counts.values())
    if not total:
        return "ringback: no exchange was seen"
    counts = ", ".join(f"{number} {source}" for source, number in sorted(journal.counts.items()))
    return f"ringback: {total} exchange{'s' if total > 1 else ''}: {counts}"
