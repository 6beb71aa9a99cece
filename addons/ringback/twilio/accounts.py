"""The states of all accounts, and the webhooks of what happens in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ringback.twilio.resources.accounts import open_account
from ringback.twilio.resources.delivery import progress
from ringback.twilio.schema import state_timers
from ringback.twilio.schema.parameters import Validation
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.timers import TimerQueue
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.hosts import API_HOST
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.webhooks.configuration import NO_WEBHOOKS, WebhookSettings, configure
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.events import report

if TYPE_CHECKING:
    from ringback.twilio.state_document.records import StateDocument


@dataclass(slots=True)
class Accounts:
    """The state of every account, opened when it is first used, with the timers of all.

    `account_sid` is the only account that requests may have, if it is set. `auth_token` is the one
    that signs webhooks where none was shown. `start_with` is what new accounts have from the start.
    `stores` are by account SID. `outbox` has the webhooks of what has happened by itself, and was
    not taken yet. `touched` is where changes of records are noted; None where nobody asks.
    `shown_tokens` are the auth tokens of accounts that were forgotten and may be restored.
    """

    sids: SidSource
    validation: Validation = Validation.STRICT
    adopts_services: bool = True
    webhooks: WebhookSettings = NO_WEBHOOKS
    account_sid: str | None = None
    auth_token: str | None = field(default=None, repr=False)
    start_with: "StateDocument | None" = None
    stores: dict[str, AccountStore] = field(default_factory=dict)
    timers: TimerQueue = field(default_factory=TimerQueue)
    outbox: list[WebhookRequest] = field(default_factory=list)
    touched: Touched[StoredResource] | None = None
    shown_tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def open_first(self, now: datetime) -> None:
        """Open the accounts that exist before any request: those that the document names."""
        if self.start_with is None:
            return
        for named in self.start_with.account_sids or filter(None, (self.account_sid,)):
            if self.start_with.find(named) is not None:
                self.open(named, now)

    def open(self, account_sid: str, now: datetime) -> AccountStore:
        """Return the state of an account; `now` is the exact time."""
        store = self.stores.get(account_sid)
        if store is None:
            date = now.replace(microsecond=0)
            store = open_account(account_sid, self.sids, date, self.timers, self.touched)
            store.auth_token = self.auth_token
            self._load(store, now)
            configure(store, self.webhooks)
            progress.resume_all(store)
            self.stores[account_sid] = store
        return store

    def _load(self, store: AccountStore, now: datetime) -> None:
        """Add what a new account has from the start; what Twilio would refuse is left out."""
        document = self.start_with
        account = None if document is None else document.find(store.account.sid)
        if account is not None:
            from ringback.twilio.state_document.load import load  # most accounts start empty

            load(account, self.make_context(store, now, f"https://{API_HOST}"))

    def restore(self, account: StoredResource) -> AccountStore:
        """Return the empty state of an account that was opened before."""
        store = AccountStore(account, self.sids, self.timers, self.touched)
        store.auth_token = self.find_token(account.sid)
        store.delivery_receipts = self.webhooks.receipts
        self.stores[account.sid] = store
        return store

    def find_token(self, account_sid: str) -> str | None:
        """Return the auth token of an account that was shown or set, if any."""
        store = self.stores.get(account_sid)
        shown = store.auth_token if store is not None else self.shown_tokens.get(account_sid)
        return shown or self.auth_token

    def clear(self) -> None:
        """Forget every account, but for the auth tokens that were shown."""
        for sid, store in self.stores.items():
            if store.auth_token is not None:
                self.shown_tokens[sid] = store.auth_token
        self.stores.clear()
        self.timers.clear()
        self.outbox.clear()
        if self.touched is not None:
            self.touched.take()

    def make_context(
        self, store: AccountStore, now: datetime, origin: str, path: str = "", service: str = ""
    ) -> RequestContext:
        """Return the context of a request; `now` is the exact time."""
        return RequestContext(
            store,
            now=now.replace(microsecond=0),
            instant=now,
            origin=origin,
            path=path,
            service=service,
            validation=self.validation,
            adopts_services=self.adopts_services,
        )

    def collects_changes(self, store: AccountStore) -> bool:
        """Whether webhooks may have to report what happens in an account."""
        return store.has_webhooks and self.webhooks.sent != "off"

    def catch_up(self, store: AccountStore, now: datetime) -> None:
        """Do what should have happened before a request to an account at an exact time."""
        if self.timers.is_due(now):
            self.fire(now)
        if store.initializing:
            self.outbox += self.report(store, state_timers.finish_initializing(store, now))

    def fire(self, now: datetime) -> None:
        """Do what is due until an exact time, in any account."""
        for change in self.timers.fire(now):
            self.outbox += self.report(self.stores[find_account_sid(change.record)], (change,))

    def report(
        self,
        store: AccountStore,
        changes: Iterable[Change],
        removed_webhooks: Iterable[StoredResource] | None = None,
    ) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of changes, if the account has any and they are not off."""
        if not self.collects_changes(store):
            return ()
        return report(store, changes, removed_webhooks or ())

    def take_outbox(self) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself, each once."""
        if not self.outbox:
            return ()
        taken = tuple(self.outbox)
        self.outbox.clear()
        return taken


def find_account_sid(record: StoredResource) -> str:
    """Return the SID of the account that a record belongs to."""
    while record.parent is not None:
        record = record.parent
    return record.sid
