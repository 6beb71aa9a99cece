"""The accounts of one session as a copy of what a database holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ringback.twilio.accounts import Accounts, find_account_sid
from ringback.twilio.replication import side_effects
from ringback.twilio.replication.rows import FORMER_SID, NUMBER, Changes, Fact, Row
from ringback.twilio.resources.registry import MEDIA_RESOURCES, RESOURCES
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.event import WebhookRequest

_MEDIA = "Media"
_ALIASES: Mapping[str, str] = {
    each.segment: each.alias.key for each in (*RESOURCES, *MEDIA_RESOURCES) if each.alias
}


class Replica:
    """Applies what others have changed, and collects what was changed here.

    `accounts` are emptied, and note from now on what is touched. `counts` are the numbers of the
    SIDs that were made from a seed, by kind; None without a seed.
    """

    def __init__(self, accounts: Accounts, clock: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._clock = clock
        self._touched = accounts.touched = Touched()
        self.counts = accounts.sids.counts if isinstance(accounts.sids, SeededSids) else None
        self.clear()

    def clear(self) -> None:
        """Forget everything: what is here may differ from what the database holds."""
        self._accounts.clear()
        self._numbers: dict[StoredResource, int] = {}
        self._records: dict[int, StoredResource] = {}
        self._next = 1
        self._known: dict[StoredResource, tuple[int, int, dict[str, bool]]] = {}
        self._files: set[int] = set()

    def begin(self) -> None:
        """Open the accounts that exist from the start, if there is no account yet."""
        if not self._accounts.stores:
            self._accounts.open_first(self._clock())

    def sign(self, webhook: WebhookRequest) -> WebhookRequest:
        """Return a webhook that another proxy has left, with the auth token that is known here."""
        return replace(webhook, auth_token=self._accounts.find_token(webhook.account_sid))

    # From the database

    def apply(self, changes: Changes) -> None:
        """Make the records what they have become elsewhere."""
        indexed: list[tuple[int, int, AccountStore, StoredResource]] = []
        for row in sorted(changes.rows, key=lambda row: row.number):
            self._next = max(self._next, row.number + 1)
            found = self._apply(row, changes.files)
            if found is not None and row.segment == side_effects.PARTICIPANTS:
                indexed.append((row.version, row.number, *found))
        # In the order in which they were written: the last one with an address pair counts.
        for _, _, store, participant in sorted(indexed, key=lambda one: one[:2]):
            store.participants.add(participant)
        for fact in changes.facts:
            self._add_fact(fact)
        for store in self._accounts.stores.values():
            self._known[store.account] = _measure(store)
        self._touched.take()

    def _apply(
        self, row: Row, files: Mapping[int, FileContent | None]
    ) -> tuple[AccountStore, StoredResource] | None:
        record = self._records.get(row.number)
        if row.values is None:
            self._remove(row, record)
            return None
        values = dict(row.values)
        if record is not None:
            store = self._find_store(record)
            self._change(store, row, record)
        elif row.parent:
            parent = self._records[row.parent]
            store = self._find_store(parent)
            record = StoredResource(row.sid, row.segment, parent, values)
            self._open(store, row, parent).add(record, row.ordinal)
        else:
            record = StoredResource(row.sid, "", None, values)
            store = self._accounts.restore(record)
        self._records[row.number], self._numbers[record] = record, row.number
        if (file := files.get(row.number)) is not None:
            store.files[row.sid] = file
            self._files.add(row.number)
        side_effects.follow(store, record, row.extra)
        return store, record

    def _change(self, store: AccountStore, row: Row, record: StoredResource) -> None:
        if record.parent is None:
            record.values = dict(row.values or {})
            return
        collection = self._open(store, row, record.parent)
        if record.sid != row.sid:
            store.rename(collection, record, row.sid)
        collection.restore(record, dict(row.values or {}), row.ordinal)

    def _remove(self, row: Row, record: StoredResource | None) -> None:
        parent = self._records.get(row.parent)
        if record is None:
            if parent is not None:
                self._open(self._find_store(parent), row, parent).order.reserve(row.ordinal)
            return
        store = self._find_store(record)
        if parent is not None and store.holds(record):
            self._open(store, row, parent).remove(record)
        store.clear(record)
        store.files.pop(record.sid, None)
        side_effects.undo(store, record)
        self._forget(record)

    def _open(self, store: AccountStore, row: Row, parent: StoredResource) -> Collection:
        return store.collection(row.segment, parent, _ALIASES.get(row.segment))

    def _add_fact(self, fact: Fact) -> None:
        store = self._find_store(self._records[fact.account])
        if fact.kind == NUMBER:
            store.participants.twilio_numbers[fact.text] = None
        else:
            store.former_sids[fact.text] = None

    # To the database

    def collect(self) -> Changes:
        """Return what was changed here since the last time, to be written now."""
        touched = self._touched.take()
        if not touched:
            return Changes()
        rows: dict[StoredResource, Row] = {}
        files: dict[int, FileContent | None] = {}
        stores: dict[StoredResource, AccountStore] = {}
        for record in touched:
            store = self._find_store(record)
            stores[store.account] = store
            row = self._collect_row(store, record)
            if row is not None:
                rows[record] = row
                self._collect_file(store, record, row, files)
        facts = [fact for one in stores.values() for fact in self._collect_facts(one, rows)]
        return Changes(tuple(rows.values()), tuple(facts), files)

    def _collect_row(self, store: AccountStore, record: StoredResource) -> Row | None:
        number, parent = self._numbers.get(record), record.parent
        if parent is not None and not store.holds(record):
            if number is None:  # added and removed at once
                return None
            above = self._numbers.get(parent, 0)
            self._forget(record)
            return Row(number, above, record.segment, record.sid, record.ordinal, None)
        if number is None:
            number = self._number(record)
        above = self._numbers[parent] if parent is not None else 0
        extra = side_effects.describe(store, record)
        return Row(number, above, record.segment, record.sid, record.ordinal, record.values, extra)

    def _collect_file(
        self,
        store: AccountStore,
        record: StoredResource,
        row: Row,
        files: dict[int, FileContent | None],
    ) -> None:
        if record.segment != _MEDIA:
            return
        file = store.files.get(record.sid)
        if row.values is None:
            files[row.number] = None
            self._files.discard(row.number)
        elif file is not None and row.number not in self._files:
            files[row.number] = file
            self._files.add(row.number)

    def _collect_facts(
        self, store: AccountStore, rows: dict[StoredResource, Row]
    ) -> Iterable[Fact]:
        """Yield what an account has learned, and add its row if that has changed."""
        account = store.account
        before = self._known.get(account, (0, 0, {}))
        after = _measure(store)
        if before == after:
            return
        self._known[account] = after
        if before[2] != after[2] and account not in rows:
            row = self._collect_row(store, account)
            if row is not None:
                rows[account] = row
        number = self._numbers[account]
        for kind, texts, known in (
            (NUMBER, store.participants.twilio_numbers, before[0]),
            (FORMER_SID, store.former_sids, before[1]),
        ):
            for text in _list_newest(texts, len(texts) - known):
                yield Fact(number, kind, text)

    def _number(self, record: StoredResource) -> int:
        number = self._numbers[record] = self._next
        self._records[number] = record
        self._next += 1
        return number

    def _forget(self, record: StoredResource) -> None:
        number = self._numbers.pop(record)
        del self._records[number]

    def _find_store(self, record: StoredResource) -> AccountStore:
        return self._accounts.stores[find_account_sid(record)]


def _measure(store: AccountStore) -> tuple[int, int, dict[str, bool]]:
    """Return what tells whether an account has learned something."""
    numbers, former = store.participants.twilio_numbers, store.former_sids
    return len(numbers), len(former), side_effects.describe_account(store)


def _list_newest(texts: dict[str, None], count: int) -> list[str]:
    newest = [text for text, _ in zip(reversed(texts), range(count), strict=False)]
    return newest[::-1]
