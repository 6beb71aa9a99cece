"""A model of Twilio's Conversations API: a request in, a response out, and an account's state.

`TwilioApi` keeps one store for each account. A request goes through the route table to a resource
and an operation (`routing`), which reads the parameters and changes the store (`operations`,
`resources`), and the outcome is turned into an HTTP response (`operations.responses`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ringback.http.messages import Headers, Request, Response, replace_surrogates
from ringback.http.reply_summary import summarize
from ringback.settings.table import FakeSettings
from ringback.twilio.accounts import Accounts
from ringback.twilio.exchange_seeding import ExchangeSeeding
from ringback.twilio.operations.authentication import Authenticator
from ringback.twilio.operations.login import log_in
from ringback.twilio.operations.responses import respond
from ringback.twilio.processing import Processed, RequestProcessor, Waiting, match_request
from ringback.twilio.resources.media.temporary_link import follow_link
from ringback.twilio.routing.not_faked import explain_not_faked, explain_other_api
from ringback.twilio.routing.routes import Match
from ringback.twilio.schema.parameters import Validation
from ringback.twilio.values import hosts
from ringback.twilio.values.access_tokens import LOGIN_PATH
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.configuration import NO_WEBHOOKS, WebhookSettings
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from ringback.twilio.webhooks.verdict import Verdict, change_request, judge

if TYPE_CHECKING:  # what most runs never use is loaded when it is asked for
    from ringback.twilio.outside_events import OutsideEvents
    from ringback.twilio.replication.replica import Replica
    from ringback.twilio.state_document.records import StateDocument
    from ringback.twilio.webhooks.inbound_message import (
        DeliveryReply,
        DeliveryUpdate,
        InboundMessage,
        InboundReply,
    )

__all__ = ["NotFaked", "Reply", "TwilioApi", "Validation"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, and what the log should show with it.

    `notes` are sentences about the request: a parameter that Twilio would have refused, for
    example. `summary` says what the response is about (see `summarize`); nothing in it is redacted.
    `webhooks` are to be sent after the response, in order.
    """

    response: Response
    notes: tuple[str, ...] = ()
    summary: str = ""
    webhooks: tuple[WebhookRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFaked:
    """Twilio has the requested route and the fake does not; `message` says what to do."""

    message: str


Answered = Reply | NotFaked


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a request has waited for: the application's verdict, and notes from before."""

    verdict: Verdict
    notes: tuple[str, ...]


class TwilioApi:
    """A model of the API with the state of every account that has sent a request.

    `clock` returns aware UTC times; `max_body` is in bytes. Without `account_sid` and `auth_token`
    any Basic credentials are accepted; API keys belong to `key_account_sid`, if it is set. With
    `adopts_services` a service or role that requests name exists, unless it was deleted.
    `webhooks` says which are sent, and is the configuration of new accounts. `start_with` is what
    they have from the start; the accounts that it names exist at once.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sids: SidSource,
        account_sid: str | None = None,
        auth_token: str | None = None,
        key_account_sid: str | None = None,
        validation: Validation = Validation.STRICT,
        max_body: int = FakeSettings.max_body,
        adopts_services: bool = True,
        webhooks: WebhookSettings = NO_WEBHOOKS,
        start_with: "StateDocument | None" = None,
    ) -> None:
        self._clock = clock
        self._sids = sids
        self._authenticator = Authenticator(sids, account_sid, auth_token, key_account_sid)
        self._accounts = Accounts(
            sids, validation, adopts_services, webhooks, account_sid, auth_token, start_with
        )
        self._accounts.open_first(clock())
        self._processor = RequestProcessor(self._accounts, self._authenticator, max_body)
        self._account_sid = account_sid
        self._seeding = ExchangeSeeding(self._accounts, self._authenticator, self._processor, clock)

    def replicate(self) -> "Replica":
        """Return what makes the state a copy of one elsewhere; once, before any request."""
        from ringback.twilio.replication.replica import Replica

        return Replica(self._accounts, self._clock)

    @property
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that have sent a request, in the order of their first ones."""
        return tuple(self._accounts.stores)

    def answer(
        self, request: Request, *, chooses_sid: bool = False, resumed: "Resumed | None" = None
    ) -> Answered | PreAction[Answered]:
        """Answer a request as Twilio would; never raises, whatever the request holds.

        With `chooses_sid` a create may have a parameter `Sid`, as Twilio's never do. A PreAction
        has changed nothing yet: it waits for the application's reply to its webhook, and passes
        the request on once more, as `resumed`.
        """
        started = self._clock()
        path = replace_surrogates(request.path)
        if hosts.is_media_link(request.host):
            return Reply(follow_link(request, self._find_file(path[1:]), started))
        match = match_request(request, path)
        not_faked = _explain_not_faked(request, path, match)
        if not_faked is not None:
            return NotFaked(not_faked)
        if path == LOGIN_PATH:
            processed: Processed | Waiting = (*log_in(request), ())
        else:
            verdict = resumed.verdict if resumed is not None else None
            processed = self._processor.process(request, path, match, started, chooses_sid, verdict)
        if isinstance(processed, Waiting):
            return self._wait(request, chooses_sid, processed)
        return self._make_reply(request, processed, started, resumed)

    def _make_reply(
        self, request: Request, processed: Processed, started: datetime, resumed: Resumed | None
    ) -> Reply:
        outcome, notes, webhooks = processed
        response = respond(
            request,
            outcome,
            now=started,
            request_sid=self._sids.next("RQ"),
            duration=(self._clock() - started).total_seconds(),
        )
        if resumed is not None:
            notes = tuple(dict.fromkeys((*resumed.notes, *resumed.verdict.notes, *notes)))
        summary = summarize(outcome.body or {}) if response.body else ""
        return Reply(response, notes, summary, webhooks)

    def _wait(self, request: Request, chooses_sid: bool, waiting: Waiting) -> PreAction[Answered]:
        def resume(reply: PreActionReply) -> Answered | PreAction[Answered]:
            verdict = judge(waiting.webhook.event, reply)
            changed = change_request(request, verdict)
            resumed = Resumed(verdict, waiting.notes)
            return self.answer(changed, chooses_sid=chooses_sid, resumed=resumed)

        return PreAction(waiting.webhook, resume)

    def next_timer(self) -> datetime | None:
        """Return when something happens by itself next; None for never."""
        return self._accounts.timers.next()

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself until now, each once."""
        self._accounts.fire(now)
        return self._accounts.take_outbox()

    @property
    def _outside(self) -> "OutsideEvents":
        from ringback.twilio.outside_events import OutsideEvents

        return OutsideEvents(self._accounts, self._clock, self._account_sid)

    def receive_message(
        self, message: "InboundMessage"
    ) -> "InboundReply | PreAction[InboundReply]":
        """Process a message from outside; raises UsageError for one that cannot exist."""
        return self._outside.receive_message(message)

    def deliver(self, update: "DeliveryUpdate") -> "DeliveryReply":
        """Change the status of a message's receipts, or of one participant's.

        Raises UsageError for a message, a participant or a status that does not exist.
        """
        return self._outside.deliver(update)

    def dump(self) -> dict[str, Json]:
        """Return the states of all accounts as a document that `start_with` accepts."""
        from ringback.twilio.state_document.dump import dump_accounts

        now, accounts = self._clock(), self._accounts
        for store in accounts.stores.values():
            accounts.catch_up(store, now)
        return dump_accounts(
            accounts.make_context(store, now, f"https://{hosts.API_HOST}")
            for store in accounts.stores.values()
        )

    def seed(self, request: Request, response: Response) -> None:
        """Apply a recorded exchange to the state of its account; never raises.

        What the response shows is added or updated, what the request deletes is removed, and
        anything else is ignored.
        """
        self._seeding.add(request, response)

    def seed_preexisting(
        self, exchanges: Iterable[tuple[Request, Response]], headers: Headers | None = None
    ) -> None:
        """Add to an account's state what existed before its recorded exchanges; never raises.

        All exchanges belong to one account: that of the caller who sends `headers`, by default
        that of the first request.
        """
        self._seeding.add_preexisting(exchanges, headers)

    def _find_file(self, sid: str) -> FileContent | None:
        """Return the content of a file of any account."""
        found = (store.files.get(sid) for store in self._accounts.stores.values())
        return next(filter(None, found), None)


def _explain_not_faked(request: Request, path: str, match: Match | None) -> str | None:
    """Return what to do about a route that Twilio has and the fake does not; else None."""
    if path.startswith("/v2") or hosts.is_login(request.host):
        return explain_other_api(request, path)
    if match is None or match.route is not None:
        return None
    return explain_not_faked(request.method, match.template)
