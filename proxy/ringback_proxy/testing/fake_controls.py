"""What a test can do with the fake: its state, clock, faults, webhooks and messages to it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ringback.errors import UsageError
from ringback.settings import values
from ringback.settings.table import SETTINGS, Settings
from ringback_proxy.testing import faults_by_code, inbound_result, time_arguments
from ringback_proxy.testing.api_client import ApiClient, ApiCollection, ApiRecord
from ringback_proxy.testing.inbound_result import InboundResult
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.process_env import twilio_credentials

if TYPE_CHECKING:
    from ringback_proxy.testing.webhooks.controls import Webhooks

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

    @cached_property
    def webhooks(self) -> "Webhooks":
        """The webhooks of this session, and a receiver for them."""
        from ringback_proxy.testing.webhooks.controls import Webhooks  # most tests need no server

        api = ApiClient(self._perform, self._account_sid)
        return Webhooks(self._process.control, self._name, api)

    def inbound_message(
        self,
        sender: str,
        recipient: str | ApiRecord,
        body: str = "",
        *,
        media: Sequence[Mapping[str, Any]] = (),
        attributes: Mapping[str, Any] | str | None = None,
        others: Sequence[str] = (),
        account_sid: str | None = None,
    ) -> InboundResult:
        """Receive a message that somebody writes, by SMS, WhatsApp, Messenger or in the chat.

        Args:
            sender: an address: "+15550001111", "whatsapp:+15550001111"; in the chat an identity.
            recipient: an address of the account's; in the chat a conversation.
            body: the text.
            media: files, such as {"content_type": "image/png", "filename": "a.png", "data": b""}.
            attributes: of the message.
            others: the other recipients of a group MMS.
            account_sid: by default the account that knows the two.

        Returns:
            The message and its conversation, or why the message belongs to none.

        """
        document = inbound_result.encode_message(
            sender, recipient, body, media, attributes, others, account_sid
        )
        received = self._process.control.receive_message(self._name, document)
        return InboundResult.from_json(received, ApiClient(self._perform, self._account_sid))

    def deliver(
        self,
        message: Any,
        status: str,
        error_code: int | None = None,
        *,
        participant: Any = None,
    ) -> Sequence[Mapping[str, Any]]:
        """Change what becomes of a message outside of the chat; return its receipts.

        Args:
            message: of `ringback.conversations`, of the Twilio client, or its SID.
            status: "sent", "delivered", "read", "failed" or "undelivered".
            error_code: of a failure, such as 30003.
            participant: whose receipt; by default every recipient's.

        """
        document = {
            "message_sid": getattr(message, "sid", message),
            "status": status,
            "error_code": error_code,
            "participant_sid": getattr(participant, "sid", participant),
        }
        return tuple(self._process.control.deliver_message(self._name, document))

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
