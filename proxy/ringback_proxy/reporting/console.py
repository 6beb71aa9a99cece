"""The console: what is reported while the proxy runs, and a summary at the end.

All output goes to standard error, so that a command's own output can be piped, and through the
redactor, so that no secret is shown. A log format makes lines of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TextIO

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.reply_summary import summarize
from ringback.journal import JournalEntry, NewNotes
from ringback.settings.table import Settings
from ringback.webhooks.delivery import Delivery, State
from ringback_proxy.reporting.ordered_worker import OrderedWorker
from ringback_proxy.reporting.reply_message import parse_object
from ringback_proxy.reporting.text_format import TextFormat
from ringback_proxy.reporting.types import LogFormat, RunSummary, ShownDelivery, ShownExchange
from ringback_proxy.runtime_files.ready_file import Ready

# The levels of `-q`, of no option, and of `-v`.
QUIET, NORMAL, VERBOSE = -1, 0, 1

# In bytes; details of larger exchanges are redacted in a thread, so that no client waits for it.
_LARGE = 16_384


class Console:
    """Writes lines; `redactor` removes the secrets from all of them.

    With `details`, whole requests and responses are written, as inspect does.
    """

    def __init__(
        self,
        stream: TextIO | None,
        level: int = NORMAL,
        redactor: Redactor | None = None,
        *,
        details: bool = False,
        log_format: LogFormat | None = None,
    ) -> None:
        self.stream = stream
        self.level = level
        self.redactor = redactor or Redactor()
        self.details = details or level >= VERBOSE
        self._worker = OrderedWorker("ringback-console")
        self._format = log_format or TextFormat()
        self._new_notes = NewNotes()

    def say(self, *lines: str) -> None:
        """Write lines, unless the level is `QUIET`."""
        if self.level > QUIET:
            self._report(lambda: self._format.message(lines, "info"))

    def warn(self, *lines: str) -> None:
        """Write lines at every level, if there are any."""
        if lines:
            self._report(lambda: self._format.message(lines, "warning"))

    def fail(self, message: str) -> None:
        """Write the error with which the run ends."""
        self._report(lambda: self._format.message((message,), "error"))

    def announce(self, ready: Ready, settings: Settings, env: str = "ringback env") -> None:
        """Write where the proxy listens, unless the level is `QUIET`."""
        if self.level > QUIET:
            self._report(lambda: self._format.listening(ready, settings, env))

    def sum_up(self, summary: RunSummary) -> None:
        """Write how the run ended, unless the level is `QUIET`."""
        if self.level > QUIET:
            self._report(lambda: self._format.summary(summary))

    def wait(self) -> None:
        """Wait until everything has been written."""
        self._worker.wait()

    def exchange(
        self, entry: JournalEntry, session: str = "", redactor: Redactor | None = None
    ) -> None:
        """Write an exchange with its notes and report and, if wanted, its details.

        `session` is named; its `redactor` is used instead of the console's own. At the level
        `QUIET` only what failed is written.
        """
        if self.level <= QUIET and not entry.is_failure:
            return
        redactor = redactor or self.redactor
        is_long = self._count_redacted(entry) > _LARGE
        time = datetime.now(UTC)
        self._worker.run(lambda: self._show(entry, session, time, redactor), is_long=is_long)

    def _count_redacted(self, entry: JournalEntry) -> int:
        """Return of how many bytes something may be shown."""
        size = len(entry.request.target) + len(entry.report)
        if self.details or entry.summary is None:
            size += len(entry.response.body)
        return size + len(entry.request.body) if self.details else size

    def _show(self, entry: JournalEntry, session: str, time: datetime, redactor: Redactor) -> None:
        if self.level <= QUIET and not entry.is_failure:
            return
        new_notes = self._select_notes(entry)
        entry = self._redact(entry, redactor)
        shown = ShownExchange(entry, session, time, new_notes, self.details, redactor.redact_text)
        self._write(self._format.exchange(shown))

    def delivery(
        self, delivery: Delivery, session: str = "", redactor: Redactor | None = None
    ) -> None:
        """Write what has become of a webhook; at the level `QUIET` only what was not delivered."""
        if self.level > QUIET or delivery.state is not State.DELIVERED:
            redact = (redactor or self.redactor).redact_text
            shown = ShownDelivery(delivery, session, datetime.now(UTC), self.details, redact)
            self._report(lambda: self._format.delivery(shown))

    def _report(self, render: Callable[[], Iterable[str]]) -> None:
        self._worker.run(lambda: self._write(render()))

    def _select_notes(self, entry: JournalEntry) -> tuple[str, ...]:
        return self._new_notes.select(entry.request, entry.notes) if entry.notes else ()

    def _redact(self, entry: JournalEntry, redactor: Redactor) -> JournalEntry:
        """Return an entry in which everything that will be shown is redacted, before it is cut.

        Without details that is the target of the request and the summary of the response.
        """
        summary = entry.summary
        if summary is None:
            members = parse_object(entry.response.body).items()
            summary = summarize(
                {name: redactor.redact_member(name, value) for name, value in members}
            )
        request, response = entry.redacted_request, entry.response
        if request is None and self.details:
            request = redactor.redact_request(entry.request)
        elif request is None:
            request = replace(entry.request, target=redactor.redact_target(entry.request))
        if self.details:
            caller = redactor.key_accounts.find_caller(entry.request)
            response = redactor.redact_response(response, caller)
        return replace(entry, request=request, response=response, summary=summary)

    def _write(self, lines: Iterable[str]) -> None:
        if self.stream is None:  # standard error was closed at the start
            return
        text = "".join(f"{line}\n" for line in lines)
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            # The reader of standard error has gone away; serving goes on.
            self.level = QUIET
