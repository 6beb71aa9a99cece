"""The object behind the `ringback` fixture and `serve()`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

from ringback.errors import UsageError
from ringback.journal import JournalEntry
from ringback_proxy.sessions.result import History, SessionResult
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing import request_table
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.failure_report import format_report
from ringback_proxy.testing.fake_controls import FakeControls
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.process_env import environment
from ringback_proxy.testing.request_assertion import RequestAssertion
from ringback_proxy.testing.text_redactor import TextRedactor

if TYPE_CHECKING:
    from twilio.rest import Client

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True


class Ringback(FakeControls):
    """One test's session: its requests, and the fake's state, clock and faults.

    Several sessions may share a proxy process. Every method raises RingbackError if the session
    has ended or the proxy is gone, and UsageError (a RingbackError) for arguments that are not
    accepted. `mode` is "fake" or "replay"; `warnings` is what the proxy has logged.
    """

    def __init__(
        self,
        process: ProxyProcess,
        name: str,
        spec: SessionSpec,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(process, name, spec.settings)
        self.mode: str = spec.settings.mode
        self._lock = Lock()  # or two threads would both add the new entries
        self._final_history: History | None = None  # what to report after the end
        self._entries: list[JournalEntry] = []
        self._exchanges: list[Exchange] = []
        # An API key names no account: its requests belong to the one that `conversations` shows.
        spec = replace(spec, key_account_sid=self._account_sid)
        self.warnings: tuple[str, ...] = process.control.begin(name, spec, meanwhile)

    # Addresses

    @property
    def url(self) -> str:
        """The proxy's URL; requests through it belong to this session alone."""
        return self.environ["HTTPS_PROXY"]

    @property
    def base_url(self) -> str:
        """The URL of the API over plain HTTP, for clients without a proxy."""
        return self._process.info.base_url

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables for a program of this test.

        Use them as `subprocess.run(..., env=os.environ | ringback.environ)`. A program that
        inherits the test's environment has them already.
        """
        return environment.build_variables(self._process.info, self._name)

    def client(self, account_sid: str | None = None, auth_token: str | None = None) -> "Client":
        """Return a `twilio.rest.Client` that goes through the proxy.

        Without arguments it has the credentials of the account that `conversations` shows. Raises
        UsageError if the `twilio` package is not installed.
        """
        try:
            from twilio.rest import Client
        except ImportError:
            raise UsageError(
                "the Twilio client is not installed; install it with: pip install twilio"
            ) from None
        return Client(account_sid or self._account_sid, auth_token or self._auth_token)

    # Requests

    @property
    def requests(self) -> tuple[Exchange, ...]:
        """The session's requests that reached the proxy, in order, with their responses."""
        with self._lock:
            known = len(self._entries)
            history = self._process.control.fetch_history(self._name, known)
            self.warnings = history.warnings
            self._entries += history.entries
            self._exchanges += map(Exchange.from_entry, history.entries)
            return tuple(self._exchanges)

    def assert_requested(
        self,
        method: str | None = None,
        path: str | re.Pattern[str] | None = None,
        *,
        form: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> tuple[Exchange, ...]:
        """Return the requests that match all arguments, or fail if there is none.

        Args:
            method: the HTTP method, in upper or lower case.
            path: the decoded path, in which `*` matches one segment, or a compiled pattern for the
                whole path.
            form: fields of the form body; others are ignored.
            query: parameters of the query; others are ignored.
            json: the JSON body; if it is an object, other fields are ignored.
            headers: headers by name, case-insensitive; others are ignored.
            times: how many requests have to match; by default at least one.

        Raises:
            AssertionError: not as many requests match; the message lists all requests.
            UsageError: an argument is not accepted.

        """
        assertion = RequestAssertion(method, path, form, query, json, headers)
        if times is not None and (type(times) is not int or times < 0):
            raise UsageError(f"times is {times!r}; accepted are 0 and more, such as times=1")
        exchanges = self.requests
        found = tuple(one for one in exchanges if assertion.matches(one))
        if not found if times is None else len(found) != times:
            expected = "at least once" if times is None else _format_times(times)
            came = _format_times(len(found))
            self._fail(f"expected {expected}, came {came}: {assertion}", assertion)
        return found

    def assert_not_requested(
        self,
        method: str | None = None,
        path: str | re.Pattern[str] | None = None,
        *,
        form: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Fail if a request matches all arguments; without arguments, if there was any request.

        The arguments are those of `assert_requested`.

        Raises:
            AssertionError: a request matches; the message lists all requests.
            UsageError: an argument is not accepted.

        """
        self.assert_requested(
            method, path, form=form, query=query, json=json, headers=headers, times=0
        )

    def assert_all_played(self) -> None:
        """Fail unless every recording of the session's cassettes was played.

        Raises:
            AssertionError: a recording was not played; the message has file and line.
            UsageError: the session does not replay.

        """
        unplayed = self._process.control.fetch_unplayed(self._name)
        if unplayed:
            lines = [f"{len(unplayed)} recorded and never requested:"]
            raise AssertionError("\n".join([*lines, *(f"  {one}" for one in unplayed)]))

    def _fail(self, sentence: str, assertion: RequestAssertion) -> NoReturn:
        lines = [sentence, "", *request_table.format_table(self._exchanges, assertion)]
        raise AssertionError(self._redact("\n".join(lines)))

    def _redact(self, text: str) -> str:
        return TextRedactor(self._entries).redact(text)

    # The end

    def end(self, *, ended_well: bool) -> SessionResult:
        """End the session, after which no request is answered, and return its outcome.

        `ended_well` moves a pending cassette into place.
        """
        if "webhooks" in vars(self):
            self.webhooks.close()
        result = self._process.control.end(self._name, ended_well=ended_well)
        self._final_history = result.history or History((), ())
        return result

    def report(self) -> list[str]:
        """Return what a failed test shows: misses, errors, remarks and warnings, as lines."""
        has_ended = self._final_history is not None
        exchanges = self._restore() if has_ended else self.requests
        lines = format_report(exchanges, self.warnings)
        if not has_ended and "webhooks" in vars(self):
            lines += self.webhooks.list_troubles()
        if not has_ended and not exchanges:
            # The test made no request, or it went past the proxy.
            lines.insert(0, "no request of this test has reached the proxy")
        return self._redact("\n".join(lines)).splitlines()

    def _restore(self) -> tuple[Exchange, ...]:
        """Return the exchanges of a session that has ended."""
        history = self._final_history or History((), ())
        self.warnings = history.warnings
        self._entries = list(history.entries)
        return tuple(map(Exchange.from_entry, history.entries))


def _format_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
