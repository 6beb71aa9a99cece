"""`ringback.webhooks`: what a test can do with webhooks."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.settings.names import POST_ACTION_EVENTS, PRE_ACTION_EVENTS
from ringback_proxy.testing.api_client import ApiClient
from ringback_proxy.testing.ipc.control_client import ControlClient
from ringback_proxy.testing.webhooks.delivery import WebhookDelivery
from ringback_proxy.testing.webhooks.delivery_table import format_table, list_troubles
from ringback_proxy.testing.webhooks.received import ReceivedWebhook
from ringback_proxy.testing.webhooks.receiver import Receiver

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

# In seconds. Other threads of a test use the same connection in between.
_POLL = 0.5


class Webhooks:
    """The webhooks of one session, and a receiver for them.

    Methods raise UsageError for arguments that are not accepted.
    """

    def __init__(self, control: ControlClient, name: str, api: ApiClient) -> None:
        self._control = control
        self._name = name
        self._api = api
        self._receiver = Receiver()
        self._returned: set[int] = set()

    # The receiver

    @property
    def url(self) -> str:
        """The URL of the built-in receiver, which serves from its first use on."""
        return self._receiver.url

    def register(self, *events: str, method: str = "POST") -> None:
        """Make the receiver the account's webhook, as in the Twilio Console.

        Args:
            *events: those that it gets; by default all events after an action.
            method: "POST" or "GET".

        """
        names = [_parse_event(event) for event in events] or list(POST_ACTION_EVENTS)
        configuration: dict[str, object] = {"filters": names, "method": method}
        if any(name in POST_ACTION_EVENTS for name in names):
            configuration["post_webhook_url"] = self.url
        if any(name in PRE_ACTION_EVENTS for name in names):
            configuration["pre_webhook_url"] = self.url
        self._api.call("POST", "/v1/Configuration/Webhooks", configuration)

    @property
    def received(self) -> tuple[ReceivedWebhook, ...]:
        """What the built-in receiver has got, in order."""
        return self._receiver.received

    def reply_with(
        self,
        json: Mapping[str, Any] | None = None,
        *,
        event: str | None = None,
        status: int = 200,
    ) -> None:
        """Answer webhooks from now on.

        Args:
            json: an object, such as {"friendly_name": "Ada"} to change what is created.
            event: of which webhooks; by default of all.
            status: 403, say, rejects an action.

        """
        _check_status(status, 200)
        if json is not None and not isinstance(json, Mapping):
            raise UsageError(f'json is {json!r}; give an object, such as {{"body": "hi"}}')
        named = None if event is None else _parse_event(event)
        self._receiver.reply_with(named, status, {} if json is None else json)

    def fail_next(self, times: int = 1, *, status: int = 500) -> None:
        """Answer the next `times` webhooks with an error's status."""
        _check_status(status, 400)
        if type(times) is not int or times < 1:
            raise UsageError(f"times is {times!r}, and at least 1 is accepted; leave it out for 1")
        self._receiver.fail_next(status, times)

    # Deliveries

    @property
    def deliveries(self) -> tuple[WebhookDelivery, ...]:
        """Every webhook of this session to any target, and what has become of it, in order."""
        deliveries, _, _ = self._fetch()
        return deliveries

    def wait_for(self, event: str, *, timeout: float = 10.0, **parameters: str) -> WebhookDelivery:
        """Return the next delivery of an event, once its target has answered or failed.

        Each is returned once: called again, this waits for the one after it.

        Args:
            event: the name, such as "onMessageAdded".
            timeout: in seconds, of real time.
            **parameters: what else it has to have, by Twilio's names: Body="hi".

        Raises:
            AssertionError: none came in time; the message lists all deliveries.

        """
        name = _parse_event(event)
        deadline = time.monotonic() + timeout
        revision = 0
        while True:
            left = deadline - time.monotonic()
            deliveries, revision, _ = self._fetch(revision, min(max(left, 0.0), _POLL))
            for one in deliveries:
                if self._is_wanted(one, name, parameters):
                    self._returned.add(one.number)
                    return one
            if left <= 0:
                _fail(_describe(name, parameters), timeout, deliveries)

    def wait_until_over(self, timeout: float = 10.0) -> tuple[WebhookDelivery, ...]:
        """Return all deliveries once none of them is waiting or under way.

        Raises AssertionError if that takes longer than `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        revision = 0
        while True:
            left = deadline - time.monotonic()
            deliveries, revision, waiting = self._fetch(revision, min(max(left, 0.0), _POLL))
            if not waiting:
                return deliveries
            if left <= 0:
                _fail("the end of all webhooks", timeout, deliveries)

    def resend(self, delivery: WebhookDelivery | int) -> None:
        """Send a webhook once more."""
        number = delivery.number if isinstance(delivery, WebhookDelivery) else delivery
        self._control.redeliver(self._name, number)

    def _is_wanted(
        self, delivery: WebhookDelivery, event: str, parameters: Mapping[str, str]
    ) -> bool:
        return (
            delivery.event == event
            and delivery.was_called
            and delivery.number not in self._returned
            and parameters.items() <= delivery.parameters.items()
        )

    def _fetch(
        self, revision: int = 0, wait: float = 0.0
    ) -> tuple[tuple[WebhookDelivery, ...], int, int]:
        """Return the deliveries, the log's revision, and how many are not over."""
        page = self._control.fetch_deliveries(self._name, revision, wait)
        deliveries = tuple(map(WebhookDelivery.from_json, page["deliveries"]))
        return deliveries, page["revision"], page["waiting"]

    def list_troubles(self) -> list[str]:
        """Return a line for each delivery that did not succeed."""
        return list_troubles(self.deliveries)

    def close(self) -> None:
        """Stop the receiver."""
        self._receiver.close()


def _parse_event(event: Any) -> str:
    if not isinstance(event, str):
        raise UsageError(f"{event!r} is not an event; give a name, such as onMessageAdded")
    return parsers.parse_webhook_event(event)


def _check_status(status: Any, least: int) -> None:
    if type(status) is not int or not least <= status <= 599:
        raise UsageError(f"status is {status!r}; give a number from {least} to 599")


def _describe(event: str, parameters: Mapping[str, str]) -> str:
    return ", ".join([event, *(f"{name}={value!r}" for name, value in parameters.items())])


def _fail(wanted: str, timeout: float, deliveries: Sequence[WebhookDelivery]) -> NoReturn:
    lines = [f"waited {timeout:g} seconds in vain for {wanted}", "", *format_table(deliveries)]
    raise AssertionError("\n".join(lines))
