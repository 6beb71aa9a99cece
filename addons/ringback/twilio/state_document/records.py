"""What a document says of records, once it has been read and every value has been checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.state_document.kinds import ACCOUNT_SID, NEXT_INDEX, Kind
from ringback.twilio.values.types import Value

# What is kept beside the values of a record.
_BESIDE = ("sid", "index", NEXT_INDEX, "data_base64")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a document.

    - `line`: where it begins; `lines`: where each of its values stands, by key.
    - `values`: by the keys of parameters, without those that are null.
    - `children`: the records under it, by the key of their kind; that of a single one has one.
    """

    kind: Kind
    line: int
    values: Mapping[str, Value]
    lines: Mapping[str, int]
    children: Mapping[str, tuple["Record", ...]]

    @property
    def sid(self) -> str | None:
        """The SID, if it has one of its own."""
        sid = self.values.get("sid")
        return sid if isinstance(sid, str) else None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is added to it: it has a SID and a date, as in a dump.

        Such a record existed. What Twilio checks in the order of events is not checked again.
        """
        has_date = "date_created" in self.values or "created" in self.values
        return self.sid is not None and has_date

    def list_children(self, kind: Kind) -> tuple["Record", ...]:
        """Return the records of a kind under this one."""
        return self.children.get(kind.key, ())

    @property
    def stored(self) -> dict[str, Value]:
        """The values as a record in the state has them."""
        return {key: value for key, value in self.values.items() if key not in _BESIDE}

    def having(self, values: Mapping[str, Value]) -> "Record":
        """Return this record with more values, which stand where it begins."""
        lines = {**dict.fromkeys(values, self.line), **self.lines}
        return replace(self, values={**self.values, **values}, lines=lines)

    @property
    def arguments(self) -> Arguments:
        """The values as the arguments of a request."""
        values = self.stored
        return Arguments(values, frozenset(values))


@dataclass(frozen=True, slots=True)
class StateDocument:
    """The accounts of a document; the only one may have no SID, and then stands for any."""

    accounts: tuple[Record, ...] = ()

    @property
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that it names."""
        sids = (account.values.get(ACCOUNT_SID) for account in self.accounts)
        return tuple(sid for sid in sids if isinstance(sid, str))

    def find(self, account_sid: str) -> Record | None:
        """Return what an account has, or None."""
        for account in self.accounts:
            if account.values.get(ACCOUNT_SID) in (None, account_sid):
                return account
        return None


EMPTY = StateDocument()
