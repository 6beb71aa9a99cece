"""What a test can do with the fake: set up and inspect its state, its clock and its faults."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from ringback.errors import UsageError
from ringback.settings import values
from ringback.settings.table import SETTINGS, Settings
from ringback_proxy.testing import faults_by_code, time_arguments
from ringback_proxy.testing.api_client import ApiClient, ApiCollection
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.process_env import twilio_credentials

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

_FAULT = next(setting for setting in SETTINGS if setting.field == "fault")


class FakeControls:
    """Controls the fake of one session.

    Methods raise RingbackError if the session has ended or the proxy is gone, and UsageError (a
    RingbackError) for arguments that are not accepted.
    """

    def __init__(self, process: ProxyProcess, name: str, settings: Settings) -> None:
        self._process = process
        self._name = name
        self._settings = settings

    @property
    def conversations(self) -> ApiCollection:
        """The conversations of the account in the environment, to set up and to look at."""
        return self.conversations_of(self._account_sid)

    def conversations_of(self, account_sid: str) -> ApiCollection:
        """Return the conversations of another account; in the fake each has its own state."""
        return self._collection("/v1/Conversations", account_sid)

    @property
    def services(self) -> ApiCollection:
        """The services of the account in the environment, each with conversations of its own."""
        return self._collection("/v1/Services", self._account_sid)

    @property
    def users(self) -> ApiCollection:
        """The users of the account's default service, by SID or identity."""
        return self._collection("/v1/Users", self._account_sid)

    @property
    def roles(self) -> ApiCollection:
        """The roles of the account's default service."""
        return self._collection("/v1/Roles", self._account_sid)

    @property
    def addresses(self) -> ApiCollection:
        """The address configurations of the account, by SID or address."""
        return self._collection("/v1/Configuration/Addresses", self._account_sid)

    @property
    def now(self) -> datetime:
        """The fake's time, in UTC; setting it stops the clock.

        Set it to a datetime (UTC if it has no time zone) or to text: "2026-01-31T12:00:00Z".
        """
        return self._process.control.read_clock(self._name)

    @now.setter
    def now(self, moment: datetime | str) -> None:
        self._process.control.set_clock(self._name, time_arguments.to_instant(moment))

    def advance(self, by: timedelta | None = None, **units: float) -> None:
        """Advance the fake's clock.

        Args:
            by: how far.
            **units: more of it, as keywords of `timedelta`: `advance(hours=1)`.

        Raises:
            UsageError: together they are not a positive timedelta.

        """
        step = time_arguments.to_timedelta(by, units)
        self._process.control.advance_clock(self._name, step)

    def fail_next(self, status: int, code: int | None = None, times: int = 1) -> None:
        """Answer the next requests with an error of Twilio's.

        Args:
            status: the HTTP status, 400 to 599.
            code: Twilio's error code; by default the usual one for the status: 20429 for 429.
            times: how many requests fail.

        Raises:
            UsageError: an argument is not accepted.

        """
        fault = faults_by_code.find_fault(status, code)
        if type(times) is not int or times < 1:
            raise UsageError(f"times is {times!r}, and at least 1 is accepted; leave it out for 1")
        self._process.control.fail_next(self._name, fault, times)

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults of the next requests, as `--fault` takes them; setting it replaces them.

        They work in a replay, too. Set it to a text, or to several: "reset,times=1".
        """
        return tuple(map(str, self._process.control.read_faults(self._name)))

    @faults.setter
    def faults(self, faults: str | Iterable[str]) -> None:
        parsed = values.parse_value(_FAULT, faults if isinstance(faults, str) else list(faults))
        self._process.control.set_faults(self._name, parsed)

    def _collection(self, path: str, account_sid: str) -> ApiCollection:
        return ApiCollection(ApiClient(self._perform, account_sid), path)

    def _perform(self, document: dict[str, Any]) -> tuple[int, Any]:
        return self._process.control.perform(self._name, document)

    @property
    def _account_sid(self) -> str:
        return twilio_credentials.read_account_sid(self._settings)

    @property
    def _auth_token(self) -> str:
        return twilio_credentials.read_auth_token(self._settings)
