"""What a test holds: the proxy's addresses, what was asked for, and the fake's world and clock."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

from ringback.errors import UsageError
from ringback.http.messages import Request, Response
from ringback.journal import JournalEntry
from ringback.settings.table import FakeSettings
from ringback.sids import is_sid
from ringback_proxy.testing import faults_by_code, request_table, time_arguments
from ringback_proxy.testing.api_client import ApiClient, ApiCollection
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.ipc import messages
from ringback_proxy.testing.ipc.messages import History, SessionResult, SessionSpec
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.process_env import environment
from ringback_proxy.testing.redacted_text import RedactedText
from ringback_proxy.testing.request_assertion import RequestAssertion

if TYPE_CHECKING:
    from twilio.rest import Client

# A failed test shows its own line, not ours: pytest leaves out the frames of this module.
__tracebackhide__ = True


class Ringback:
    """One act: a test's own world, cassette and journal, over a proxy that others use too."""

    def __init__(self, process: ProxyProcess, name: str, part: SessionSpec) -> None:
        self.mode: str = part.settings.mode
        self._process = process
        self._name = name
        settings = part.settings
        self._fake = settings if isinstance(settings, FakeSettings) else FakeSettings()
        self._reading = Lock()  # or two threads would both add what is new
        self._last: History | None = None  # what there is to report once it has ended
        self._entries: list[JournalEntry] = []
        self._exchanges: list[Exchange] = []
        # An API key names no account: its worlds are those that `conversations` shows.
        part = replace(part, key_account_sid=self._account_sid)
        self.warnings: tuple[str, ...] = process.call(messages.Begin(name, part))

    # Where it is

    @property
    def url(self) -> str:
        """The proxy's URL, for a client that is given one; what comes so is this test's alone."""
        return self.environ["HTTPS_PROXY"]

    @property
    def base_url(self) -> str:
        """Where the API answers without a proxy, over plain HTTP."""
        return self._process.facts.base_url

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables for a program of this test's: `subprocess.run(..., env=os.environ | ...)`.

        A program that inherits the test's environment has them already.
        """
        return environment.variables(self._process.facts, self._name)

    def client(self, account_sid: str | None = None, auth_token: str | None = None) -> "Client":
        """Return a Twilio client that goes through the proxy; raises UsageError without `twilio`.

        Without credentials it has those that `conversations` belongs to.
        """
        try:
            from twilio.rest import Client
        except ImportError:
            raise UsageError(
                "the Twilio client is not installed; install it with: pip install twilio"
            ) from None
        return Client(account_sid or self._account_sid, auth_token or self._auth_token)

    # What was asked for

    @property
    def requests(self) -> tuple[Exchange, ...]:
        """Every request of this test that reached the proxy, in order, with its answer."""
        with self._reading:
            known = len(self._entries)
            history = self._process.call(messages.FetchHistory(self._name, known))
            self.warnings = history.warnings
            self._entries += history.entries
            self._exchanges += map(Exchange.of, history.entries)
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
        """Fail unless such a request came, `times` times where given; give those that did.

        In `path` a `*` stands for one segment; a pattern has to match all of it. Of `form`,
        `query`, `headers` and a JSON object the named fields count, and others may be there.
        """
        expectation = RequestAssertion(method, path, form, query, json, headers)
        if times is not None and (type(times) is not int or times < 0):
            raise UsageError(f"times is {times!r}; accepted are 0 and more, such as times=1")
        exchanges = self.requests
        found = tuple(one for one in exchanges if expectation.met_by(one))
        if not found if times is None else len(found) != times:
            wanted = "at least once" if times is None else _times(times)
            self._fail(f"expected {wanted}, came {_times(len(found))}: {expectation}", expectation)
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
        """Fail if such a request came; without arguments, if any did."""
        self.assert_requested(
            method, path, form=form, query=query, json=json, headers=headers, times=0
        )

    def assert_all_played(self) -> None:
        """Fail unless every recording of the test's cassettes was played."""
        unplayed = self._process.call(messages.FetchUnplayed(self._name))
        if unplayed:
            lines = [f"{len(unplayed)} recorded and never asked for:"]
            raise AssertionError("\n".join([*lines, *(f"  {one}" for one in unplayed)]))

    def _fail(self, sentence: str, expectation: RequestAssertion) -> NoReturn:
        lines = [sentence, "", *request_table.journal(self._exchanges, expectation)]
        raise AssertionError(self._shown("\n".join(lines)))

    def _shown(self, text: str) -> str:
        """Take the callers' secrets out of a text."""
        return RedactedText(self._entries).text(text)

    # The fake's world and clock

    @property
    def conversations(self) -> ApiCollection:
        """The conversations of the account in the environment, to set up and to look at."""
        return self.conversations_of(self._account_sid)

    def conversations_of(self, account_sid: str) -> ApiCollection:
        """Return the conversations of another account: in the fake each has a world of its own."""
        api = ApiClient(self._perform, account_sid, self._auth_token)
        return ApiCollection(api, "/v1/Conversations")

    @property
    def now(self) -> datetime:
        """What time it is for the fake; setting it stops its clock there.

        It is set to a datetime, UTC where it has no zone, or to text: "2026-01-31T12:00:00Z".
        """
        return self._process.call(messages.ReadClock(self._name))

    @now.setter
    def now(self, moment: datetime | str) -> None:
        self._process.call(messages.SetClock(self._name, time_arguments.instant(moment)))

    def advance(self, by: timedelta | None = None, **units: float) -> None:
        """Put the fake's clock forward: `advance(hours=1)`, with the words of `timedelta`."""
        self._process.call(messages.AdvanceClock(self._name, time_arguments.step(by, units)))

    def fail_next(self, status: int, code: int | None = None, times: int = 1) -> None:
        """Have Twilio refuse the next requests: an HTTP status, and one of Twilio's error codes.

        Without a code it is the one that Twilio has for the status: 20429 for 429.
        """
        fault = faults_by_code.fault(status, code)
        if type(times) is not int or times < 1:
            raise UsageError(f"times is {times!r}, and at least 1 is accepted; leave it out for 1")
        self._process.call(
            messages.FailNext(self._name, fault.status, fault.code, fault.message, times)
        )

    # Its end

    def end(self, *, well: bool) -> SessionResult:
        """End the act: no request is answered any more; `well` keeps a take that was recorded."""
        ended = self._process.call(messages.End(self._name, well))
        self._last = ended.history or History((), ())
        return ended

    def report(self) -> list[str]:
        """Say what went wrong on the way to an answer, for a test that has failed; lines."""
        lines: list[str] = []
        exchanges = self.requests if self._last is None else self._take_last(self._last)
        if self._last is None and not exchanges:
            # Nothing was asked for, or it went past the proxy.
            lines.append("no request of this test has reached the proxy")
        for exchange in exchanges:
            if exchange.source in ("miss", "error"):
                said = exchange.explanation or _message(exchange)
                lines += [f"{exchange.method} {exchange.request.target} -> {exchange.status}"]
                lines += [f"  {line}" for line in said.splitlines()]
            lines += [f"{exchange.method} {exchange.request.target}: {n}" for n in exchange.notes]
        lines += self.warnings
        return self._shown("\n".join(lines)).splitlines()

    def _take_last(self, history: History) -> list[Exchange]:
        self.warnings = history.warnings
        self._entries = list(history.entries)
        return list(map(Exchange.of, history.entries))

    def _perform(self, request: Request) -> Response:
        return self._process.call(messages.Perform(self._name, request))

    @property
    def _account_sid(self) -> str:
        given = os.environ.get("TWILIO_ACCOUNT_SID", "")
        own = given if is_sid("AC", given) else environment.DUMMIES["TWILIO_ACCOUNT_SID"]
        return self._fake.account_sid or own

    @property
    def _auth_token(self) -> str:
        given = os.environ.get("TWILIO_AUTH_TOKEN")
        return self._fake.auth_token or given or environment.DUMMIES["TWILIO_AUTH_TOKEN"]


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _message(exchange: Exchange) -> str:
    reply = exchange.reply
    return str(reply.get("message", "")) if isinstance(reply, dict) else ""
